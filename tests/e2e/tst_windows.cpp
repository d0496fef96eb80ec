// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/start.h"
#include "tests/e2e/bench.h"
#include "tests/support/edits.h"
#include "widgets/jobstrip.h"
#include "widgets/resources.h"

#include <QAction>
#include <QPointer>

using namespace lens;
using namespace Qt::StringLiterals;
using test::Bench;

namespace {

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
    void aClosedWindowIsGone();
    void whatOneWindowWroteTheOtherKnows();
    void quittingAsksOnceForAllWindows();
    void quittingSavesInEveryWindow();
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

void TestWindows::whatOneWindowWroteTheOtherKnows()
{
    Started program;
    const QString file = program.file(u"a.pth"_s);
    MainWindow &first = program.start({file}), &second = first.openWindow();
    second.openFiles({file});
    QVERIFY(settle(first) && settle(second));
    retag(first);
    first.actions().action("file.save")->trigger();
    QVERIFY(settle(first));
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

LENS_WINDOW_TEST(TestWindows)
#include "tst_windows.moc"
