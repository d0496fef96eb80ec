// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/start.h"
#include "tests/e2e/bench.h"
#include "tests/support/edits.h"
#include "widgets/comparelist.h"
#include "widgets/entrytree.h"
#include "widgets/heatmappanel.h"
#include "widgets/jobstrip.h"
#include "widgets/resources.h"

#include <QAction>
#include <QLabel>
#include <QPointer>
#include <QTabWidget>

using namespace lens;
using namespace Qt::StringLiterals;
using test::Bench;

namespace {

const QString tensor = u"generator/module.hidden.weight"_s;

void retag(MainWindow &window) { test::edit(window.page()->document(), {{{0, "mps"}}}); }

bool settle(const MainWindow &window)
{
    return QTest::qWaitFor([&window] { return window.isSettled(); });
}

QString messageOf(const MainWindow &window)
{
    return window.page()->findChild<MessageBar *>()->text();
}

// The windows of a program that was started with these words.
struct Started
{
    QTemporaryDir folder;
    Settings settings{folder.filePath(u"settings.ini"_s)};
    test::AnsweredPrompts prompts;

    ~Started()
    {
        for (const MainWindow *window : MainWindow::all())
            delete window;
    }
    QString file(const QString &name) const
    {
        const QString path = folder.filePath(name);
        QFile::copy(u":/sample.pth"_s, path);
        QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner);
        return path;
    }
    MainWindow &start(const QStringList &words)
    {
        return showWindows(readCommandLine(QStringList(u"ckptlens"_s) + words), settings, prompts);
    }
};

} // namespace

// Several windows of one program.
class TestWindows final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void anotherWindowHasTabsOfItsOwn();
    void eachFileInAWindowOfItsOwn();
    void filesAreTabsOfOneWindow();
    void whatIsAskedForIsShownOfEachFile_data();
    void whatIsAskedForIsShownOfEachFile();
    void aPageOfAComparisonIsShownFirst_data();
    void aPageOfAComparisonIsShownFirst();
    void aRowThatIsTheSameIsSelectedToo();
    void aPageThatIsNotThereIsRefused();
    void aFileOpenedForReadingIsNotChanged();
    void whatIsOpenForReadingIsSaidSo();
    void aClosedWindowIsGone();
    void aWindowComesBackWhereItWas();
    void whatOneWindowWroteTheOtherKnows();
    void quittingAsksOnceForAllWindows();
    void quittingSavesInEveryWindow();
    void aSaveThatFailsEndsQuittingAndIsSeen();
};

void TestWindows::anotherWindowHasTabsOfItsOwn()
{
    Bench bench;
    bench.window.openSample();
    QTest::keyClick(&bench.window, Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
    const auto open = MainWindow::all();
    QCOMPARE(open.size(), 2);
    MainWindow *second = open[0] == &bench.window ? open[1] : open[0];
    QVERIFY(second->isVisible() && second->pos() != bench.window.pos());
    second->openFiles({bench.file()});
    QVERIFY(settle(*second) && bench.settle());
    QCOMPARE(second->pageCount(), 1);
    QCOMPARE(bench.window.page()->filePath(), QString());
    second->close();
    QTRY_COMPARE(MainWindow::all().size(), 1);
    QVERIFY(bench.window.isVisible());
}

void TestWindows::eachFileInAWindowOfItsOwn()
{
    Started program;
    const QString a = program.file(u"a.pth"_s), b = program.file(u"b.pth"_s);
    MainWindow &first = program.start({u"--new-window"_s, a, b});
    QStringList shown;
    for (const MainWindow *window : MainWindow::all()) {
        QVERIFY(settle(*window) && window->isVisible());
        QCOMPARE(window->pageCount(), 1);
        shown << window->page()->filePath();
    }
    QCOMPARE(first.page()->filePath(), a);
    shown.sort();
    QCOMPARE(shown, QStringList({a, b}));
}

void TestWindows::filesAreTabsOfOneWindow()
{
    Started program;
    const MainWindow &first = program.start({program.file(u"a.pth"_s), program.file(u"b.pth"_s)});
    QVERIFY(settle(first));
    QCOMPARE(MainWindow::all().size(), 1);
    QCOMPARE(first.pageCount(), 2);
}

void TestWindows::whatIsAskedForIsShownOfEachFile_data()
{
    QTest::addColumn<QStringList>("how");
    QTest::newRow("in tabs") << QStringList();
    QTest::newRow("in windows") << QStringList{u"--new-window"_s};
}

void TestWindows::whatIsAskedForIsShownOfEachFile()
{
    QFETCH(QStringList, how);
    Started program;
    program.start(how + QStringList{u"--view"_s, u"heatmap"_s, u"--select"_s, tensor,
                                    program.file(u"a.pth"_s), program.file(u"b.pth"_s)});
    int files = 0;
    for (const MainWindow *window : MainWindow::all()) {
        QVERIFY(settle(*window));
        for (DocumentPage *page : window->documents()) {
            const auto *panel = page->findChild<HeatmapPanel *>();
            QVERIFY(panel && panel->isVisibleTo(page));
            QCOMPARE(page->tree().currentIndex().data().toString(), u"weight"_s);
            ++files;
        }
    }
    QCOMPARE(files, 2);
}

void TestWindows::aPageOfAComparisonIsShownFirst_data()
{
    QTest::addColumn<QString>("page");
    QTest::addColumn<int>("view");
    QTest::addColumn<int>("table");
    QTest::newRow("heatmap") << u"heatmap"_s << 1 << 0;
    QTest::newRow("histogram") << u"histogram"_s << 0 << 0;
    QTest::newRow("values") << u"values"_s << 0 << 1;
    QTest::newRow("differences") << u"differences"_s << 0 << 1;
}

void TestWindows::aPageOfAComparisonIsShownFirst()
{
    QFETCH(QString, page);
    QFETCH(int, view);
    QFETCH(int, table);
    Started program;
    const MainWindow &window = program.start({u"--diff"_s, u"--view"_s, page, u"--select"_s, tensor,
                                              program.file(u"a.pth"_s), program.file(u"b.pth"_s)});
    QVERIFY(settle(window));
    const auto *heatmaps = window.findChild<QWidget *>(u"compareHeatmaps"_s);
    QCOMPARE(window.findChild<QTabBar *>(u"compareViews"_s)->currentIndex(), view);
    QCOMPARE(heatmaps->isVisible(), view == 1);
    const auto *tables = window.findChild<QTabWidget *>(u"compareTables"_s);
    QCOMPARE(tables->currentIndex(), table);
    // What is no tensor has none of them; the next tensor shows the same page again.
    auto *list = window.findChild<CompareList *>(u"compareList"_s);
    const int row = list->currentIndex().row();
    list->select(window.comparePage()->model().rowOf(u"epoch"_s));
    QVERIFY(settle(window) && !heatmaps->isVisible());
    list->select(row);
    QVERIFY(settle(window));
    QCOMPARE(heatmaps->isVisible(), view == 1);
    QCOMPARE(tables->currentIndex(), table);
}

void TestWindows::aRowThatIsTheSameIsSelectedToo()
{
    Started program;
    const QString a = program.file(u"a.pth"_s), b = program.file(u"b.pth"_s);
    const auto title = [&](const QString &path) {
        const MainWindow &window = program.start({u"--diff"_s, u"--select"_s, path, a, b});
        return settle(window) ? window.findChild<QLabel *>(u"compareTitle"_s)->text() : QString();
    };
    QCOMPARE(title(tensor), tensor);
    QCOMPARE(title(u"module.hidden.bias"_s), u"generator/module.hidden.bias"_s);
    const MainWindow &window = program.start({u"--diff"_s, u"--select"_s, u"nowhere"_s, a, b});
    QVERIFY(settle(window));
    const QString said = window.frontPage()->findChild<MessageBar *>()->text();
    QVERIFY2(said.contains(u"nowhere"_s), qPrintable(said));
}

void TestWindows::aPageThatIsNotThereIsRefused()
{
    const auto read = [](const QStringList &words) {
        return readCommandLine(QStringList(u"ckptlens"_s) + words);
    };
    const CommandLine comparison = read({u"--diff"_s, u"--view"_s, u"storage"_s, u"a"_s, u"b"_s});
    QVERIFY(comparison.wrong);
    QVERIFY2(comparison.answer.contains(u"differences, heatmap"_s), qPrintable(comparison.answer));
    const CommandLine file = read({u"--view"_s, u"differences"_s, u"a"_s});
    QVERIFY(file.wrong);
    QVERIFY2(file.answer.contains(u"heatmap, storage"_s), qPrintable(file.answer));
    QVERIFY(!read({u"--view"_s, u"storage"_s, u"a"_s}).wrong);
    QVERIFY(read({u"--theme"_s, u"pink"_s}).wrong);
    QVERIFY(!read({u"--theme"_s, u"dark"_s}).wrong);
}

void TestWindows::aFileOpenedForReadingIsNotChanged()
{
    Started program;
    const QString file = program.file(u"a.pth"_s), copy = program.folder.filePath(u"b.pth"_s);
    const QByteArray before = test::bytesOf(file);
    MainWindow &window = program.start({u"--read-only"_s, file});
    QVERIFY(settle(window));
    const auto *line = window.findChild<QLabel *>(u"fileLine"_s);
    const auto action = [&window](const char *id) { return window.actions().action(id); };
    const auto isSaidSo = [&] {
        return line->text().contains(u"read-only"_s) &&
               window.windowTitle().contains(u"read-only"_s) &&
               action("file.save")->text().contains(u"read-only"_s);
    };
    QVERIFY2(isSaidSo(), qPrintable(window.windowTitle() + line->text()));
    for (const char *id : {"file.save", "edit.changeDevice"})
        QVERIFY2(!action(id)->isEnabled(), id);
    action("file.reload")->trigger();
    QVERIFY(settle(window) && isSaidSo());

    program.prompts.save = file;
    program.prompts.replace = true;
    action("file.saveAs")->trigger();
    QVERIFY(settle(window) && isSaidSo());
    QVERIFY2(messageOf(window).contains(u"reading only"_s), qPrintable(messageOf(window)));
    QCOMPARE(test::bytesOf(file), before);

    program.prompts.save = copy;
    action("file.saveAs")->trigger();
    QVERIFY(settle(window) && !isSaidSo());
    QCOMPARE(window.page()->filePath(), copy);
    retag(window);
    QVERIFY(action("file.save")->isEnabled());
    action("file.save")->trigger();
    QVERIFY(settle(window));
    QVERIFY(test::tagsOnDisk(copy).contains(u"mps"_s));
    QCOMPARE(test::bytesOf(file), before);
}

void TestWindows::whatIsOpenForReadingIsSaidSo()
{
    Bench bench;
    bench.prompts.open = QStringList{bench.file()};
    bench.window.actions().action("file.openReadOnly")->trigger();
    QVERIFY(bench.settle());
    QVERIFY(bench.window.page()->document().isReadOnly());
    QVERIFY(bench.openAndWait(bench.file()));
    QVERIFY(bench.message().contains(u"reading only"_s));
    QVERIFY(bench.window.page()->document().isReadOnly());
    bench.window.actions().action("file.close")->trigger();
    bench.window.actions().action("file.recent1")->trigger(); // for changes, as always
    QVERIFY(bench.settle());
    QVERIFY(!bench.window.page()->document().isReadOnly());
    bench.window.actions().action("file.openReadOnly")->trigger();
    QVERIFY2(bench.message().contains(u"for changes already"_s), qPrintable(bench.message()));
}

// With its checkpoints, its jobs and its watches.
void TestWindows::aClosedWindowIsGone()
{
    Started program;
    QPointer<MainWindow> first = &program.start({program.file(u"a.pth"_s)});
    QVERIFY(settle(*first));
    QPointer<MainWindow> second = &first->openWindow();
    const std::weak_ptr<const Checkpoint> shown = first->page()->document().checkpoint();
    first->close();
    QTRY_VERIFY(!first);
    QTRY_VERIFY(shown.expired());
    QVERIFY(second && second->isVisible());
}

// With the frame that it has on a real display, which each start could take for a part of the
// window.
void TestWindows::aWindowComesBackWhereItWas()
{
    Started program;
    const QPoint place(70, 50);
    constexpr QSize size(700, 560);
    for (int i = 0; i < 4; ++i) {
        MainWindow &window = program.start({});
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        if (i == 0) {
            window.resize(size);
            window.move(place);
        }
        QTRY_COMPARE(window.pos(), place);
        QTRY_COMPARE(window.size(), size);
        const QPointer<MainWindow> closed(&window);
        window.close();
        QTRY_VERIFY(!closed);
    }
}

void TestWindows::whatOneWindowWroteTheOtherKnows()
{
    Started program;
    const QString file = program.file(u"a.pth"_s);
    MainWindow &first = program.start({file}), &second = first.openWindow();
    second.openFiles({file});
    QVERIFY(settle(first) && settle(second));
    retag(first);
    {
        // Where it lies nobody may answer.
        const test::HeldWorkers held(LatestJob::lookers());
        first.actions().action("file.save")->trigger();
        QVERIFY(settle(first));
        QCOMPARE(messageOf(second), QString());
    }
    QTRY_COMPARE(messageOf(second), u"a.pth was replaced by what another tab saved."_s);
}

void TestWindows::quittingAsksOnceForAllWindows()
{
    Started program;
    MainWindow &first = program.start({program.file(u"a.pth"_s)}), &second = first.openWindow();
    second.openFiles({program.file(u"b.pth"_s)});
    QVERIFY(settle(first) && settle(second));
    retag(first);
    retag(second);
    first.actions().action("file.quit")->trigger();
    program.prompts.asked.sort();
    QCOMPARE(program.prompts.asked, QStringList({u"a.pth"_s, u"b.pth"_s}));
    QVERIFY(first.isVisible() && second.isVisible());
    program.prompts.asked.clear();
    program.prompts.unsaved = Unsaved::Discard;
    first.actions().action("file.quit")->trigger();
    QTRY_VERIFY(MainWindow::all().empty());
    QCOMPARE(program.prompts.asked.size(), 2);
}

void TestWindows::quittingSavesInEveryWindow()
{
    Started program;
    const QString a = program.file(u"a.pth"_s), b = program.file(u"b.pth"_s);
    MainWindow &first = program.start({a}), &second = first.openWindow();
    second.openFiles({b});
    QVERIFY(settle(first) && settle(second));
    retag(second);
    program.prompts.unsaved = Unsaved::Save;
    first.actions().action("file.quit")->trigger();
    QTRY_VERIFY(MainWindow::all().empty());
    QCOMPARE(program.prompts.asked, QStringList{u"b.pth"_s});
    QVERIFY(test::bytesOf(b) != test::bytesOf(a));
}

void TestWindows::aSaveThatFailsEndsQuittingAndIsSeen()
{
    Started program;
    const QString a = program.file(u"a.pth"_s), b = program.file(u"b.pth"_s),
                  c = program.file(u"c.pth"_s);
    MainWindow &first = program.start({a}), &second = first.openWindow();
    second.openFiles({b, c});
    QVERIFY(settle(first) && settle(second));
    auto *tabs = second.findChild<QTabWidget *>(u"tabs"_s);
    tabs->setCurrentIndex(1);
    QVERIFY(settle(second));
    for (MainWindow *window : {&first, &second})
        retag(*window);                             // a.pth and c.pth
    QVERIFY(QFile::remove(c) && QFile::copy(a, c)); // another file took its place
    tabs->setCurrentIndex(0);
    const QByteArray before = test::bytesOf(a);
    program.prompts.unsaved = Unsaved::Save;
    first.actions().action("file.quit")->trigger();
    QTRY_COMPARE(tabs->currentIndex(), 1);
    QVERIFY(settle(first) && settle(second));
    QVERIFY2(messageOf(second).startsWith("Not saved. "_L1), qPrintable(messageOf(second)));
    QVERIFY(test::bytesOf(a) != before); // no reason not to
    QVERIFY(first.isVisible() && second.isVisible());
}

LENS_WINDOW_TEST(TestWindows)
#include "tst_windows.moc"
