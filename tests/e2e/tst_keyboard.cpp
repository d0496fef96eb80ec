// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/format.h"
#include "model/items/optimizermodels.h"
#include "tests/e2e/bench.h"
#include "widgets/comparepage.h"
#include "widgets/entrytree.h"
#include "widgets/histogrampanel.h"
#include "widgets/resources.h"
#include "widgets/rowtable.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSet>
#include <QTableView>

#include <tuple>

using namespace lens;
using namespace Qt::StringLiterals;
using test::Bench;

namespace {

constexpr QLatin1StringView tensor = "hidden.weight"_L1;

QWidget *inFocus()
{
    QWidget *widget = QApplication::focusWidget();
    return widget ? widget : QApplication::activeWindow();
}

// Keys go to what has the focus, as those of a person do.
void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
{
    QVERIFY2(inFocus(), "nothing has the focus");
    QTest::keyClick(inFocus(), key, modifiers);
}

// A window manager does this; a platform without one leaves the focus where it was.
void inFront(QWidget *window)
{
    QVERIFY(window);
    window->activateWindow();
    QTRY_COMPARE(QApplication::activeWindow(), window);
}

// Until the control of that name has the focus.
void tabTo(const char *name)
{
    constexpr int most = 60;
    for (int i = 0; i < most && inFocus()->objectName() != QLatin1StringView(name); ++i)
        press(Qt::Key_Tab);
    QCOMPARE(inFocus()->objectName(), QLatin1StringView(name));
}

bool isStop(const QWidget &widget)
{
    return widget.isVisible() && widget.isEnabled() && (widget.focusPolicy() & Qt::TabFocus) &&
           !widget.focusProxy();
}

QString nameOf(const QWidget &widget)
{
    return QLatin1StringView(widget.metaObject()->className()) + u' ' + widget.objectName() + u' ' +
           widget.accessibleName();
}

// Tab comes by every control of the window in front, and does not stay in any.
void walk(QWidget &window)
{
    constexpr int most = 150;
    QSet<QWidget *> seen;
    for (int i = 0; i < most; ++i) {
        press(Qt::Key_Tab);
        seen << inFocus();
    }
    for (QWidget *widget : window.findChildren<QWidget *>())
        if (widget->window() == &window && isStop(*widget))
            QVERIFY2(seen.contains(widget),
                     qPrintable(nameOf(*widget) + u", from "_s + nameOf(*inFocus())));
}

} // namespace

// The three uses without a mouse: browse a checkpoint, compare two, save for another device.
class TestKeyboard final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void aCheckpointIsBrowsed();
    void twoCheckpointsAreCompared();
    void returnLooksForWhatIsToBeCompared();
    void theKeysOfAPickerChoose();
    void escapeClosesAMessage();
    void theKeyOfWhatIsInFrontGivesItTheFocus();
    void junkGivesWayToWhatIsShown();
    void aCopyIsSavedForAnotherDevice();
    void aMomentIsReachedByTheArrows();
    void aDeviceIsChosenInTheTable();
    void tabReachesEveryControl_data();
    void tabReachesEveryControl();
    void tabReachesEveryControlOfADialog_data();
    void tabReachesEveryControlOfADialog();
};

void TestKeyboard::aCheckpointIsBrowsed()
{
    Bench bench;
    bench.prompts.open = QStringList{bench.file()};
    press(Qt::Key_Return); // the button in focus on the welcome page opens
    QVERIFY(bench.settle());

    press(Qt::Key_F, Qt::ControlModifier);
    QTest::keyClicks(inFocus(), tensor);
    press(Qt::Key_Return); // to what was found
    auto *tree = bench.find<EntryTree>("entryTree");
    QVERIFY(tree->hasFocus());
    QTRY_COMPARE(bench.find<QLabel>("filterCount")->text(), u"1 of 127 shown"_s);
    for (int i = 0; i < 10 && tree->currentIndex().data().toString() != "weight"_L1; ++i)
        press(Qt::Key_Down);
    press(Qt::Key_2, Qt::AltModifier);
    QVERIFY(bench.settle());
    const auto caption = bench.find<HistogramPanel>("histogramPanel")->caption();
    QVERIFY2(caption.startsWith("1,536 values"_L1), qPrintable(caption));

    press(Qt::Key_W, Qt::ControlModifier);
    QCOMPARE(bench.window.pageCount(), 0);
}

void TestKeyboard::twoCheckpointsAreCompared()
{
    Bench bench;
    const auto other = bench.folder.filePath(u"run13.pth"_s);
    QVERIFY(QFile::copy(bench.file(), other));
    QVERIFY(bench.openAndWait(bench.file()));

    press(Qt::Key_D, Qt::ControlModifier);
    inFront(QApplication::activeModalWidget());
    tabTo("browseB");
    bench.prompts.open = QStringList{other};
    press(Qt::Key_Space);
    tabTo("startComparison");
    press(Qt::Key_Return);
    auto *page = bench.find<ComparePage>("comparePage");
    QVERIFY(page);
    QVERIFY(bench.settle());
    inFront(&bench.window);
    press(Qt::Key_F7);
    QCOMPARE(bench.window.pageCount(), 2);
    press(Qt::Key_W, Qt::ControlModifier);
    QCOMPARE(bench.window.pageCount(), 1);
}

void TestKeyboard::returnLooksForWhatIsToBeCompared()
{
    Bench bench;
    const auto other = bench.folder.filePath(u"run13.pth"_s);
    QVERIFY(QFile::copy(bench.file(), other));
    press(Qt::Key_D, Qt::ControlModifier);
    inFront(QApplication::activeModalWidget());
    QCOMPARE(inFocus()->objectName(), u"compareA"_s);
    bench.prompts.open = QStringList{bench.file()};
    press(Qt::Key_Return);
    QCOMPARE(inFocus()->objectName(), u"compareB"_s);
    bench.prompts.open = QStringList{other};
    press(Qt::Key_Return);
    QCOMPARE(inFocus()->objectName(), u"startComparison"_s);
    press(Qt::Key_Return);
    QVERIFY(bench.settle());
    QCOMPARE(bench.window.frontPage()->title(), u"run12.pth ⇄ run13.pth"_s);
}

void TestKeyboard::theKeysOfAPickerChoose()
{
    Bench bench;
    const auto other = bench.folder.filePath(u"run13.pth"_s),
               third = bench.folder.filePath(u"run14.pth"_s);
    for (const QString &path : {other, third}) {
        QVERIFY(QFile::copy(bench.file(), path));
        QVERIFY(bench.openAndWait(path));
    }
    press(Qt::Key_D, Qt::ControlModifier);
    inFront(QApplication::activeModalWidget());
    tabTo("browseB");
    bench.prompts.open = QStringList{bench.file()};
    press(Qt::Key_Return); // the button in focus, not the one that compares
    tabTo("compareB");
    QCOMPARE(qobject_cast<QComboBox *>(inFocus())->currentText(), u"run12.pth"_s);
    press(Qt::Key_Up);
    press(Qt::Key_Up);
    press(Qt::Key_Return);
    QVERIFY(bench.settle());
    QCOMPARE(bench.window.frontPage()->title(), u"run14.pth ⇄ run13.pth"_s);
}

void TestKeyboard::aCopyIsSavedForAnotherDevice()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    press(Qt::Key_S, Qt::ControlModifier | Qt::AltModifier);
    inFront(QApplication::activeModalWidget());
    tabTo("saveButton");
    press(Qt::Key_Return);
    QVERIFY(bench.settle());
    const auto copy = openCheckpoint(bench.folder.filePath(u"run12_cpu.pth"_s).toStdString());
    QVERIFY(copy);
    const auto devices = devicesOf(**copy);
    QCOMPARE(devices.size(), 1u);
    QCOMPARE(devices.begin()->first, "cpu");
}

void TestKeyboard::escapeClosesAMessage()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    DocumentPage &page = *bench.window.page();
    page.selectPath(u"generator/module.hidden.weight"_s);
    page.showPanel("values");
    QVERIFY(bench.settle());
    for (const char *name : {"entryTree", "valuesTable", "sliceText", "details"}) {
        page.sayAccess(Access::Read);
        QVERIFY(!bench.message().isEmpty());
        auto *widget = bench.find<QWidget>(name);
        QVERIFY2(widget, name);
        widget->setFocus();
        press(Qt::Key_Escape);
        QVERIFY2(bench.message().isEmpty(), name);
    }
}

void TestKeyboard::theKeyOfWhatIsInFrontGivesItTheFocus()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    bench.window.page()->selectPath(u"generator/module.hidden.weight"_s);
    const std::tuple<Qt::Key, Qt::KeyboardModifier, const char *> keys[] = {
        {Qt::Key_3, Qt::AltModifier, "valuesTable"},
        {Qt::Key_4, Qt::AltModifier, "heatmapPlot"},
        {Qt::Key_2, Qt::ControlModifier, "metadataTable"},
        {Qt::Key_1, Qt::ControlModifier, "entryTree"},
    };
    for (const auto &[key, modifier, name] : keys) {
        press(key, modifier);
        QVERIFY(bench.settle());
        QVERIFY(inFocus()->objectName() != QLatin1StringView(name) || key == Qt::Key_1);
        press(key, modifier);
        QCOMPARE(inFocus()->objectName(), QLatin1StringView(name));
    }
    for (const Qt::Key key : {Qt::Key_1, Qt::Key_2, Qt::Key_5}) {
        press(key, Qt::AltModifier);
        QVERIFY(bench.settle());
        press(key, Qt::AltModifier);
        QVERIFY2(bench.find<QWidget>("details")->isAncestorOf(inFocus()),
                 qPrintable(nameOf(*inFocus())));
    }
}

void TestKeyboard::junkGivesWayToWhatIsShown()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    bench.window.page()->selectPath(u"generator/module.hidden.weight"_s);
    bench.window.page()->showPanel("heatmap");
    QVERIFY(bench.settle());
    auto *panel = bench.find<QWidget>("heatmapPanel");
    for (const char *name : {"sliceText", "heatmapLow", "heatmapHigh"}) {
        auto *field = panel->findChild<QLineEdit *>(QLatin1StringView(name));
        const QString shown = field->text();
        QVERIFY2(!shown.isEmpty(), name);
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, u"+"_s);
        press(Qt::Key_Tab);
        QCOMPARE(field->text(), shown);
    }
    auto *low = panel->findChild<QLineEdit *>(u"heatmapLow"_s);
    auto *high = panel->findChild<QLineEdit *>(u"heatmapHigh"_s);
    low->setFocus();
    for (const QString &end : {u"7"_s, u"9"_s}) { // above the last high end until that is typed
        qobject_cast<QLineEdit *>(inFocus())->selectAll();
        QTest::keyClicks(inFocus(), end);
        press(Qt::Key_Tab);
    }
    QCOMPARE(low->text() + u' ' + high->text(), u"7 9"_s);
    QVERIFY(panel->findChild<QCheckBox *>(u"heatmapLock"_s)->isChecked());
}

void TestKeyboard::aMomentIsReachedByTheArrows()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    press(Qt::Key_3, Qt::ControlModifier);
    QVERIFY(bench.settle());
    auto *table = qobject_cast<RowTable *>(inFocus());
    QVERIFY(table);
    press(Qt::Key_Down);
    for (int i = 0; i < 20 && table->currentIndex().column() != OptimizerModel::SecondColumn; ++i)
        press(Qt::Key_Right);
    QCOMPARE(table->currentIndex().column(), int(OptimizerModel::SecondColumn));
    QCOMPARE(table->selectionModel()->selectedRows().size(), 1);
    QCOMPARE(table->selectionModel()->selectedRows().first().row(), 1);
    press(Qt::Key_Return);
    QVERIFY(bench.settle());
    const std::string path = bench.window.page()->spot().path;
    QVERIFY2(path.ends_with("exp_avg_sq"), path.c_str());
}

void TestKeyboard::aDeviceIsChosenInTheTable()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    press(Qt::Key_D, Qt::ControlModifier | Qt::AltModifier);
    QWidget *dialog = QApplication::activeModalWidget();
    inFront(dialog);
    QCOMPARE(inFocus()->objectName(), u"allTarget"_s);
    tabTo("eachDevice");
    press(Qt::Key_Space);
    tabTo("deviceTable");
    auto *table = qobject_cast<QTableView *>(inFocus());
    QVERIFY(table);
    press(Qt::Key_Down);
    QCOMPARE(table->currentIndex().row(), 1);
    for (const char *next : {"target0", "target1"}) {
        press(Qt::Key_Tab);
        QCOMPARE(inFocus()->objectName(), QLatin1StringView(next));
    }
    press(Qt::Key_Backtab);
    press(Qt::Key_Backtab);
    QCOMPARE(inFocus(), table);
    press(Qt::Key_Escape);
    QVERIFY(!dialog->isVisible());
}

void TestKeyboard::tabReachesEveryControl_data()
{
    QTest::addColumn<QString>("action");
    QTest::newRow("without a file") << QString();
    for (const char *action : {"view.summary", "view.histogram", "view.values", "view.heatmap",
                               "view.storage", "view.metadata", "view.optimizer", "view.report",
                               "help.manual", "help.shortcuts", "file.compareTabs"})
        QTest::newRow(action) << QString::fromLatin1(action);
}

void TestKeyboard::tabReachesEveryControl()
{
    QFETCH(const QString, action);
    Bench bench;
    if (!action.isEmpty()) {
        const auto other = bench.folder.filePath(u"run13.pth"_s);
        QVERIFY(QFile::copy(bench.file(), other));
        QVERIFY(bench.openAndWait(other));
        QVERIFY(bench.openAndWait(bench.file()));
        bench.window.page()->selectPath(u"generator/module.hidden.weight"_s);
        bench.window.actions().action(action.toLatin1().constData())->trigger();
        QVERIFY(bench.settle());
    }
    if (auto *table = bench.find<QCheckBox>("histogramAsTable"); table && table->isVisible())
        table->click();
    walk(bench.window);
}

void TestKeyboard::tabReachesEveryControlOfADialog_data()
{
    QTest::addColumn<QString>("action");
    for (const char *action : {"file.saveForDevice", "edit.changeDevice", "file.compare"})
        QTest::newRow(action) << QString::fromLatin1(action);
}

void TestKeyboard::tabReachesEveryControlOfADialog()
{
    QFETCH(const QString, action);
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    bench.window.actions().action(action.toLatin1().constData())->trigger();
    QWidget *dialog = QApplication::activeModalWidget();
    inFront(dialog);
    walk(*dialog);
    press(Qt::Key_Escape);
    QVERIFY(!dialog->isVisible());
}

LENS_WINDOW_TEST(TestKeyboard)
#include "tst_keyboard.moc"
