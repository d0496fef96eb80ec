// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/bench.h"
#include "widgets/entrytree.h"
#include "widgets/parameterspage.h"
#include "widgets/resources.h"

#include <QAbstractButton>
#include <QAction>
#include <QDialog>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QSet>
#include <QToolButton>
#include <QTreeWidget>

using namespace lens;
using namespace Qt::StringLiterals;
using test::Bench;

// A person who gives the actions other keys.
class TestKeyChanges final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void aKeyIsChangedByKeyboard();
    void aKeyIsChangedFromTheLine();
    void aKeyIsChangedByMouseAndReset();
    void aKeyInUseIsRefusedWithItsAction();
    void whatIsTypedIsTakenLetterForLetter();
    void aModifierAloneIsNoKey();
    void anActionMayHaveNoKey();
    void theButtonThatStopsAJobNamesItsKey();
    void changedKeysSurviveARestart();
    void everyWindowFollows();
    void hostileSettingsLeaveEveryKeyToOneAction();
    void theTreeOpensAndClosesByKey();

private:
    // The row of an action, made current.
    static QTreeWidgetItem *row(Bench &bench, const QString &action);
    static QKeySequenceEdit *edit(Bench &bench) { return bench.find<QKeySequenceEdit>("keyEdit"); }
    static QDialog *dialog(Bench &bench) { return bench.find<QDialog>("keyDialog"); }
    // Not every platform activates the window again when a dialog closes.
    static bool isInFront(Bench &bench)
    {
        bench.window.activateWindow();
        return QTest::qWaitForWindowActive(&bench.window);
    }
    static QString keyOf(const MainWindow &window, const char *id)
    {
        return window.actions().action(id)->shortcut().toString();
    }
};

QTreeWidgetItem *TestKeyChanges::row(Bench &bench, const QString &action)
{
    bench.window.actions().action("settings.shortcuts")->trigger();
    auto *list = bench.find<QTreeWidget>("shortcutsList");
    const auto found = list->findItems(action, Qt::MatchExactly | Qt::MatchRecursive, 0);
    if (found.isEmpty())
        return nullptr;
    list->setFocus();
    list->setCurrentItem(found.first());
    return found.first();
}

void TestKeyChanges::aKeyIsChangedByKeyboard()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    QTreeWidgetItem *flat = row(bench, u"Flat list"_s);
    QVERIFY(flat && flat->text(1).isEmpty());
    QTest::keyClick(flat->treeWidget(), Qt::Key_Return);
    QTRY_VERIFY(dialog(bench) && edit(bench)->hasFocus());
    QTest::keyClick(edit(bench), Qt::Key_J, Qt::ControlModifier);
    QTest::keyClick(edit(bench), Qt::Key_Return);
    QTRY_VERIFY(!dialog(bench));
    QCOMPARE(flat->text(1), u"Ctrl+J"_s);
    QCOMPARE(flat->text(2), u"no key"_s);
    QVERIFY(isInFront(bench));
    QVERIFY(flat->treeWidget()->hasFocus());
    // Everything that shows a key shows this one; and it does what it says.
    QVERIFY(bench.window.actions().action("view.flat")->toolTip().contains(u"(Ctrl+J)"_s));
    bench.window.openFiles({bench.file()});
    QVERIFY(bench.settle());
    QTest::keyClick(&bench.window, Qt::Key_J, Qt::ControlModifier);
    QVERIFY(bench.settle());
    QVERIFY(bench.window.page()->parameters().isFlat());
}

void TestKeyChanges::aKeyIsChangedFromTheLine()
{
    Bench bench;
    bench.window.actions().action("settings.shortcuts")->trigger();
    auto *line = bench.find<QLineEdit>("shortcutsLine");
    const auto *list = bench.find<QTreeWidget>("shortcutsList");
    // Several are found: the first of them.
    for (const Qt::Key key : {Qt::Key_Down, Qt::Key_Return}) {
        line->setFocus();
        line->setText(u"save"_s);
        QTest::keyClick(line, key);
        QVERIFY(list->hasFocus() && !dialog(bench));
        const QTreeWidgetItem *current = list->currentItem();
        QVERIFY(current && current->parent() && !current->isHidden());
        QVERIFY(current->text(0).contains(u"save"_s, Qt::CaseInsensitive));
    }
    line->setFocus();
    line->setText(u"nothing of that name"_s);
    QTest::keyClick(line, Qt::Key_Down);
    QVERIFY(line->hasFocus());
    line->setText(u"flat list"_s);
    QTest::keyClick(line, Qt::Key_Return);
    QTRY_VERIFY(dialog(bench) && edit(bench)->hasFocus());
    QTest::keyClick(edit(bench), Qt::Key_J, Qt::ControlModifier);
    QTest::keyClick(edit(bench), Qt::Key_Return);
    QTRY_VERIFY(!dialog(bench));
    QCOMPARE(keyOf(bench.window, "view.flat"), u"Ctrl+J"_s);
}

void TestKeyChanges::aKeyIsChangedByMouseAndReset()
{
    Bench bench;
    QTreeWidgetItem *open = row(bench, u"Open…"_s);
    auto *list = open->treeWidget();
    const QPoint at = list->visualItemRect(open).center();
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, at);
    QTest::mouseDClick(list->viewport(), Qt::LeftButton, {}, at);
    QVERIFY(dialog(bench));
    QTest::keyClick(edit(bench), Qt::Key_F9);
    bench.find<QAbstractButton>("keyOk")->click();
    QTRY_VERIFY(!dialog(bench));
    QCOMPARE(keyOf(bench.window, "file.open"), u"F9"_s);
    QCOMPARE(open->text(2), u"Ctrl+O"_s);
    bool isInTip = false;
    for (const QToolButton *button : bench.window.findChildren<QToolButton *>())
        isInTip = isInTip || button->toolTip().contains(u"(F9)"_s);
    QVERIFY(isInTip);
    bench.find<QAbstractButton>("resetKey")->click();
    QCOMPARE(keyOf(bench.window, "file.open"), u"Ctrl+O"_s);
    QVERIFY(open->text(2).isEmpty());
    QVERIFY(!bench.find<QAbstractButton>("resetAllKeys")->isEnabled());
}

void TestKeyChanges::aKeyInUseIsRefusedWithItsAction()
{
    Bench bench;
    QTreeWidgetItem *sample = row(bench, u"Open sample"_s);
    QTest::keyClick(sample->treeWidget(), Qt::Key_F2);
    QTest::keyClick(edit(bench), Qt::Key_S, Qt::ControlModifier);
    const auto *note = bench.find<QLabel>("keyNote");
    QVERIFY2(note->text().contains(u"“Save”"_s), qPrintable(note->text()));
    QVERIFY(!bench.find<QAbstractButton>("keyOk")->isEnabled());
    QTest::keyClick(edit(bench), Qt::Key_Return);
    QVERIFY(dialog(bench));
    // Neither what lists copy with, nor what is for typing and menus.
    QTest::keyClick(edit(bench), Qt::Key_C, Qt::ControlModifier);
    QVERIFY2(note->text().contains(u"“Copy”"_s), qPrintable(note->text()));
    // As the platform sends Ctrl+Shift+Tab.
    QTest::keyClick(edit(bench), Qt::Key_Backtab, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY2(note->text().contains(u"“Previous tab”"_s), qPrintable(note->text()));
    for (const auto modifier : {Qt::NoModifier, Qt::AltModifier}) {
        QTest::keyClick(edit(bench), Qt::Key_F, modifier);
        QVERIFY2(note->text().contains(u"for typing"_s), qPrintable(note->text()));
        QVERIFY(!bench.find<QAbstractButton>("keyOk")->isEnabled());
    }
    QTest::keyClick(edit(bench), Qt::Key_Escape);
    QTRY_VERIFY(!dialog(bench));
    QVERIFY(keyOf(bench.window, "file.sample").isEmpty());
    // A key that a menu only lists cannot be changed.
    QVERIFY(row(bench, u"Select everything"_s));
    QVERIFY(!bench.find<QAbstractButton>("changeKey")->isEnabled());
}

void TestKeyChanges::whatIsTypedIsTakenLetterForLetter()
{
    Bench bench;
    QTreeWidgetItem *sample = row(bench, u"Open sample"_s);
    QTest::keyClick(sample->treeWidget(), Qt::Key_Return);
    QTest::keyClick(edit(bench), Qt::Key_K, Qt::ControlModifier);
    QTest::keyClick(edit(bench), Qt::Key_M, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(edit(bench)->keySequence(), QKeySequence(u"Ctrl+Shift+M"_s)); // the last, no chord
    QTest::keyClick(edit(bench), Qt::Key_Return);
    QTRY_VERIFY(!dialog(bench));
    QVERIFY(isInFront(bench));
    QTest::keyClick(&bench.window, Qt::Key_M, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(bench.settle());
    QVERIFY(bench.window.page() && bench.window.page()->document().isLoaded());
}

void TestKeyChanges::aModifierAloneIsNoKey()
{
    Bench bench;
    QTreeWidgetItem *save = row(bench, u"Save"_s);
    QTest::keyClick(save->treeWidget(), Qt::Key_Return);
    for (const auto key : {Qt::Key_Control, Qt::Key_Shift, Qt::Key_Meta, Qt::Key_Alt}) {
        QTest::keyClick(edit(bench), key);
        QCOMPARE(edit(bench)->keySequence(), QKeySequence(u"Ctrl+S"_s));
    }
    QTest::keyClick(edit(bench), Qt::Key_Return);
    QTRY_VERIFY(!dialog(bench));
    QCOMPARE(keyOf(bench.window, "file.save"), u"Ctrl+S"_s);
}

void TestKeyChanges::anActionMayHaveNoKey()
{
    Bench bench;
    QTreeWidgetItem *redo = row(bench, u"Redo"_s);
    QTest::keyClick(redo->treeWidget(), Qt::Key_Return);
    bench.find<QAbstractButton>("keyNone")->click();
    bench.find<QAbstractButton>("keyOk")->click();
    QTRY_VERIFY(!dialog(bench));
    QVERIFY(bench.window.actions().action("edit.redo")->shortcuts().isEmpty());
    // Its second key is free too; what it was delivered with cannot come back then.
    QTreeWidgetItem *sample = row(bench, u"Open sample"_s);
    QTest::keyClick(sample->treeWidget(), Qt::Key_Return);
    QTest::keyClick(edit(bench), Qt::Key_Y, Qt::ControlModifier);
    QTest::keyClick(edit(bench), Qt::Key_Return);
    QTRY_VERIFY(!dialog(bench));
    row(bench, u"Redo"_s);
    bench.find<QAbstractButton>("resetKey")->click();
    const auto *note = bench.find<QLabel>("shortcutsNote");
    QVERIFY2(note->text().contains(u"“Open sample”"_s), qPrintable(note->text()));
    bench.find<QAbstractButton>("resetAllKeys")->click();
    QCOMPARE(bench.window.actions().action("edit.redo")->shortcuts().size(), 2);
    QVERIFY(note->text().isEmpty());
}

void TestKeyChanges::theButtonThatStopsAJobNamesItsKey()
{
    Bench bench;
    const auto *stop = bench.find<QAbstractButton>("cancelJob");
    QVERIFY2(stop->toolTip().contains(u"(Esc)"_s), qPrintable(stop->toolTip()));
    QTreeWidgetItem *action = row(bench, u"Stop the running job"_s);
    QTest::keyClick(action->treeWidget(), Qt::Key_Return);
    QTest::keyClick(edit(bench), Qt::Key_F9);
    QTest::keyClick(edit(bench), Qt::Key_Return);
    QTRY_VERIFY(!dialog(bench));
    QVERIFY2(stop->toolTip().contains(u"(F9)"_s), qPrintable(stop->toolTip()));
}

void TestKeyChanges::changedKeysSurviveARestart()
{
    Bench bench;
    QTreeWidgetItem *help = row(bench, u"Manual"_s);
    QTest::keyClick(help->treeWidget(), Qt::Key_Return);
    QTest::keyClick(edit(bench), Qt::Key_F2, Qt::ControlModifier);
    QTest::keyClick(edit(bench), Qt::Key_Return);
    QTRY_VERIFY(!dialog(bench));
    Settings settings(bench.folder.filePath(u"settings.ini"_s));
    const MainWindow later(settings, bench.prompts);
    QCOMPARE(keyOf(later, "help.manual"), u"Ctrl+F2"_s);
    // The tips of the welcome page follow.
    bool isTold = false;
    for (const QLabel *label : later.findChildren<QLabel *>())
        isTold = isTold || label->text().startsWith(u"Ctrl+F2 opens"_s);
    QVERIFY(isTold);
}

void TestKeyChanges::everyWindowFollows()
{
    Bench bench;
    MainWindow &other = bench.window.openWindow();
    QTreeWidgetItem *sample = row(bench, u"Open sample"_s);
    QTest::keyClick(sample->treeWidget(), Qt::Key_Return);
    QTest::keyClick(edit(bench), Qt::Key_F9);
    QTest::keyClick(edit(bench), Qt::Key_Return);
    QTRY_VERIFY(!dialog(bench));
    QCOMPARE(keyOf(other, "file.sample"), u"F9"_s);
    delete &other;
}

void TestKeyChanges::hostileSettingsLeaveEveryKeyToOneAction()
{
    const QTemporaryDir folder;
    const auto path = folder.filePath(u"settings.ini"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("[shortcuts]\nfile.open=Ctrl+S\nfile.save=Ctrl+W\nfile.close=\"Ctrl+O\"\n"
               "file.sample=Ctrl+C\nedit.undo=F3\nview.flat=\\xff\\x0\nnothing=F9\n");
    file.close();
    Settings settings(path);
    test::AnsweredPrompts prompts;
    const MainWindow window(settings, prompts);
    QSet<QKeySequence> taken;
    for (const auto &spec : window.actions().table())
        for (const auto &key : window.actions().action(spec.id)->shortcuts()) {
            QVERIFY2(!taken.contains(key), spec.id);
            taken << key;
        }
    QVERIFY(!taken.contains(QKeySequence(u"Ctrl+C"_s)));
    QCOMPARE(keyOf(window, "edit.undo"), u"Ctrl+Z"_s);
    QCOMPARE(keyOf(window, "view.nextNaN"), u"F3"_s);
    QVERIFY(keyOf(window, "view.flat").isEmpty());
}

void TestKeyChanges::theTreeOpensAndClosesByKey()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    const EntryTree &tree = bench.window.page()->tree();
    const auto rows = [&tree] {
        int count = 0;
        for (auto at = tree.model()->index(0, 0); at.isValid(); at = tree.indexBelow(at))
            ++count;
        return count;
    };
    QVERIFY(row(bench, u"Expand all"_s)->text(1) == u"Ctrl+Shift+E"_s);
    bench.window.openFiles({bench.file()});
    const int before = rows();
    QTest::keyClick(&bench.window, Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY(rows() > before);
    QTest::keyClick(&bench.window, Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY(rows() <= before);
}

LENS_WINDOW_TEST(TestKeyChanges)
#include "tst_keychanges.moc"
