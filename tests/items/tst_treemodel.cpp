// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/jobs.h"
#include "model/items/treemodel.h"
#include "tests/support/edits.h"
#include "tests/support/madecheckpoint.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace lens;
using namespace Qt::StringLiterals;
using test::MadeCheckpoint;

namespace {

// The whole tree as text, a row a line: depth in dots, then the cells that say something.
QStringList printed(const TreeModel &model, const QModelIndex &parent = {}, int depth = 0)
{
    QStringList lines;
    for (int row = 0; row < model.rowCount(parent); ++row) {
        QStringList cells;
        for (int column = 0; column < TreeModel::ColumnCount; ++column)
            if (const auto cell = model.index(row, column, parent).data().toString();
                !cell.isEmpty())
                cells << cell;
        lines << QString(depth, u'.') + cells.join(" | "_L1);
        lines += printed(model, model.index(row, 0, parent), depth + 1);
    }
    return lines;
}

Snapshot snapshotOf(MadeCheckpoint &made) { return *makeSnapshot(made.finish()); }

// Two groups, on two devices.
Snapshot twoGroups()
{
    MadeCheckpoint made;
    made.tensor(0, "a.x", {1}, "cuda:0");
    made.tensor(0, "a.y", {1}, "cuda:1");
    made.tensor(0, "b.x", {2}, "cuda:1");
    made.number(0, "epoch", 3);
    return snapshotOf(made);
}

std::shared_ptr<const ShownRows> rowsOf(const Document &document, const char *filter, bool flat)
{
    RowsRequest request{.source = rowSource(document)};
    request.filter = *Filter::parse(filter);
    request.flat = flat;
    return std::make_shared<ShownRows>(*makeRows(request));
}

} // namespace

class TestTreeModel final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anEmptyDocumentHasNoRows();
    void rows_data();
    void rows();
    void retaggingMovesOnlyTheRowsThatShowIt();
    void undoBringsTheTagsBack();
    void rowsSayWhatTheyAre();
    void aRowIsReadOutInOneSentence();
    void loadingAnotherSnapshotReplacesEverything();
    void onlyWhatAFilterFoundIsThere();
    void aFlatListHasWholePaths();
    void editsReachTheRowsThatAreShown_data();
    void editsReachTheRowsThatAreShown();
    void marksAreOfTheRowAndOfWhatIsInside();
    void whatTheValuesTellMarksItsRows();
    void anEmptyKeyCanBeSeen();
};

void TestTreeModel::anEmptyDocumentHasNoRows()
{
    Document document;
    const TreeModel model(document);
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(!model.indexOfEntry(0).isValid());
}

void TestTreeModel::rows_data()
{
    QTest::addColumn<std::function<void(MadeCheckpoint &)>>("fill");
    QTest::addColumn<QStringList>("expected");

    using Fill = std::function<void(MadeCheckpoint &)>;
    QTest::newRow("dotted names become groups, and a group with one child is joined with it")
        << Fill([](MadeCheckpoint &made) {
               made.tensor(0, "layer1.0.conv.weight", {8, 4});
               made.tensor(0, "layer1.0.bn.weight", {8});
               made.tensor(0, "layer1.0.bn.bias", {8});
               made.tensor(0, "head.weight", {10, 8}, "cuda:1");
           })
        << QStringList{
               u"made.pth | 4 entries | dict | cpu, cuda:1 | 128 | 512 B | 100.0 %"_s,
               u".head.weight | 10×8 | float32 | cuda:1 | 80 | 320 B | 62.5 %"_s,
               u".layer1.0 | float32 | cpu | 48 | 192 B | 37.5 %"_s,
               u"..bn | float32 | cpu | 16 | 64 B | 12.5 %"_s,
               u"...bias | 8 | float32 | cpu | 8 | 32 B | 6.3 %"_s,
               u"...weight | 8 | float32 | cpu | 8 | 32 B | 6.3 %"_s,
               u"..conv.weight | 8×4 | float32 | cpu | 32 | 128 B | 25.0 %"_s,
           };
    QTest::newRow("numbers in names sort as numbers")
        << Fill([](MadeCheckpoint &made) {
               for (const char *name : {"blocks.10.w", "blocks.2.w", "blocks.1.w"})
                   made.tensor(0, name, {1});
           })
        << QStringList{u"made.pth | 3 entries | dict | cpu | 3 | 12 B | 100.0 %"_s,
                       u".blocks | float32 | cpu | 3 | 12 B | 100.0 %"_s,
                       u"..1.w | 1 | float32 | cpu | 1 | 4 B | 33.3 %"_s,
                       u"..2.w | 1 | float32 | cpu | 1 | 4 B | 33.3 %"_s,
                       u"..10.w | 1 | float32 | cpu | 1 | 4 B | 33.3 %"_s};
    QTest::newRow("a name that is also the beginning of others stands beside their group")
        << Fill([](MadeCheckpoint &made) {
               made.tensor(0, "a", {1});
               made.tensor(0, "a.x", {1});
               made.tensor(0, "a.y", {1});
           })
        << QStringList{u"made.pth | 3 entries | dict | cpu | 3 | 12 B | 100.0 %"_s,
                       u".a | 1 | float32 | cpu | 1 | 4 B | 33.3 %"_s,
                       u".a | float32 | cpu | 2 | 8 B | 66.7 %"_s,
                       u"..x | 1 | float32 | cpu | 1 | 4 B | 33.3 %"_s,
                       u"..y | 1 | float32 | cpu | 1 | 4 B | 33.3 %"_s};
    QTest::newRow("values are readable in place, lists keep their order, dots in other dicts stay")
        << Fill([](MadeCheckpoint &made) {
               const auto args = made.dict(0, "args");
               made.text(args, "data.path", "faces");
               made.text(args, "data.kind", "png");
               const auto steps = made.list(0, "steps");
               made.number(steps, "", 30);
               made.number(steps, "", 4);
           })
        << QStringList{u"made.pth | 2 entries | dict"_s,
                       u".args | {data.path: 'faces', data.kind: 'png'} | dict"_s,
                       u"..data.kind | 'png' | str"_s,
                       u"..data.path | 'faces' | str"_s,
                       u".steps | [30, 4] | list"_s,
                       u"..0 | 30 | int"_s,
                       u"..1 | 4 | int"_s};
    QTest::newRow("a tensor shown before is a pointer to it and counts once")
        << Fill([](MadeCheckpoint &made) {
               const auto first = made.tensor(0, "in", {2, 2});
               made.reference(0, "out", first);
           })
        << QStringList{u"made.pth | 2 entries | dict | cpu | 4 | 16 B | 100.0 %"_s,
                       u".in | 2×2 | float32 | cpu | 4 | 16 B | 100.0 %"_s, u".out | → in | ref"_s};
    QTest::newRow("names that would turn the line around or break it are escaped")
        << Fill([](MadeCheckpoint &made) {
               made.tensor(0,
                           "w\xe2\x80\xae"
                           "x",
                           {});
               made.text(0, "line\nbreak", "<b>bold</b>");
           })
        << QStringList{u"made.pth | 2 entries | dict | cpu | 1 | 4 B | 100.0 %"_s,
                       u".line\\x0abreak | '<b>bold</b>' | str"_s,
                       u".w\\u202ex | scalar | float32 | cpu | 1 | 4 B | 100.0 %"_s};
}

void TestTreeModel::rows()
{
    QFETCH(std::function<void(MadeCheckpoint &)>, fill);
    QFETCH(QStringList, expected);
    MadeCheckpoint made;
    fill(made);
    Document document;
    TreeModel model(document);
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    document.load(snapshotOf(made));
    QCOMPARE(printed(model), expected);
}

void TestTreeModel::retaggingMovesOnlyTheRowsThatShowIt()
{
    MadeCheckpoint made;
    made.tensor(0, "a.x", {1}, "cuda:0");
    made.tensor(0, "a.y", {1}, "cuda:1");
    made.tensor(0, "b.x", {1}, "cuda:1");
    Document document;
    TreeModel model(document);
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    document.load(snapshotOf(made));
    const QSignalSpy moved(&model, &QAbstractItemModel::dataChanged);
    test::edit(document, {{{0, "cpu"}}}, u"Change device"_s);

    QStringList names;
    for (const auto &signal : moved)
        names << signal[0].toModelIndex().data().toString();
    QCOMPARE(names, QStringList({u"made.pth"_s, u"a"_s, u"x"_s}));
    const auto x = model.indexOfEntry(1);
    QVERIFY(x.data(ChangedRole).toBool());
    QCOMPARE(x.siblingAtColumn(TreeModel::DeviceColumn).data().toString(), u"cpu"_s);
    QCOMPARE(model.index(0, 0).data(DeviceRole).toStringList(),
             QStringList({u"cpu"_s, u"cuda:1"_s}));
    QVERIFY(!model.indexOfEntry(2).data(ChangedRole).toBool());
}

void TestTreeModel::undoBringsTheTagsBack()
{
    MadeCheckpoint made;
    const auto first = made.tensor(0, "w", {1}, "cuda:3");
    made.tied(0, "tied", first);
    Document document;
    TreeModel model(document);
    document.load(snapshotOf(made));
    const auto before = printed(model);
    test::edit(document, {{{0, "cpu"}}}, u"Change device"_s);
    QCOMPARE(model.index(0, TreeModel::DeviceColumn).data().toString(), u"cpu"_s);
    test::undo(document);
    QCOMPARE(printed(model), before);
}

void TestTreeModel::rowsSayWhatTheyAre()
{
    MadeCheckpoint made;
    const auto dict = made.dict(0, "model");
    const auto tensor = made.tensor(dict, "a.w", {1});
    made.tensor(dict, "a.b", {1});
    const auto number = made.number(0, "epoch", 3);
    Document document;
    TreeModel model(document);
    document.load(snapshotOf(made));
    const auto kind = [](const QModelIndex &index) {
        return static_cast<RowKind>(index.data(KindRole).toInt());
    };
    QCOMPARE(kind(model.indexOfEntry(dict)), RowKind::Mapping);
    QCOMPARE(kind(model.indexOfEntry(tensor)), RowKind::Tensor);
    QCOMPARE(kind(model.indexOfEntry(tensor).parent()), RowKind::Group);
    QCOMPARE(kind(model.indexOfEntry(number)), RowKind::Value);
    QCOMPARE(model.indexOfEntry(dict).data(ElementsRole).toULongLong(), 2ull);
    QVERIFY(model.headerData(TreeModel::BytesColumn, Qt::Horizontal, NumericRole).toBool());
}

void TestTreeModel::aRowIsReadOutInOneSentence()
{
    MadeCheckpoint made;
    const auto tensor = made.tensor(0, "conv1", {64, 3, 7, 7}, "cuda:0");
    Document document;
    TreeModel model(document);
    document.load(snapshotOf(made));
    QCOMPARE(model.indexOfEntry(tensor).data(Qt::AccessibleTextRole).toString(),
             u"conv1, 64×3×7×7, float32, cuda:0, 9.41 k, 36.8 KiB, 100.0 %"_s);
}

void TestTreeModel::loadingAnotherSnapshotReplacesEverything()
{
    MadeCheckpoint first, second;
    first.tensor(0, "a.x", {1});
    first.tensor(0, "a.y", {1});
    second.number(0, "epoch", 1);
    Document document;
    TreeModel model(document);
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    document.load(snapshotOf(first));
    test::edit(document, {{{0, "cpu"}}}, u"Change device"_s);
    document.load(snapshotOf(second));
    QCOMPARE(printed(model), QStringList({u"made.pth | 1 entry | dict"_s, u".epoch | 1 | int"_s}));
    QVERIFY(document.edits().empty());
    QVERIFY(!document.undoStack().canUndo());
}

void TestTreeModel::onlyWhatAFilterFoundIsThere()
{
    Document document;
    TreeModel model(document);
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    document.load(twoGroups());
    model.show(rowsOf(document, "y", false));
    QCOMPARE(printed(model),
             QStringList({u"made.pth | 4 entries | dict | cuda:0, cuda:1 | 4 | 16 B | 100.0 %"_s,
                          u".a | float32 | cuda:0, cuda:1 | 2 | 8 B | 50.0 %"_s,
                          u"..y | 1 | float32 | cuda:1 | 1 | 4 B | 25.0 %"_s}));
    QVERIFY(!model.indexOfEntry(1).isValid());
    model.show(rowsOf(document, "nothing has this name", false));
    QCOMPARE(model.rowCount(model.index(0, 0)), 0);
    document.load(twoGroups());
    QCOMPARE(model.rowCount(model.index(0, 0)), 3);
}

void TestTreeModel::aFlatListHasWholePaths()
{
    Document document;
    TreeModel model(document);
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    document.load(twoGroups());
    model.show(rowsOf(document, "", true));
    QStringList names;
    for (int row = 0; row < model.rowCount(model.index(0, 0)); ++row)
        names << model.index(row, 0, model.index(0, 0)).data().toString();
    QCOMPARE(names, QStringList({u"a.x"_s, u"a.y"_s, u"b.x"_s, u"epoch"_s}));
    QCOMPARE(model.indexOfEntry(2).parent(), model.index(0, 0));
}

void TestTreeModel::editsReachTheRowsThatAreShown_data()
{
    QTest::addColumn<bool>("flat");
    QTest::addColumn<QStringList>("moved");
    QTest::newRow("in the tree") << false << QStringList{u"made.pth"_s, u"a"_s, u"y"_s};
    QTest::newRow("in the list") << true << QStringList{u"made.pth"_s, u"a.y"_s};
}

void TestTreeModel::editsReachTheRowsThatAreShown()
{
    QFETCH(bool, flat);
    QFETCH(QStringList, moved);
    Document document;
    TreeModel model(document);
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    document.load(twoGroups());
    model.show(rowsOf(document, "a", flat));
    const auto before = printed(model);
    const QSignalSpy signals_(&model, &QAbstractItemModel::dataChanged);
    test::edit(document, {{{1, "cpu"}}}, u"Change device"_s);
    QStringList names;
    for (const auto &signal : signals_)
        names << signal[0].toModelIndex().data().toString();
    QCOMPARE(names, moved);
    QCOMPARE(model.indexOfEntry(2, TreeModel::DeviceColumn).data().toString(), u"cpu"_s);
    test::undo(document);
    QCOMPARE(printed(model), before);
}

void TestTreeModel::marksAreOfTheRowAndOfWhatIsInside()
{
    MadeCheckpoint made;
    const auto first = made.tensor(0, "a.x", {1}, "cuda:0");
    const auto tied = made.tied(0, "a.y", first);
    const auto again = made.reference(0, "again", first);
    Document document;
    TreeModel model(document);
    document.load(snapshotOf(made));
    const auto marks = [&](std::uint32_t entry) {
        return model.indexOfEntry(entry).data(MarksRole).toUInt();
    };
    QCOMPARE(marks(first), SharedMark + 0u);
    QCOMPARE(marks(tied), SharedMark + 0u);
    QCOMPARE(marks(again), RepeatedMark + 0u);
    const auto group = model.indexOfEntry(first).parent();
    QCOMPARE(group.data(InsideMarksRole).toUInt(), 0u);
    test::edit(document, {{{0, "cpu"}}}, u"Change device"_s);
    QCOMPARE(marks(first), SharedMark + ChangedMark + 0u);
    QCOMPARE(group.data(InsideMarksRole).toUInt(), ChangedMark + 0u);
    QVERIFY(group.data(Qt::AccessibleTextRole).toString().endsWith(u", changed inside"_s));
    test::undo(document);
    QCOMPARE(group.data(InsideMarksRole).toUInt(), 0u);
}

void TestTreeModel::whatTheValuesTellMarksItsRows()
{
    Document document;
    TreeModel model(document);
    QSignalSpy moved(&model, &TreeModel::cellsMoved);
    document.load(twoGroups());
    const auto row = model.index(0, 0, model.index(0, 0, model.index(0, 0)));
    const auto find = [&document](std::vector<std::uint32_t> entries) {
        document.setFound(std::make_shared<FoundRows>(std::move(entries), document.outline()));
    };
    find({row.data(EntryRole).toUInt()});
    QCOMPARE(moved.count(), 1);
    QCOMPARE(row.data(MarksRole).toUInt(), FindingMark + 0u);
    QVERIFY(row.data(Qt::AccessibleTextRole).toString().endsWith(u", finding"_s));
    QCOMPARE(row.parent().data(InsideMarksRole).toUInt(), FindingMark + 0u);
    QCOMPARE(row.parent().data(MarksRole).toUInt(), 0u);
    QVERIFY(row.parent().data(Qt::AccessibleTextRole).toString().endsWith(u", finding inside"_s));
    QCOMPARE(rowsOf(document, "is:finding", false)->found, 1u);
    find({});
    QCOMPARE(row.data(MarksRole).toUInt(), 0u);
    find({row.data(EntryRole).toUInt()});
    document.load(twoGroups());
    QCOMPARE(rowsOf(document, "is:finding", false)->found, 0u);
}

void TestTreeModel::anEmptyKeyCanBeSeen()
{
    MadeCheckpoint made;
    const auto plain = made.number(0, "", 1);
    const auto inside = made.number(made.dict(0, "_metadata"), "", 1);
    const auto slash = made.number(0, "a/", 1);
    Document document;
    TreeModel model(document);
    document.load(snapshotOf(made));
    const auto shown = [&](std::uint32_t entry, int role) {
        return model.indexOfEntry(entry).data(role).toString();
    };
    QCOMPARE(shown(plain, Qt::DisplayRole), u"''"_s);
    QCOMPARE(shown(inside, Qt::DisplayRole), u"''"_s);
    QCOMPARE(shown(inside, NameRole), u"_metadata/''"_s);
    QCOMPARE(shown(slash, NameRole), u"a\\/"_s);
    model.show(rowsOf(document, "", true));
    QCOMPARE(shown(inside, Qt::DisplayRole), u"_metadata/''"_s);
}

QTEST_GUILESS_MAIN(TestTreeModel)
#include "tst_treemodel.moc"
