// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/outline.h"
#include "model/items/roles.h"
#include "model/items/treemodel.h"
#include "tests/e2e/bench.h"
#include "tests/support/edits.h"
#include "widgets/entrytree.h"
#include "widgets/parameterspage.h"
#include "widgets/resources.h"
#include "widgets/rowtable.h"
#include "widgets/savedfilters.h"
#include "widgets/treeheader.h"

#include <QAction>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QLineEdit>
#include <QMenu>
#include <QToolTip>

#include <algorithm>
#include <cmath>

using namespace lens;
using namespace Qt::StringLiterals;
using test::HeldWorkers;

namespace {

const QString tensor = u"generator/module.hidden.weight"_s;

QAction *choice(const QMenu &menu, const QString &text)
{
    for (QAction *action : menu.actions())
        if (action->text().remove(u'&').startsWith(text))
            return action;
    return nullptr;
}

// The window with the sample in it and one of its tensors selected.
struct Bench : test::Bench
{
    Bench()
    {
        window.openFiles({file()});
        settle();
        window.page()->selectPath(tensor);
        settle();
    }
    EntryTree &tree() const { return window.page()->tree(); }
    QLineEdit &line() const { return *find<QLineEdit>("filterLine"); }
    QModelIndex cell(int column) const { return tree().currentIndex().siblingAtColumn(column); }
    // What a right click on a cell of the current row opens.
    QMenu *menuOf(int column) const
    {
        tree().columns().setSectionHidden(column, false);
        tree().scrollTo(cell(column));
        const QPoint at = tree().visualRect(cell(column)).center();
        QContextMenuEvent event(QContextMenuEvent::Mouse, at, tree().viewport()->mapToGlobal(at));
        QApplication::sendEvent(tree().viewport(), &event);
        return qobject_cast<QMenu *>(QApplication::activePopupWidget());
    }
    void choose(QMenu *menu, const QString &text)
    {
        QVERIFY(menu);
        QAction *action = choice(*menu, text);
        QVERIFY2(action && action->isEnabled(), qPrintable(text));
        action->trigger();
        menu->close();
        QVERIFY(settle());
    }
    QMenu *starMenu() const
    {
        QMenu *menu = find<SavedFilters>("savedFilters")->menu();
        Q_EMIT menu->aboutToShow(); // as a click does, which would wait for a choice
        return menu;
    }
    QVariant mean() const { return cell(TreeModel::MeanColumn).data(); }
};

} // namespace

// What else can be done with the tree: its menu, copies, filters that are kept, statistics.
class TestTreeTools final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void aCellIsFilteredByFromItsMenu();
    void aRowIsCopiedAsPathTableAndPython();
    void aFilterIsKeptUsedAndRemoved();
    void statisticsAppearInTheirColumns();
    void aFilterForNumbersLeavesTheColumns();
    void allThatAFilterFoundIsSelected();
    void whatIsNotSeenIsNotSelected();
    void aDeviceIsChangedFromTheMenu();
    void theCountOfARowSaysWhatItCounts();
    void aMarkIsInTheTipWhereItsWordHasNoRoom();
    void stoppedStatisticsKeepTheWindowAsItWas();
    void columnsAreRememberedByTheNextWindow();
    void columnsAndOrderAreChosenByKeyboard();
    void shiftSelectsFromTheRowThatWasGoneTo();
};

void TestTreeTools::shiftSelectsFromTheRowThatWasGoneTo()
{
    Bench bench;
    const auto names = [&bench] {
        QStringList names;
        for (const QModelIndex &row : bench.tree().selectionModel()->selectedRows())
            names << row.data().toString();
        names.sort();
        return names;
    };
    QTest::keyClick(&bench.tree(), Qt::Key_Home);
    bench.window.page()->selectPath(tensor);
    QTest::keyClick(&bench.tree(), Qt::Key_Up, Qt::ShiftModifier);
    QCOMPARE(names(), QStringList({u"bias"_s, u"weight"_s}));
    QTest::keyClick(&bench.tree(), Qt::Key_Up);
    QTest::keyClick(&bench.tree(), Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(names(), QStringList({u"bias"_s, u"hidden"_s}));
    bench.window.page()->selectPath(u"args/amp"_s);
    QTest::mouseClick(
        bench.tree().viewport(), Qt::LeftButton, Qt::ShiftModifier,
        bench.tree().visualRect(bench.tree().indexBelow(bench.tree().currentIndex())).center());
    QCOMPARE(names(), QStringList({u"amp"_s, u"data"_s}));
}

void TestTreeTools::aCellIsFilteredByFromItsMenu()
{
    Bench bench;
    bench.choose(bench.menuOf(TreeModel::TypeColumn), u"Filter by dtype:float32"_s);
    QCOMPARE(bench.line().text(), u"dtype:float32"_s);
    QCOMPARE(bench.tree().currentIndex().data().toString(), u"weight"_s);
    bench.choose(bench.menuOf(TreeModel::DeviceColumn), u"Filter by dev:"_s);
    QVERIFY2(bench.line().text().startsWith("dtype:float32 dev:"_L1),
             qPrintable(bench.line().text()));
}

void TestTreeTools::aRowIsCopiedAsPathTableAndPython()
{
    Bench bench;
    bench.choose(bench.menuOf(TreeModel::NameColumn), u"Copy path"_s);
    QCOMPARE(QApplication::clipboard()->text(), tensor);

    bench.choose(bench.menuOf(TreeModel::NameColumn), u"Copy with headers"_s);
    const auto lines = QApplication::clipboard()->text().split(u'\n', Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 2);
    QVERIFY2(lines[0].startsWith("Name\t"_L1), qPrintable(lines[0]));
    QVERIFY2(lines[1].startsWith(tensor + u'\t') && lines[1].contains(u"float32"_s),
             qPrintable(lines[1]));
    QCOMPARE(lines[0].count(u'\t'), lines[1].count(u'\t'));

    QTest::keyClick(&bench.window, Qt::Key_C, Qt::ControlModifier | Qt::AltModifier);
    const QString code = QApplication::clipboard()->text();
    QVERIFY2(code.contains(u"torch.load("_s) && code.contains(u"module.hidden.weight"_s) &&
                 code.contains(bench.file()),
             qPrintable(code));
}

void TestTreeTools::aFilterIsKeptUsedAndRemoved()
{
    Bench bench;
    QVERIFY(!choice(*bench.starMenu(), u"Save this filter"_s)->isEnabled());
    bench.line().setText(u"is:tensor weight"_s);
    QVERIFY(bench.settle());
    bench.choose(bench.starMenu(), u"Save this filter"_s);
    QCOMPARE(bench.settings.savedFilters(), QStringList{u"is:tensor weight"_s});
    bench.line().clear();
    QVERIFY(bench.settle());
    const int all = bench.tree().model()->rowCount(bench.tree().model()->index(0, 0));

    // The next window knows it.
    MainWindow next(bench.settings, bench.prompts);
    next.openFiles({bench.file()});
    QTRY_VERIFY(next.isSettled());
    QMenu *menu = next.findChild<SavedFilters *>()->menu();
    Q_EMIT menu->aboutToShow();
    choice(*menu, u"is:tensor weight"_s)->trigger();
    QTRY_VERIFY(next.isSettled());
    QCOMPARE(next.findChild<QLineEdit *>(u"filterLine"_s)->text(), u"is:tensor weight"_s);
    const auto *model = next.page()->tree().model();
    QVERIFY(model->rowCount(model->index(0, 0)) < all);
    Q_EMIT menu->aboutToShow();
    choice(*menu, u"Remove this filter"_s)->trigger();
    QVERIFY(bench.settings.savedFilters().isEmpty());
}

void TestTreeTools::statisticsAppearInTheirColumns()
{
    Bench bench;
    auto &header = bench.tree().columns();
    QVERIFY(header.isSectionHidden(TreeModel::MeanColumn));
    QVERIFY(bench.mean().toString().isEmpty());
    header.chooseColumns(header.mapToGlobal(QPoint(5, 5)));
    bench.choose(qobject_cast<QMenu *>(QApplication::activePopupWidget()), u"Mean"_s);
    QVERIFY(!header.isSectionHidden(TreeModel::MeanColumn));
    QVERIFY(header.isSectionHidden(TreeModel::MaxColumn));
    QVERIFY2(bench.mean().toString().toDouble() != 0, qPrintable(bench.mean().toString()));

    bench.window.actions().action("view.flat")->trigger();
    Q_EMIT bench.tree().sortRequested(TreeModel::MeanColumn, Qt::DescendingOrder);
    QVERIFY(bench.settle());
    QList<double> means;
    const auto *model = bench.tree().model();
    const auto root = model->index(0, 0);
    for (int row = 0; row < model->rowCount(root); ++row) {
        bool number = false;
        const double mean =
            model->index(row, TreeModel::MeanColumn, root).data().toString().toDouble(&number);
        if (number && !std::isnan(mean))
            means << mean;
    }
    QVERIFY(means.size() > 10);
    QVERIFY(std::ranges::is_sorted(means, std::greater()));
}

void TestTreeTools::aFilterForNumbersLeavesTheColumns()
{
    Bench bench;
    QVERIFY(!bench.tree().columns().showsStatistics());
    bench.line().setText(u"is:nan"_s);
    QVERIFY(bench.settle());
    QVERIFY(bench.window.page()->document().statistics());
    const auto &rows = static_cast<const TreeModel &>(*bench.tree().model()).shown();
    QVERIFY(rows.found > 0 && rows.found < rows.items);
    QVERIFY(!bench.tree().columns().showsStatistics());
}

// And nothing that it hides, which the groups around it would take along.
void TestTreeTools::allThatAFilterFoundIsSelected()
{
    Bench bench;
    bench.window.page()->parameters().setFilter(u"hidden.weight"_s);
    QVERIFY(bench.settle());
    bench.tree().setFocus();
    QTest::keyClick(&bench.tree(), Qt::Key_A, Qt::ControlModifier);
    QVERIFY(bench.settle());
    const auto &rows = bench.tree().selectionModel()->selectedRows();
    QVERIFY(!rows.isEmpty());
    for (const QModelIndex &row : rows)
        QVERIFY2(row.data(PathRole).toString().endsWith(u"hidden.weight"_s),
                 qPrintable(row.data(PathRole).toString()));
    bench.window.page()->parameters().setFilter({});
    QVERIFY(bench.settle());
    QTest::keyClick(&bench.tree(), Qt::Key_A, Qt::ControlModifier);
    QVERIFY(
        bench.tree().selectionModel()->selectedRows().contains(bench.tree().model()->index(0, 0)));
}

// A row in a group that is open itself is not seen as long as one around it is closed.
void TestTreeTools::whatIsNotSeenIsNotSelected()
{
    Bench bench;
    bench.window.page()->parameters().setFilter(u"weight"_s);
    QVERIFY(bench.settle());
    const auto isWithin = [](const QModelIndex &row) {
        return row.data(PathRole).toString().startsWith(u"generator/"_s);
    };
    const auto within = [&] {
        bench.tree().selectAll();
        return std::ranges::count_if(bench.tree().selectionModel()->selectedRows(), isWithin);
    };
    QVERIFY(within() > 0);
    const auto *model = bench.tree().model();
    for (int row = 0; row < model->rowCount(model->index(0, 0)); ++row)
        if (const auto group = model->index(row, 0, model->index(0, 0));
            group.data(PathRole).toString() == u"generator"_s)
            bench.tree().collapse(group);
    QCOMPARE(within(), 0);
    QVERIFY(!bench.tree().selectionModel()->selectedRows().isEmpty());
}

void TestTreeTools::aDeviceIsChangedFromTheMenu()
{
    Bench bench;
    QMenu *menu = bench.menuOf(TreeModel::NameColumn);
    QVERIFY(menu && choice(*menu, u"Change device"_s));
    menu->close();
    bench.window.page()->selectPath(u"epoch"_s);
    QVERIFY(bench.settle());
    menu = bench.menuOf(TreeModel::NameColumn);
    QVERIFY(menu && !choice(*menu, u"Change device"_s));
    menu->close();
}

void TestTreeTools::theCountOfARowSaysWhatItCounts()
{
    Bench bench;
    auto &header = bench.tree().columns();
    const QPoint at(header.sectionViewportPosition(TreeModel::ElementsColumn) + 5, 5);
    QHelpEvent help(QEvent::ToolTip, at, header.mapToGlobal(at));
    QApplication::sendEvent(header.viewport(), &help);
    QVERIFY2(QToolTip::text().contains(u"optimizer state"_s), qPrintable(QToolTip::text()));
}

void TestTreeTools::aMarkIsInTheTipWhereItsWordHasNoRoom()
{
    Bench bench;
    test::edit(bench.window.page()->document(), {{{0, "mps"}}});
    EntryTree &tree = bench.tree();
    tree.collapseToFirst();
    const QModelIndex root = tree.model()->index(0, 0);
    QModelIndex group = tree.model()->index(0, 0, root);
    while (group.isValid() && !(group.data(InsideMarksRole).toUInt() & ChangedMark))
        group = group.siblingAtRow(group.row() + 1);
    QVERIFY(group.isValid());
    tree.scrollTo(group);
    const QPoint at = tree.visualRect(group).center();
    QHelpEvent help(QEvent::ToolTip, at, tree.viewport()->mapToGlobal(at));
    QApplication::sendEvent(tree.viewport(), &help);
    QVERIFY2(QToolTip::text().contains(u"changed inside"_s), qPrintable(QToolTip::text()));
}

void TestTreeTools::stoppedStatisticsKeepTheWindowAsItWas()
{
    Bench bench;
    {
        const HeldWorkers held;
        bench.window.actions().action("view.statistics")->trigger();
        QTest::keyClick(&bench.window, Qt::Key_Escape);
    }
    QVERIFY(bench.settle());
    QVERIFY2(bench.message().startsWith("Stopped"_L1), qPrintable(bench.message()));
    QVERIFY(bench.mean().toString().isEmpty());
    bench.window.actions().action("view.statistics")->trigger(); // and once more, to its end
    QVERIFY(bench.settle());
    QVERIFY(!bench.mean().toString().isEmpty());
}

void TestTreeTools::columnsAreRememberedByTheNextWindow()
{
    Bench bench;
    auto &header = bench.tree().columns();
    header.chooseColumns(header.mapToGlobal(QPoint(5, 5)));
    bench.choose(qobject_cast<QMenu *>(QApplication::activePopupWidget()), u"Type"_s);
    QVERIFY(header.isSectionHidden(TreeModel::TypeColumn));
    header.moveSection(header.visualIndex(TreeModel::BytesColumn), 1);
    bench.window.close();
    MainWindow next(bench.settings, bench.prompts);
    next.show();
    next.openFiles({bench.file()});
    QTRY_VERIFY(next.isSettled());
    QVERIFY(next.page()->tree().columns().isSectionHidden(TreeModel::TypeColumn));
    QCOMPARE(next.page()->tree().columns().visualIndex(TreeModel::BytesColumn), 1);
}

void TestTreeTools::columnsAndOrderAreChosenByKeyboard()
{
    Bench bench;
    TreeHeader &header = bench.tree().columns();
    const auto chosen = [&bench](const char *action, const QString &text) {
        bench.window.actions().action(action)->trigger();
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        if (!menu || !choice(*menu, text))
            return false;
        while (!menu->activeAction() || !menu->activeAction()->text().startsWith(text))
            QTest::keyClick(menu, Qt::Key_Down);
        QTest::keyClick(menu, Qt::Key_Return);
        return true;
    };
    QVERIFY(chosen("view.columns", u"Device"_s));
    QVERIFY(header.isSectionHidden(TreeModel::DeviceColumn));
    for (const auto order : {Qt::DescendingOrder, Qt::AscendingOrder}) {
        QVERIFY(chosen("view.sort", u"Bytes"_s));
        QVERIFY(bench.settle());
        QCOMPARE(header.sortIndicatorSection(), int(TreeModel::BytesColumn));
        QCOMPARE(header.sortIndicatorOrder(), order);
    }
    QVERIFY(chosen("view.sort", u"As they are in the file"_s));
    QCOMPARE(header.sortIndicatorSection(), -1);
    bench.window.page()->showPanel("report");
    auto *findings = bench.find<RowTable>("findingsTable");
    findings->setFocus();
    QVERIFY(chosen("view.sort", u"Where"_s));
    QCOMPARE(findings->header()->sortIndicatorSection(), 1);
    QCOMPARE(findings->header()->sortIndicatorOrder(), Qt::AscendingOrder);
}

LENS_WINDOW_TEST(TestTreeTools)
#include "tst_treetools.moc"
