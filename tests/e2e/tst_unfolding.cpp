// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/treemodel.h"
#include "tests/e2e/bench.h"
#include "widgets/entrytree.h"
#include "widgets/filterline.h"
#include "widgets/parameterspage.h"
#include "widgets/resources.h"

#include <QAction>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTimer>

using namespace lens;
using namespace Qt::StringLiterals;

namespace {

struct Bench : test::Bench
{
    EntryTree &tree() const { return window.page()->tree(); }
    QLineEdit &line() const { return *find<QLineEdit>("filterLine"); }
    // Rows that are to be seen, however far one scrolls.
    int visibleRows() const
    {
        int rows = 0;
        for (auto at = tree().model()->index(0, 0); at.isValid(); at = tree().indexBelow(at))
            ++rows;
        return rows;
    }
    // Empty tensors, two to a group.
    bool openGroups(int count)
    {
        QByteArray header = "{";
        for (int i = 0; i < count; ++i)
            for (const char *name : {"bias", "weight"})
                header += QByteArray(header.size() > 1 ? "," : "") + "\"blocks." +
                          QByteArray::number(i) + '.' + name +
                          "\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}";
        header += "}";
        header.append((8 - header.size() % 8) % 8, ' ');
        const quint64 size = header.size();
        QFile made(folder.filePath(u"many.safetensors"_s));
        return made.open(QIODevice::WriteOnly) &&
               made.write(reinterpret_cast<const char *>(&size), 8) == 8 &&
               made.write(header) == header.size() && made.flush() && openAndWait(made.fileName());
    }
    void expandAll() { window.actions().action("view.expand")->trigger(); }
};

} // namespace

// What of a tree is to be seen.
class TestUnfolding final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void aReloadKeepsTheFilter();
    void aReloadKeepsTheList_data();
    void aReloadKeepsTheList();
    void aReloadKeepsTheGroupsThatAreNotSeen_data();
    void aReloadKeepsTheGroupsThatAreNotSeen();
    void aReloadOpensNoGroupThatWasClosed();
    void whoGoesOnDuringAReloadStaysThere();
    void everythingIsExpandedAtOnce();
    void whatIsTooMuchIsSaid();
    void closingAllLeavesNoRowSelectedThatIsNotSeen();
    void aClickOpensNothingThatWasClosedSince();
    void rowsOfTooManyGroupsAreNotSelected();
    void aLargeTreeIsReloadedAsItWas();
};

void TestUnfolding::aReloadKeepsTheFilter()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    bench.window.page()->parameters().setFilter(u"epoch"_s);
    QVERIFY(bench.settle());
    const int found = bench.visibleRows();
    const auto *count = bench.find<QLabel>("filterCount");
    const QString shown = count->text();
    QTest::keyClick(&bench.window, Qt::Key_F5);
    QVERIFY(bench.settle());
    QCOMPARE(bench.line().text(), u"epoch"_s);
    QCOMPARE(bench.visibleRows(), found);
    QVERIFY(count->isVisible());
    QCOMPARE(count->text(), shown);
}

void TestUnfolding::aReloadKeepsTheList_data()
{
    QTest::addColumn<bool>("flat");
    QTest::addColumn<QString>("filter");
    QTest::addColumn<bool>("sorted");
    QTest::newRow("tree, filtered and sorted") << false << u"weight"_s << true;
    QTest::newRow("list") << true << QString() << false;
    QTest::newRow("list, sorted") << true << QString() << true;
    QTest::newRow("list, filtered") << true << u"weight"_s << false;
}

// What is selected, the order of the rows and how far one has scrolled.
void TestUnfolding::aReloadKeepsTheList()
{
    QFETCH(bool, flat);
    QFETCH(QString, filter);
    QFETCH(bool, sorted);
    Bench bench;
    QVERIFY(bench.openGroups(1'000));
    EntryTree &tree = bench.tree();
    if (flat)
        bench.window.actions().action("view.flat")->trigger();
    if (sorted)
        tree.header()->setSortIndicator(TreeModel::BytesColumn, Qt::DescendingOrder);
    bench.window.page()->parameters().setFilter(filter);
    QVERIFY(bench.settle());
    bench.window.page()->selectPath(u"blocks.500.weight"_s);
    QTest::keyClick(&tree, Qt::Key_Down, Qt::ShiftModifier);
    QVERIFY(bench.settle());
    QScrollBar *bar = tree.verticalScrollBar();
    bar->setValue(bar->maximum() / 4);
    const auto paths = [&tree] {
        QStringList found;
        for (const auto &row : tree.selectionModel()->selectedRows())
            found << row.data(PathRole).toString();
        found.sort();
        return found << tree.currentIndex().data(PathRole).toString();
    };
    const QStringList before = paths();
    const int at = bar->value(), rows = bench.visibleRows();
    QCOMPARE(before.size(), 3);
    QTest::keyClick(&bench.window, Qt::Key_F5);
    QVERIFY(bench.settle());
    QCOMPARE(paths(), before);
    QCOMPARE(bench.visibleRows(), rows);
    QCOMPARE(bar->value(), at);
    QCOMPARE(tree.header()->sortIndicatorSection() == TreeModel::BytesColumn, sorted);
    QCOMPARE(tree.model()->index(0, 0).data(Qt::DisplayRole).toString(), u"many.safetensors"_s);
}

void TestUnfolding::aReloadKeepsTheGroupsThatAreNotSeen_data()
{
    QTest::addColumn<bool>("flat");
    QTest::addColumn<QString>("filter");
    QTest::newRow("behind the list") << true << QString();
    QTest::newRow("behind a filter") << false << u"weight"_s;
    QTest::newRow("behind a filter of the list") << true << u"weight"_s;
}

void TestUnfolding::aReloadKeepsTheGroupsThatAreNotSeen()
{
    QFETCH(bool, flat);
    QFETCH(QString, filter);
    Bench bench;
    QVERIFY(bench.openGroups(100));
    const auto *model = bench.tree().model();
    const auto blocks = model->index(0, 0, model->index(0, 0));
    for (const int group : {3, 40})
        bench.tree().expand(model->index(group, 0, blocks));
    const int rows = bench.visibleRows();
    const auto look = [&bench](bool asList, const QString &text) {
        bench.window.page()->parameters().setFlat(asList);
        bench.window.page()->parameters().setFilter(text);
        return bench.settle();
    };
    QVERIFY(look(flat, filter));
    QVERIFY(bench.visibleRows() != rows);
    for (int i = 0; i < 2; ++i) {
        QTest::keyClick(&bench.window, Qt::Key_F5);
        QVERIFY(bench.settle());
    }
    QVERIFY(look(false, {}));
    QCOMPARE(bench.visibleRows(), rows);
    const auto again = model->index(0, 0, model->index(0, 0));
    QVERIFY(bench.tree().isExpanded(model->index(3, 0, again)));
    QVERIFY(bench.tree().isExpanded(model->index(40, 0, again)));
}

void TestUnfolding::aReloadOpensNoGroupThatWasClosed()
{
    Bench bench;
    QVERIFY(bench.openGroups(3));
    const auto *model = bench.tree().model();
    const auto blocks = model->index(0, 0, model->index(0, 0));
    QVERIFY(bench.tree().isExpanded(blocks)); // by the first look
    bench.tree().collapse(blocks);
    QTest::keyClick(&bench.window, Qt::Key_F5);
    QVERIFY(bench.settle());
    QVERIFY(!bench.tree().isExpanded(model->index(0, 0, model->index(0, 0))));
}

// The file is there, its list is not yet.
void TestUnfolding::whoGoesOnDuringAReloadStaysThere()
{
    Bench bench;
    QVERIFY(bench.openGroups(10));
    bench.window.actions().action("view.flat")->trigger();
    QVERIFY(bench.settle());
    DocumentPage &page = *bench.window.page();
    page.selectPath(u"blocks.5.weight"_s);
    const auto gone = [&](const DocumentChange &change) {
        if (change.kind == DocumentChange::Kind::Loaded)
            QTimer::singleShot(0, &page, [&] { page.selectPath(u"blocks.7.bias"_s); });
    };
    const auto link = connect(&page.document(), &Document::changed, this, gone);
    QTest::keyClick(&bench.window, Qt::Key_F5);
    QVERIFY(bench.settle());
    disconnect(link);
    QCOMPARE(bench.tree().currentIndex().data(PathRole).toString(), u"blocks.7.bias"_s);
    QCOMPARE(bench.tree().selection().nodes.size(), 1u);
}

void TestUnfolding::everythingIsExpandedAtOnce()
{
    Bench bench;
    QVERIFY(bench.openGroups(10'000));
    bench.expandAll();
    QCOMPARE(bench.visibleRows(), 30'002); // with the file and "blocks"
    QVERIFY(!bench.find<MessageBar>("messageBar")->isVisible());
}

void TestUnfolding::whatIsTooMuchIsSaid()
{
    Bench bench;
    QVERIFY(bench.openGroups(30'000));
    bench.expandAll();
    QCOMPARE(bench.visibleRows(), 30'002);
    QVERIFY2(bench.message().startsWith("Expanded 2 levels only"_L1), qPrintable(bench.message()));
}

void TestUnfolding::closingAllLeavesNoRowSelectedThatIsNotSeen()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    bench.window.page()->selectPath(u"generator/module.hidden.weight"_s);
    QVERIFY(bench.settle());
    QTest::keyClick(&bench.tree(), Qt::Key_Up, Qt::ShiftModifier);
    QVERIFY(bench.tree().selection().nodes.size() > 1);
    bench.window.actions().action("view.collapse")->trigger();
    QVERIFY(bench.settle());
    QCOMPARE(bench.tree().currentIndex().data().toString(), u"generator"_s);
    QCOMPARE(bench.tree().selection().nodes.size(), 1u);
    QTest::keyClick(&bench.tree(), Qt::Key_Up);
    QCOMPARE(bench.tree().currentIndex().data().toString(), u"fixed_noise"_s);
}

// Qt scrolls to a row that was clicked once it can be no double click any more.
void TestUnfolding::aClickOpensNothingThatWasClosedSince()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    bench.expandAll();
    bench.window.page()->selectPath(u"generator/module.hidden.weight"_s);
    QVERIFY(bench.settle());
    const QPoint at = bench.tree().visualRect(bench.tree().currentIndex()).center();
    QTest::mouseClick(bench.tree().viewport(), Qt::LeftButton, {}, at);
    QTest::keyClick(&bench.tree(), Qt::Key_Slash);
    const int rows = bench.visibleRows();
    QTimer later;
    later.setSingleShot(true);
    later.start(QApplication::doubleClickInterval() + 100);
    QTRY_VERIFY(!later.isActive());
    QVERIFY(bench.settle());
    QCOMPARE(bench.visibleRows(), rows);
}

void TestUnfolding::rowsOfTooManyGroupsAreNotSelected()
{
    Bench bench;
    QVERIFY(bench.openGroups(10'000));
    bench.expandAll();
    bench.tree().selectAll();
    QVERIFY2(bench.message().contains(u"too many groups"_s), qPrintable(bench.message()));
    QCOMPARE(bench.tree().selection().nodes.size(), 1u);
    bench.tree().setFocus();
    const auto first = bench.tree().currentNode();
    QTest::keyClick(&bench.tree(), Qt::Key_End, Qt::ShiftModifier);
    QVERIFY(bench.tree().currentNode() != first);
    QCOMPARE(bench.tree().selection().nodes, std::vector{bench.tree().currentNode()});
    // In a list they are one stretch.
    bench.window.actions().action("view.flat")->trigger();
    QVERIFY(bench.settle());
    bench.tree().selectAll();
    QVERIFY(bench.settle());
    QCOMPARE(bench.tree().selectionModel()->selection().size(), 2); // and the file
}

// Groups that are each laid out by themselves keep the window from all else, and move its scroll
// bar each time.
void TestUnfolding::aLargeTreeIsReloadedAsItWas()
{
    Bench bench;
    QVERIFY(bench.openGroups(10'000));
    bench.expandAll();
    QScrollBar *bar = bench.tree().verticalScrollBar();
    bar->setValue(bar->maximum() / 2);
    const int at = bar->value(), rows = bench.visibleRows();
    const QSignalSpy layouts(bar, &QScrollBar::rangeChanged);
    QTest::keyClick(&bench.window, Qt::Key_F5);
    QVERIFY(bench.settle());
    QVERIFY(layouts.size() < 10);
    QCOMPARE(bench.visibleRows(), rows);
    QCOMPARE(bar->value(), at);
}

LENS_WINDOW_TEST(TestUnfolding)
#include "tst_unfolding.moc"
