// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/comparing.h"
#include "widgets/comparedialog.h"
#include "widgets/comparepage.h"
#include "widgets/entrytree.h"
#include "widgets/pagetabs.h"
#include "widgets/resources.h"

#include <QAction>
#include <QComboBox>
#include <QPushButton>
#include <QTabBar>
#include <QTabWidget>

#include <cstdio>

using namespace lens;
using namespace Qt::StringLiterals;

namespace {

struct Bench : test::CompareBench
{
    void run(const char *id) const { window.actions().action(id)->trigger(); }
    bool openBoth() { return openAndWait(a) && openAndWait(b); }
};

using Way = void (*)(Bench &bench);

void choose(Bench &bench)
{
    QVERIFY(bench.openBoth());
    bench.run("file.compare");
    auto *dialog = bench.find<CompareDialog>("compareDialog");
    QVERIFY(dialog);
    dialog->activateWindow();
    QTRY_COMPARE(QApplication::activeWindow(), dialog);
    dialog->findChild<QPushButton *>(u"startComparison"_s)->click();
    bench.window.activateWindow();
    QTRY_COMPARE(QApplication::activeWindow(), &bench.window);
}

void compareTabs(Bench &bench)
{
    QVERIFY(bench.openBoth());
    bench.run("file.compareTabs");
}

void dragTab(Bench &bench)
{
    QVERIFY(bench.openBoth());
    Q_EMIT bench.find<PageTabBar>("pageTabBar")->comparisonRequested(0, 1);
}

void dropTwo(Bench &bench)
{
    bench.prompts.dropped = Dropped::Compare;
    test::drop(bench.window, {bench.a, bench.b});
    QTRY_VERIFY(bench.window.comparePage());
}

QString nameOf(const QWidget *widget)
{
    return widget
               ? QLatin1StringView(widget->metaObject()->className()) + u' ' + widget->objectName()
               : u"nothing"_s;
}

QString focusName()
{
    const QWidget *focus = QApplication::focusWidget();
    return focus ? focus->objectName() : u"nothing"_s;
}

void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
{
    QVERIFY2(QApplication::focusWidget(), "nothing has the focus");
    QTest::keyClick(QApplication::focusWidget(), key, modifiers);
}

} // namespace

Q_DECLARE_METATYPE(Way)

// Where the keys go that nobody led elsewhere.
class TestFocus final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void aComparisonBeginsInItsRows_data();
    void aComparisonBeginsInItsRows();
    void whoGoesElsewhereMeanwhileStaysThere();
    void aComparisonBehindBeginsInItsRowsToo();
    void whoWalksAlongTheTabsStaysThere();
    void rowsThatComeLateHaveTheKeysThen();
    void whereNothingDiffersNoButtonHasTheKeys();
    void aFailedComparisonCanBeTriedAgain();
    void aFileToCompareIsAskedForByItsSide();
    void panelsLeaveTheKeysToTheTree_data();
    void panelsLeaveTheKeysToTheTree();
    void aTabOfAPanelGivesNoChoiceTheFocus();
    void theOptimizerBeginsInItsParameters();
    void aPageOfNothingLosesNoKeys_data();
    void aPageOfNothingLosesNoKeys();
    void aMessageGivesThemBackInItsWindow();
    void aFileThatCannotBeOpenedGivesThemBack();
    void theReportBeginsInItsFindings();
    void aClosedComparisonLeadsBackToTheTree();
};

void TestFocus::aComparisonBeginsInItsRows_data()
{
    QTest::addColumn<Way>("make");
    QTest::newRow("dialog") << Way(choose);
    QTest::newRow("open tabs") << Way(compareTabs);
    QTest::newRow("a tab on a tab") << Way(dragTab);
    QTest::newRow("two files dropped") << Way(dropTwo);
}

void TestFocus::aComparisonBeginsInItsRows()
{
    QFETCH(const Way, make);
    Bench bench;
    make(bench);
    QVERIFY(bench.settle());
    QWidget *focus = QApplication::focusWidget();
    QVERIFY2(focus == bench.list(), qPrintable(nameOf(focus)));
    const QString title = bench.window.frontPage()->title(), before = bench.current();
    QTest::keyClick(focus, Qt::Key_Down);
    QVERIFY(bench.current() != before);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QCOMPARE(bench.window.frontPage()->title(), title);
}

void TestFocus::whoGoesElsewhereMeanwhileStaysThere()
{
    Bench bench;
    compareTabs(bench);
    auto *atol = bench.find<QWidget>("atol");
    atol->setFocus();
    QVERIFY(bench.settle());
    QCOMPARE(QApplication::focusWidget(), atol);
}

void TestFocus::aComparisonBehindBeginsInItsRowsToo()
{
    Bench bench;
    compareTabs(bench);
    auto *tabs = bench.find<QTabWidget>("tabs");
    tabs->setCurrentIndex(0);
    bench.window.page()->tree().setFocus();
    QVERIFY(bench.settle());
    QCOMPARE(QApplication::focusWidget(), &bench.window.page()->tree());
    tabs->setCurrentIndex(2);
    QWidget *focus = QApplication::focusWidget();
    QVERIFY2(focus == bench.list(), qPrintable(nameOf(focus)));
}

void TestFocus::whoWalksAlongTheTabsStaysThere()
{
    Bench bench;
    compareTabs(bench);
    auto *tabs = bench.find<QTabWidget>("tabs");
    tabs->setCurrentIndex(1);
    QVERIFY(bench.settle());
    tabs->tabBar()->setFocus();
    press(Qt::Key_Right);
    QCOMPARE(tabs->currentIndex(), 2);
    QCOMPARE(focusName(), u"pageTabBar"_s);
}

// Until values differ there is nothing to list. What is listed first is the group of what differs.
void TestFocus::rowsThatComeLateHaveTheKeysThen()
{
    Bench bench;
    QByteArray bytes = test::bytesOf(bench.a);
    bytes[4416] = char(bytes[4416] ^ 1); // of a tensor
    QFile other(bench.b);
    QVERIFY(other.open(QIODevice::WriteOnly) && other.write(bytes) == bytes.size());
    other.close();
    QVERIFY(bench.compare());
    QCOMPARE(nameOf(QApplication::focusWidget()), nameOf(bench.list()));
    const QModelIndex current = bench.list()->currentIndex();
    QVERIFY(current.row() > 0);
    QCOMPARE(current.data(CompareModel::StateRole).toInt(), int(CompareState::Values));
}

void TestFocus::whereNothingDiffersNoButtonHasTheKeys()
{
    Bench bench;
    QVERIFY(bench.compare(bench.a, bench.a));
    QCOMPARE(focusName(), u"compareNotice"_s);
    bench.find<QAbstractButton>("chip6")->click();
    QVERIFY(bench.settle());
    QCOMPARE(focusName(), u"compareList"_s);
    bench.find<QWidget>("exportComparison")->setFocus(); // disabled while the files are opened
    press(Qt::Key_F5);
    QVERIFY(bench.settle());
    QCOMPARE(focusName(), u"compareList"_s);
}

void TestFocus::aFailedComparisonCanBeTriedAgain()
{
    Bench bench;
    const QString whole = bench.b + u".whole"_s;
    QVERIFY(QFile::rename(bench.b, whole));
    QFile page(bench.b);
    QVERIFY(page.open(QIODevice::WriteOnly) && page.write("<!DOCTYPE html><html></html>") > 0);
    page.close();
    QVERIFY(bench.compare());
    auto *again = bench.find<QPushButton>("tryComparisonAgain");
    auto *write = bench.find<QPushButton>("exportComparison");
    QVERIFY(again && again->isVisible() && !write->isEnabled());
    QCOMPARE(nameOf(QApplication::focusWidget()), nameOf(again));
    QVERIFY(QFile::remove(bench.b) && QFile::rename(whole, bench.b));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QVERIFY(bench.settle());
    QVERIFY(!again->isVisible() && write->isEnabled() && !bench.names().isEmpty());
    QCOMPARE(nameOf(QApplication::focusWidget()), nameOf(bench.list()));
}

void TestFocus::aFileToCompareIsAskedForByItsSide()
{
    Bench bench;
    bench.run("file.compare");
    auto *dialog = bench.find<CompareDialog>("compareDialog");
    QVERIFY(dialog);
    for (const QString &name : {u"browseA"_s, u"browseB"_s})
        dialog->findChild<QPushButton *>(name)->click();
    QCOMPARE(bench.prompts.asked, (QStringList{u"Choose A"_s, u"Choose B"_s}));
    dialog->reject();
}

void TestFocus::panelsLeaveTheKeysToTheTree_data()
{
    QTest::addColumn<QString>("entry");
    QTest::newRow("a number") << u"epoch"_s;
    QTest::newRow("a group") << u"generator"_s;
    QTest::newRow("a tensor") << u"generator/module.hidden.weight"_s;
}

// Whichever panel had them before.
void TestFocus::panelsLeaveTheKeysToTheTree()
{
    QFETCH(const QString, entry);
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    bench.window.page()->selectPath(entry);
    for (int i = 0; i < 25; ++i) {
        const int from = i / 5, to = i % 5;
        if (from == to)
            continue;
        for (const int panel : {from, from, to}) { // once it is in front it has the keys
            press(Qt::Key(Qt::Key_1 + panel), Qt::AltModifier);
            QVERIFY(bench.settle());
        }
        QVERIFY2(focusName() == u"entryTree"_s,
                 qPrintable(u"%1 to %2: %3"_s.arg(from + 1).arg(to + 1).arg(focusName())));
    }
}

void TestFocus::aTabOfAPanelGivesNoChoiceTheFocus()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    bench.window.page()->selectPath(u"generator/module.hidden.weight"_s);
    press(Qt::Key_1, Qt::AltModifier);
    bench.find<QTabWidget>("details")->setCurrentIndex(1); // as a click does
    QVERIFY(bench.settle());
    QCOMPARE(focusName(), u"entryTree"_s);
}

void TestFocus::theOptimizerBeginsInItsParameters()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    press(Qt::Key_3, Qt::ControlModifier);
    QVERIFY(bench.settle());
    QCOMPARE(focusName(), u"optimizerParameters"_s);
    QVERIFY(bench.find<QComboBox>("optimizerChoice")->isVisible());
}

void TestFocus::aPageOfNothingLosesNoKeys_data()
{
    QTest::addColumn<Qt::Key>("page");
    QTest::addColumn<QString>("nothing");
    QTest::addColumn<QString>("rows");
    QTest::newRow("metadata") << Qt::Key_2 << u"noMetadata"_s << u"metadataTable"_s;
    QTest::newRow("optimizer") << Qt::Key_3 << u"noOptimizer"_s << u"optimizerParameters"_s;
}

void TestFocus::aPageOfNothingLosesNoKeys()
{
    QFETCH(const Qt::Key, page);
    QFETCH(const QString, nothing);
    QFETCH(const QString, rows);
    Bench bench;
    const QString path = bench.folder.filePath(u"tensors.safetensors"_s);
    test::writeTensors(path, 2, 4, 1);
    QVERIFY(bench.openAndWait(path));
    press(page, Qt::ControlModifier);
    QVERIFY(bench.settle());
    QVERIFY(bench.window.findChild<QWidget *>(nothing)->isVisible());
    QCOMPARE(focusName(), nothing);
    press(Qt::Key_1, Qt::ControlModifier);
    QCOMPARE(focusName(), u"entryTree"_s);
    press(page, Qt::ControlModifier);
    QVERIFY(bench.settle());
    QVERIFY(QFile::remove(path) && QFile::copy(bench.file(), path));
    press(Qt::Key_F5);
    QVERIFY(bench.settle());
    QCOMPARE(focusName(), rows);
    press(Qt::Key_1, Qt::ControlModifier);
    QCOMPARE(focusName(), u"entryTree"_s);
}

void TestFocus::aMessageGivesThemBackInItsWindow()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.a));
    QCOMPARE(std::rename(qPrintable(bench.b), qPrintable(bench.a)), 0);
    QTRY_VERIFY(bench.message().contains(u"another"_s));
    bench.find<QPushButton>("Ignore")->setFocus();
    bench.run("file.compare");
    auto *dialog = bench.find<CompareDialog>("compareDialog");
    QVERIFY(dialog);
    dialog->activateWindow();
    QTRY_COMPARE(QApplication::activeWindow(), dialog);
    // Asked for again: a window manager gives the keys to a new window when it gets to it.
    const auto isBack = [&bench] {
        bench.window.activateWindow();
        return focusName() == u"Ignore"_s;
    };
    QTRY_VERIFY2(isBack(), qPrintable(focusName()));
    press(Qt::Key_Space);
    QVERIFY(bench.message().isEmpty());
    QCOMPARE(focusName(), u"entryTree"_s);
}

void TestFocus::aFileThatCannotBeOpenedGivesThemBack()
{
    Bench bench;
    QFile broken(bench.folder.filePath(u"broken.pth"_s));
    QVERIFY(broken.open(QIODevice::WriteOnly));
    broken.close();
    bench.window.openFiles({broken.fileName(), bench.a});
    QVERIFY(bench.settle());
    QCOMPARE(bench.window.page()->filePath(), broken.fileName());
    QCOMPARE(focusName(), u"tryAgain"_s);
    bench.find<QTabBar>("pageTabBar")->setFocus();
    press(Qt::Key_W, Qt::ControlModifier);
    QVERIFY(bench.settle());
    QCOMPARE(bench.window.page()->filePath(), bench.a);
    QCOMPARE(focusName(), u"entryTree"_s);
    press(Qt::Key_W, Qt::ControlModifier);
    QCOMPARE(focusName(), u"welcomeOpen"_s);
}

void TestFocus::theReportBeginsInItsFindings()
{
    Bench bench;
    const QString plain = bench.folder.filePath(u"plain.safetensors"_s);
    test::writeTensors(plain, 3, 10, 1);
    QVERIFY(bench.openAndWait(plain));
    press(Qt::Key_4, Qt::ControlModifier);
    QVERIFY(bench.settle());
    QCOMPARE(focusName(), u"findingsTable"_s);
    // Its head has one line then, and all the room.
    QVERIFY(bench.find<QWidget>("reportCounts")->isHidden());
    QVERIFY(bench.find<QWidget>("reportVerdict")->width() > bench.window.width() / 2);
}

void TestFocus::aClosedComparisonLeadsBackToTheTree()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.a));
    QCOMPARE(std::rename(qPrintable(bench.b), qPrintable(bench.a)), 0);
    QTRY_VERIFY(bench.message().contains(u"another"_s));
    auto *compare = bench.find<QPushButton>("Compare with what is open");
    QVERIFY(compare);
    compare->setFocus(); // as a click gives it
    press(Qt::Key_Space);
    QVERIFY(bench.settle());
    QVERIFY(bench.window.comparePage());
    press(Qt::Key_W, Qt::ControlModifier);
    QCOMPARE(bench.window.pageCount(), 1);
    QCOMPARE(QApplication::focusWidget(), &bench.window.page()->tree());
    QVERIFY(bench.message().contains(u"another"_s));
    QVERIFY(bench.find<QPushButton>("Reload")->isVisible());
    bench.find<QPushButton>("Ignore")->setFocus();
    press(Qt::Key_Space);
    QVERIFY(bench.message().isEmpty());
    QCOMPARE(focusName(), u"entryTree"_s);
}

LENS_WINDOW_TEST(TestFocus)
#include "tst_focus.moc"
