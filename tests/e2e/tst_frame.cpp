// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/report.h"
#include "model/document/shownpath.h"
#include "model/items/locatormodel.h"
#include "tests/e2e/bench.h"
#include "tests/support/manytensors.h"
#include "widgets/entrytree.h"
#include "widgets/jobstrip.h"
#include "widgets/locator.h"
#include "widgets/parameterspage.h"
#include "widgets/resources.h"

#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSplitter>
#include <QTabBar>
#include <QTabWidget>
#include <QTreeView>
#include <QTreeWidget>

using namespace lens;
using namespace Qt::StringLiterals;
using test::Bench;

// What the window is beside the checkpoints in it: tabs, recent files, finding things, layout.
class TestFrame final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void theLocatorGoesToAnEntryOfAnotherTab();
    void theLocatorRunsAnAction();
    void theLocatorNamesWhatIsWrong();
    void escapeGivesTheFocusBack();
    void theLocatorOpensFromALineOfText();
    void everyKeyIsOnTheShortcutsPage();
    void noLetterOfAMenuIsTakenTwice();
    void filesOfBeforeAreListedAndForgotten();
    void aFileThatIsGoneIsMarkedAndCanBeRemoved();
    void otherTabsAreClosed();
    void noLineOfTextKeepsAFileThatIsDropped();
    void theLayoutIsRememberedAndReset();
    void everyDividerIsRememberedAndReset_data();
    void everyDividerIsRememberedAndReset();
    void everyPageFitsASmallScreen();
    void noWindowIsLargerThanTheScreen();
    void objectsThatWereNotRunLeadToTheReport();
};

namespace {

QStringList found(const Bench &bench)
{
    QStringList texts;
    const auto *model = bench.find<QTreeView>("locatorList")->model();
    for (int row = 0; row < model->rowCount(); ++row)
        texts << model->index(row, 0).data().toString();
    return texts;
}

QString currentPath(const Bench &bench)
{
    bench.window.page()->copyPaths();
    return QApplication::clipboard()->text();
}

} // namespace

void TestFrame::theLocatorGoesToAnEntryOfAnotherTab()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    bench.window.openSample();
    QVERIFY(bench.settle());
    QTest::keyClick(&bench.window, Qt::Key_K, Qt::ControlModifier);
    auto *line = bench.find<QLineEdit>("locatorLine");
    QTRY_VERIFY(line->hasFocus());
    QTest::keyClicks(line, u"hidden weight"_s);
    QTRY_VERIFY(found(bench).size() >= 2);
    QCOMPARE(found(bench)[0], u"generator/module.hidden.weight"_s);
    // The first is of the tab in front, the second of the other one.
    const auto *list = bench.find<QTreeView>("locatorList");
    const auto detail = [list](int row) { return list->model()->index(row, 1).data().toString(); };
    QVERIFY2(detail(0).endsWith(u"sample.pth"_s), qPrintable(detail(0)));
    int other = 0;
    while (!detail(other).endsWith(u"run12.pth"_s))
        ++other;
    for (int i = 0; i < other; ++i)
        QTest::keyClick(line, Qt::Key_Down);
    QTest::keyClick(line, Qt::Key_Return);
    QCOMPARE(bench.window.page()->filePath(), bench.file());
    QCOMPARE(currentPath(bench), u"generator/module.hidden.weight"_s);
    QVERIFY(bench.window.page()->tree().hasFocus());
    QVERIFY(!bench.find<Locator>("locator")->isVisible());
    QVERIFY(bench.settle());
}

void TestFrame::theLocatorRunsAnAction()
{
    Bench bench;
    QTest::keyClick(&bench.window, Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
    auto *line = bench.find<QLineEdit>("locatorLine");
    QCOMPARE(line->text(), u">"_s);
    QVERIFY(found(bench).size() > 20);
    QTest::keyClicks(line, u"open sam"_s);
    QCOMPARE(found(bench), QStringList{u"Open sample"_s});
    QTest::keyClick(line, Qt::Key_Return);
    QCOMPARE(bench.window.pageCount(), 1);
    QVERIFY(bench.settle());
}

void TestFrame::theLocatorNamesWhatIsWrong()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    const auto &findings = bench.window.page()->findings();
    QVERIFY(!findings.empty());
    bench.window.actions().action("go.finding")->trigger();
    QTRY_COMPARE(found(bench).size(), static_cast<qsizetype>(findings.size()));
    const auto *rows = bench.find<QTreeView>("locatorList")->model();
    for (int row = 0; row < rows->rowCount(); ++row) {
        const QString place = rows->index(row, LocatorModel::DetailColumn).data().toString();
        const std::string &path = findings[static_cast<std::size_t>(row)]->finding.path;
        QVERIFY2(place.startsWith(shownPath(path)), qPrintable(place));
    }
    QTest::keyClicks(bench.find<QLineEdit>("locatorLine"), u"no such words"_s);
    QTRY_VERIFY(found(bench).isEmpty());
    QVERIFY(bench.find<QLabel>("locatorHint")->text().contains(u"No finding"_s));
    bench.find<QLineEdit>("locatorLine")->setText(u"@"_s);
    // Before it was found: the first is meant as soon as it is there.
    QTest::keyClick(bench.find<QLineEdit>("locatorLine"), Qt::Key_Return);
    QTRY_VERIFY(!bench.find<Locator>("locator")->isVisible());
    QVERIFY(bench.settle());
    QVERIFY(bench.window.page()->tree().hasFocus() ||
            bench.find<QWidget>("reportPage")->isVisible());
}

void TestFrame::escapeGivesTheFocusBack()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    bench.window.page()->tree().setFocus();
    QTest::keyClick(&bench.window, Qt::Key_K, Qt::ControlModifier);
    QTest::keyClick(bench.find<QLineEdit>("locatorLine"), Qt::Key_Escape);
    QVERIFY(!bench.find<Locator>("locator")->isVisible());
    QVERIFY(bench.window.page()->tree().hasFocus());
}

void TestFrame::theLocatorOpensFromALineOfText()
{
    Bench bench;
    bench.window.actions().action("help.shortcuts")->trigger();
    auto *line = bench.find<QLineEdit>("shortcutsLine");
    line->setFocus();
    QTest::keyClick(line, Qt::Key_K, Qt::ControlModifier);
    QVERIFY(bench.find<Locator>("locator")->isVisible());
}

void TestFrame::everyKeyIsOnTheShortcutsPage()
{
    Bench bench;
    bench.window.actions().action("help.shortcuts")->trigger();
    QCOMPARE(bench.window.pageCount(), 1);
    QVERIFY(!bench.window.page());
    const auto *list = bench.find<QTreeWidget>("shortcutsList");
    QStringList keys;
    for (auto *item : list->findItems(QString(), Qt::MatchContains | Qt::MatchRecursive, 1))
        keys << item->text(1).split(u"  "_s);
    for (const auto &spec : bench.window.actions().table())
        for (const auto &key : spec.keys)
            QVERIFY2(keys.contains(key.toString(QKeySequence::NativeText)), spec.id);
    QTest::keyClicks(bench.find<QLineEdit>("shortcutsLine"), u"ctrl+shift+s"_s);
    int shown = 0;
    for (auto *item : list->findItems(QString(), Qt::MatchContains | Qt::MatchRecursive, 1))
        shown += !item->isHidden() && item->parent() ? 1 : 0;
    QCOMPARE(shown, 1);
    // A second time the same tab comes to the front.
    bench.window.openSample();
    bench.window.actions().action("help.shortcuts")->trigger();
    QCOMPARE(bench.window.pageCount(), 2);
    QVERIFY(bench.settle());
}

void TestFrame::noLetterOfAMenuIsTakenTwice()
{
    Bench bench;
    QMap<QString, QMap<QString, QString>> taken;
    for (const auto &spec : bench.window.actions().table()) {
        const auto letter = QKeySequence::mnemonic(spec.text).toString();
        auto &inMenu = taken[spec.menu + spec.submenu];
        QVERIFY2(!inMenu.contains(letter),
                 qPrintable(u"%1: %2 and %3"_s.arg(spec.menu, spec.text, inMenu.value(letter))));
        inMenu[letter] = spec.text;
    }
}

void TestFrame::filesOfBeforeAreListedAndForgotten()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    const auto *action = bench.window.actions().action("file.recent1");
    QVERIFY2(action->isVisible() && action->text().contains(u"run12.pth"_s),
             qPrintable(action->text()));
    QTest::keyClick(&bench.window, Qt::Key_W, Qt::ControlModifier);
    auto *list = bench.find<QTreeWidget>("recentFiles");
    QVERIFY(list->isVisible());
    QCOMPARE(list->topLevelItemCount(), 1);
    QCOMPARE(list->topLevelItem(0)->text(0), u"run12.pth"_s);
    QTRY_VERIFY(list->topLevelItem(0)->text(2).endsWith(u"KiB"_s));
    QVERIFY(!list->topLevelItem(0)->text(3).isEmpty());
    list->setCurrentItem(list->topLevelItem(0));
    QTest::keyClick(list, Qt::Key_Return);
    QVERIFY(bench.settle());
    QCOMPARE(bench.window.page()->filePath(), bench.file());
    const QString other = bench.folder.filePath(u"other.pth"_s);
    QVERIFY(test::ManyTensors({"cpu"}).write(other));
    bench.window.compareFiles(bench.file(), other);
    QVERIFY(bench.settle());
    const QStringList recent = bench.settings.recentFiles();
    QVERIFY(recent.size() == 2 && recent.contains(bench.file()) && recent.contains(other));
    bench.window.actions().action("file.forgetRecent")->trigger();
    QVERIFY(bench.settings.recentFiles().isEmpty());
    QVERIFY(!action->isVisible());
}

void TestFrame::aFileThatIsGoneIsMarkedAndCanBeRemoved()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    QTest::keyClick(&bench.window, Qt::Key_W, Qt::ControlModifier);
    QVERIFY(QFile::remove(bench.file()));
    MainWindow second(bench.settings, bench.prompts);
    second.show();
    auto *list = second.findChild<QTreeWidget *>(u"recentFiles"_s);
    QTRY_COMPARE(list->topLevelItem(0)->text(3), u"not there any more"_s);
    QVERIFY(!second.actions().action("file.recent1")->isEnabled());
    list->setCurrentItem(list->topLevelItem(0));
    QTest::keyClick(list, Qt::Key_Delete);
    QVERIFY(bench.settings.recentFiles().isEmpty());
}

void TestFrame::otherTabsAreClosed()
{
    Bench bench;
    bench.window.openSample();
    QVERIFY(bench.openAndWait(bench.file()));
    bench.window.actions().action("help.shortcuts")->trigger();
    bench.find<QTabWidget>("tabs")->setCurrentIndex(1);
    bench.window.actions().action("file.closeOthers")->trigger();
    QCOMPARE(bench.window.pageCount(), 1);
    QCOMPARE(bench.window.page()->filePath(), bench.file());
}

void TestFrame::noLineOfTextKeepsAFileThatIsDropped()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    bench.window.actions().action("help.shortcuts")->trigger();
    const auto lines = bench.find<QTabWidget>("tabs")->findChildren<QLineEdit *>();
    QVERIFY(!lines.isEmpty());
    for (const QLineEdit *line : lines)
        QVERIFY2(!line->acceptDrops(), qPrintable(line->objectName()));
}

void TestFrame::theLayoutIsRememberedAndReset()
{
    Bench bench;
    const QSize first = MainWindow(bench.settings, bench.prompts).size();
    bench.window.resize(first);
    QVERIFY(bench.openAndWait(bench.file()));
    auto *splitter = bench.window.page()->findChild<QSplitter *>(u"parametersDivider"_s);
    const auto sizes = splitter->sizes();
    splitter->setSizes({1000, 9000});
    Q_EMIT splitter->splitterMoved(10, 1);
    bench.window.resize(first.width() - 80, first.height() - 60);
    const auto moved = splitter->sizes();
    bench.window.close();
    MainWindow second(bench.settings, bench.prompts);
    second.show();
    QCOMPARE(second.size(), bench.window.size());
    second.openFiles({bench.file()});
    QTRY_VERIFY(second.isSettled());
    auto *again = second.page()->findChild<QSplitter *>(u"parametersDivider"_s);
    QVERIFY(qAbs(again->sizes()[0] - moved[0]) < 20);
    second.actions().action("view.resetLayout")->trigger();
    QCOMPARE(second.size(), first);
    QTRY_VERIFY(qAbs(again->sizes()[0] - sizes[0]) < 20);
    QVERIFY(bench.settings.divider(u"parameters"_s).isEmpty());
}

void TestFrame::everyDividerIsRememberedAndReset_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name : {"parameters", "metadata", "optimizer", "report", "compare", "failure"})
        QTest::newRow(name) << name;
}

void TestFrame::everyDividerIsRememberedAndReset()
{
    QFETCH(const QString, name);
    Bench bench;
    const QString other = bench.folder.filePath(u"other.pth"_s);
    QVERIFY(test::ManyTensors({"cpu"}).write(other));
    QFile broken(bench.folder.filePath(u"broken.pth"_s));
    QVERIFY(broken.open(QIODevice::WriteOnly) && broken.write("\x80\x02"
                                                              "cposix\nsystem\nX\x09") > 0);
    broken.close();
    const auto shown = [&](MainWindow &window) -> QSplitter * {
        if (name == u"compare"_s)
            window.compareFiles(bench.file(), other);
        else
            window.openFiles({name == u"failure"_s ? QString(broken.fileName()) : bench.file()});
        if (!QTest::qWaitFor([&window] { return window.isSettled(); }, 60'000))
            return nullptr;
        if (window.page())
            window.page()->showPanel(name.toLatin1().constData());
        if (!QTest::qWaitFor([&window] { return window.isSettled(); }, 60'000))
            return nullptr; // what is read says how wide its part is
        QTest::qWait(1);    // it is laid out
        return window.findChild<QSplitter *>(name + u"Divider"_s);
    };
    auto *divider = shown(bench.window);
    QVERIFY(divider && divider->isVisible());
    const auto first = divider->sizes();
    divider->setSizes({first[0] + 30, first[1] - 30});
    const auto moved = divider->sizes();
    QVERIFY(moved != first);
    Q_EMIT divider->splitterMoved(moved[0], 1);
    MainWindow second(bench.settings, bench.prompts);
    second.resize(bench.window.size());
    second.show();
    auto *again = shown(second);
    QTRY_VERIFY2(qAbs(again->sizes()[0] - moved[0]) < 3,
                 qPrintable(QString::number(again->sizes()[0])));
    second.actions().action("view.resetLayout")->trigger();
    second.resize(bench.window.size());
    QTRY_VERIFY2(qAbs(again->sizes()[0] - first[0]) < 3,
                 qPrintable(QString::number(again->sizes()[0])));
    QVERIFY(bench.settings.divider(name).isEmpty());
}

void TestFrame::everyPageFitsASmallScreen()
{
    Bench bench;
    constexpr QSize small(800, 600);
    for (int i = 0; i < 9; ++i) {
        const QString name = bench.folder.filePath(u"epoch%1.pth"_s.arg(i));
        QVERIFY(QFile::copy(bench.file(), name) && bench.openAndWait(name));
        bench.window.actions().action("file.close")->trigger();
    }
    bench.window.resize(small);
    QTRY_COMPARE(bench.window.size(), small);
    QVERIFY(bench.openAndWait(bench.file()));
    bench.window.page()->selectPath(u"generator/module.hidden.weight"_s);
    for (const char *id :
         {"view.summary", "view.histogram", "view.values", "view.heatmap", "view.storage",
          "view.metadata", "view.optimizer", "view.report", "help.manual", "help.shortcuts"}) {
        bench.window.actions().action(id)->trigger();
        QVERIFY(bench.settle());
        bench.window.resize(small);
        QTRY_COMPARE(bench.window.size(), small);
    }
    bench.window.compareFiles(bench.file(), bench.folder.filePath(u"epoch1.pth"_s));
    QVERIFY(bench.settle());
    bench.window.resize(small);
    QTRY_COMPARE(bench.window.size(), small);
}

void TestFrame::noWindowIsLargerThanTheScreen()
{
    Bench bench;
    const QRect screen = bench.window.screen()->availableGeometry();
    bench.settings.setWindowGeometry({});
    const MainWindow first(bench.settings, bench.prompts);
    QVERIFY(screen.width() >= first.width() && screen.height() > first.height());
    bench.window.move(screen.center());
    bench.window.resize(screen.size() * 2);
    bench.settings.setWindowGeometry(bench.window.saveGeometry());
    const MainWindow restored(bench.settings, bench.prompts);
    QVERIFY(screen.contains(restored.geometry()));
}

void TestFrame::objectsThatWereNotRunLeadToTheReport()
{
    Bench bench;
    const QString path = bench.folder.filePath(u"object.pkl"_s);
    QFile file(path);
    const QByteArray pickle("\x80\x02"
                            "cmylib\nConfig\n)\x81.");
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(pickle) == pickle.size());
    file.close();
    QVERIFY(bench.openAndWait(path));
    QVERIFY2(bench.message().contains(u"not run: mylib.Config"_s), qPrintable(bench.message()));
    bench.find<QPushButton>("Show report")->click();
    const auto *globals = bench.find<QAbstractItemView>("globalsTable");
    QVERIFY(globals->isVisible());
    QCOMPARE(globals->model()->index(0, 1).data().toString(), u"mylib.Config"_s);
}

LENS_WINDOW_TEST(TestFrame)
#include "tst_frame.moc"
