// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/histogrampair.h"
#include "model/items/deltasmodel.h"
#include "tests/items/compared.h"
#include "tests/support/madecheckpoint.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace lens;
using namespace Qt::StringLiterals;
using test::Compared;

namespace {

// Two epochs of a small run: a value moved, a dtype of a scalar, a name gone and one come.
CheckpointPtr epoch(int number, float moved, const std::string &renamed,
                    const std::string &device = "cpu")
{
    test::MadeCheckpoint made;
    made.number(0, "epoch", number);
    const auto model = made.dict(0, "model");
    made.tensor(model, "conv.weight", {2, 2}, "cpu", {1, 2, 3, 4});
    made.tensor(model, "fc.weight", {4}, device, {1, 2, 3, moved});
    made.tensor(model, renamed, {1}, "cpu", {7});
    return made.finish();
}

} // namespace

class TestCompareModel final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void differencesAreListedAsTheyAreFound();
    void allIsSaidOnlyOfAll();
    void theSameIsHiddenUntilAsked();
    void aToleranceMovesRowsOutOfTheChanged();
    void theFilterTakesWordsAndGlobs();
    void rowsWithoutNumbersStandLastWhenSorted();
    void numbersThatAreNoneStandLastWhenSorted();
    void theNextDifferenceIsFoundInBothDirections();
    void containersCountTheListedRowsInside();
    void whatIsFoldedAwayStillCounts();
    void whatOnlyOneSideHasIsFoldedAtFirst();
    void anEmptyKeyIsNotTheFile();
    void aFaultyPatternLeavesTheFilter();
    void aStoppedComparisonLeavesItsRowsOpen();
    void whatWasStoppedGoesOnWithTheOpenRows();
    void manyRowsAreListedByAWorker();
    void aListingCanBeStopped();
    void whatCannotBeReadIsNotCalledTheSame();
    void aPrefixIsSuggested_data();
    void aPrefixIsSuggested();
    void bothHistogramsHaveTheSameBins();
    void theLargestDifferencesAreListed();
};

void TestCompareModel::differencesAreListedAsTheyAreFound()
{
    Compared compared(epoch(1, 4, "old"), epoch(2, 5, "new", "cuda:0"));
    QVERIFY(compared.wait() && compared.result);
    QCOMPARE(compared.printed(),
             QStringList(
                 {u"values | epoch | 1 | 2"_s, u"different-inside | model | dict (3) | dict (3)"_s,
                  u"structure | model/fc.weight | 4 float32 cpu | 4 float32 cuda:0 | 1 | "
                  "0.25 | 0.1826 | 0.993999 | 25 %"_s,
                  u"only-b | model/new |  | 1 float32"_s, u"only-a | model/old | 1 float32"_s}));
    QCOMPARE(compared.model.counts(), (StateCounts{1, 1, 1, 1, 0, 0, 1, 0, 2}));
    QCOMPARE(compared.model.index(2, 0).data(CompareModel::WhatRole).toStringList(),
             QStringList({u"device"_s, u"value"_s}));
}

void TestCompareModel::allIsSaidOnlyOfAll()
{
    Compared compared(epoch(1, 4, "x"), epoch(1, 5, "x"));
    QVERIFY(compared.wait());
    const auto changed = [&compared](std::uint64_t count, std::uint64_t of) {
        auto row = std::make_shared<engine::ComparedRow>(compared.model.row(4));
        row->numbers->changedCount = count;
        row->numbers->numel = of;
        compared.model.update({{4, row}});
        return compared.model.index(1, CompareModel::ChangedColumn).data().toString();
    };
    QCOMPARE(changed(99'999, 100'000), u">99.9 %"_s);
    QCOMPARE(changed(100'000, 100'000), u"100 %"_s);
    QCOMPARE(changed(1, 100'000), u"0.001 %"_s);
}

void TestCompareModel::theSameIsHiddenUntilAsked()
{
    Compared compared(epoch(1, 4, "x"), epoch(1, 4, "x"));
    QVERIFY(compared.wait());
    QCOMPARE(compared.model.rowCount(), 0);
    QCOMPARE(compared.model.count(CompareState::Same), 6U);
    compared.model.setShown(CompareState::Same, true);
    QCOMPARE(compared.names(), QStringList({u"/"_s, u"epoch"_s, u"model"_s, u"model/conv.weight"_s,
                                            u"model/fc.weight"_s, u"model/x"_s}));
}

void TestCompareModel::aToleranceMovesRowsOutOfTheChanged()
{
    Compared compared(epoch(1, 4, "x"), epoch(1, 4.5, "x"), {0, 0.5});
    QVERIFY(compared.wait());
    QCOMPARE(compared.model.count(CompareState::Tolerance), 1U);
    QCOMPARE(compared.names(), QStringList({u"model"_s, u"model/fc.weight"_s}));
    QCOMPARE(compared.model.differenceFrom(-1, +1), -1);
}

void TestCompareModel::theFilterTakesWordsAndGlobs()
{
    Compared compared(epoch(1, 4, "old"), epoch(2, 5, "new"));
    QVERIFY(compared.wait());
    QVERIFY(compared.model.setFilter(u"WEIGHT model"_s));
    QCOMPARE(compared.names(), QStringList({u"model"_s, u"model/fc.weight"_s}));
    QVERIFY(compared.model.setFilter(u"*/o?d"_s));
    QCOMPARE(compared.names(), QStringList({u"model"_s, u"model/old"_s}));
    QVERIFY(compared.model.setFilter(u"/fc|new/"_s));
    QCOMPARE(compared.names(), QStringList({u"model"_s, u"model/fc.weight"_s, u"model/new"_s}));
    QVERIFY(compared.model.setFilter({}));
    QCOMPARE(compared.model.rowCount(), 5);
}

void TestCompareModel::aFaultyPatternLeavesTheFilter()
{
    Compared compared(epoch(1, 4, "old"), epoch(2, 5, "new"));
    QVERIFY(compared.wait());
    QVERIFY(compared.model.setFilter(u"epoch"_s));
    // As it is typed: until the end it is not words either.
    for (const QString &typed : {u"/"_s, u"/("_s, u"/fc"_s, u"//"_s, u"/(/"_s}) {
        QVERIFY2(!compared.model.setFilter(typed), qPrintable(typed));
        QCOMPARE(compared.names(), QStringList{u"epoch"_s});
    }
}

void TestCompareModel::rowsWithoutNumbersStandLastWhenSorted()
{
    Compared compared(epoch(1, 4, "old"), epoch(1, 5, "new"));
    QVERIFY(compared.wait());
    compared.model.setShown(CompareState::Same, true);
    compared.model.sort(CompareModel::MaxColumn, Qt::DescendingOrder);
    QCOMPARE(compared.names().mid(0, 2),
             QStringList({u"model/fc.weight"_s, u"model/conv.weight"_s}));
    compared.model.sort(CompareModel::MaxColumn, Qt::AscendingOrder);
    QCOMPARE(compared.names().mid(0, 2),
             QStringList({u"model/conv.weight"_s, u"model/fc.weight"_s}));
    compared.model.sort(-1);
    QCOMPARE(compared.names().first(), u"/"_s);
}

void TestCompareModel::numbersThatAreNoneStandLastWhenSorted()
{
    const auto of = [](float value) {
        test::MadeCheckpoint made;
        made.tensor(0, "one", {1}, "cpu", {value});
        made.tensor(0, "none", {1}, "cpu", {2 * value});
        made.tensor(0, "two", {1}, "cpu", {3 * value});
        return made.finish();
    };
    Compared compared(of(1), of(2));
    QVERIFY(compared.wait());
    const auto withRelative = [&compared](std::size_t row, double relative) {
        auto changed = std::make_shared<engine::ComparedRow>(compared.model.row(row));
        changed->numbers->relL2 = relative;
        return CompareJob::Row{row, changed};
    };
    compared.model.update({withRelative(2, NAN), withRelative(3, 5)});
    compared.model.sort(CompareModel::RelativeColumn, Qt::AscendingOrder);
    QCOMPARE(compared.names(), QStringList({u"one"_s, u"two"_s, u"none"_s}));
    compared.model.sort(CompareModel::RelativeColumn, Qt::DescendingOrder);
    QCOMPARE(compared.names(), QStringList({u"two"_s, u"one"_s, u"none"_s}));
}

void TestCompareModel::theNextDifferenceIsFoundInBothDirections()
{
    Compared compared(epoch(1, 4, "x"), epoch(2, 5, "x"));
    QVERIFY(compared.wait());
    compared.model.setShown(CompareState::Same, true);
    const int first = compared.model.differenceFrom(-1, +1);
    QCOMPARE(compared.names().at(first), u"epoch"_s);
    const int second = compared.model.differenceFrom(first, +1);
    QCOMPARE(compared.names().at(second), u"model/fc.weight"_s);
    QCOMPARE(compared.model.differenceFrom(second, +1), -1);
    QCOMPARE(compared.model.differenceFrom(second, -1), first);
}

void TestCompareModel::containersCountTheListedRowsInside()
{
    Compared compared(epoch(1, 4, "old"), epoch(2, 5, "new"));
    QVERIFY(compared.wait());
    const auto inside = [&compared] {
        const int row = compared.model.rowOf(u"model"_s);
        return compared.model.index(row, 0).data(CompareModel::InsideRole).value<StateCounts>();
    };
    QCOMPARE(inside(), (StateCounts{1, 0, 1, 1, 0, 0, 0, 0}));
    compared.model.setShown(CompareState::Same, true);
    QCOMPARE(inside(), (StateCounts{1, 0, 1, 1, 0, 0, 1, 0}));
    compared.model.setFilter(u"fc"_s);
    QCOMPARE(inside(), (StateCounts{1, 0, 0, 0, 0, 0, 0, 0}));
    // Sorted, every row stands for itself.
    compared.model.setFilter({});
    compared.model.setShown(CompareState::Same, false);
    compared.model.sort(CompareModel::NameColumn);
    QCOMPARE(compared.model.rowOf(u"model"_s), -1);
}

void TestCompareModel::whatIsFoldedAwayStillCounts()
{
    Compared compared(epoch(1, 4, "old"), epoch(2, 5, "new"));
    QVERIFY(compared.wait());
    const int row = compared.model.rowOf(u"model"_s);
    compared.model.setFolded(row, true);
    QCOMPARE(compared.names(), QStringList({u"epoch"_s, u"model"_s}));
    const QModelIndex model = compared.model.index(row, 0);
    QCOMPARE(model.data(CompareModel::InsideRole).value<StateCounts>(),
             (StateCounts{1, 0, 1, 1, 0, 0, 0, 0}));
    QCOMPARE(model.data(CompareModel::FoldedRole), QVariant(true));
    // A filter looks into everything.
    compared.model.setFilter(u"fc"_s);
    QCOMPARE(compared.names(), QStringList({u"model"_s, u"model/fc.weight"_s}));
    compared.model.setFolded(compared.model.rowOf(u"model"_s), false);
    compared.model.setFilter({});
    QCOMPARE(compared.names(), QStringList({u"epoch"_s, u"model"_s}));
    compared.model.setFolded(compared.model.rowOf(u"model"_s), false);
    QCOMPARE(compared.model.rowCount(), 5);
}

void TestCompareModel::whatOnlyOneSideHasIsFoldedAtFirst()
{
    test::MadeCheckpoint without, with;
    without.number(0, "epoch", 1);
    with.number(0, "epoch", 1);
    const auto optimizer = with.dict(0, "optimizer");
    with.number(optimizer, "lr", 1);
    Compared compared(without.finish(), with.finish());
    QVERIFY(compared.wait());
    QCOMPARE(compared.names(), QStringList{u"optimizer"_s});
    QCOMPARE(compared.model.count(CompareState::OnlyB), 2U);
    QCOMPARE(compared.model.index(0, 0).data(CompareModel::InsideRole).value<StateCounts>(),
             (StateCounts{0, 0, 0, 1, 0, 0, 0, 0}));
}

void TestCompareModel::anEmptyKeyIsNotTheFile()
{
    const auto made = [](bool isFirst) {
        test::MadeCheckpoint file;
        if (!isFirst)
            file.number(0, "x", 3);
        file.number(file.dict(0, ""), "x", 2);
        if (isFirst)
            file.number(0, "x", 3);
        return file.finish();
    };
    Compared compared(made(false), made(true));
    QVERIFY(compared.wait());
    QCOMPARE(compared.printed(), QStringList{u"structure | / | dict (2) | dict (2)"_s});
    compared.model.setShown(CompareState::Same, true);
    QCOMPARE(compared.names(), QStringList({u"/"_s, u"x"_s, u"''"_s, u"''/x"_s}));
    compared.model.setFolded(compared.model.rowOf(u"''"_s), true);
    QCOMPARE(compared.names(), QStringList({u"/"_s, u"x"_s, u"''"_s}));
}

void TestCompareModel::aStoppedComparisonLeavesItsRowsOpen()
{
    test::MadeCheckpoint made;
    std::vector<float> values(1 << 20, 1.0F);
    for (int i = 0; i < 64; ++i)
        made.tensor(0, std::to_string(i), {1 << 20}, "cpu", values);
    const auto file = made.finish();
    Compared compared(file, file);
    QVERIFY(QTest::qWaitFor([&] { return compared.job.total() > 0 || compared.done; }));
    compared.job.cancel();
    QVERIFY(compared.wait());
    if (compared.result)
        QSKIP("it was done before it could be stopped");
    QCOMPARE(compared.result.error().code, ErrorCode::Cancelled);
    QVERIFY(compared.model.count(CompareState::Pending) > 0);
    QCOMPARE(compared.model.count(CompareState::Unknown), 0U);
}

void TestCompareModel::whatWasStoppedGoesOnWithTheOpenRows()
{
    const auto a = epoch(1, 4, "x"), b = epoch(1, 9, "x");
    Compared compared(a, b);
    QVERIFY(compared.wait() && compared.result);
    // As if it had been stopped before the second of three tensors.
    ComparedRows rows = compared.model.rows();
    const std::size_t open = 4;
    QCOMPARE(compared.model.name(open), u"model/fc.weight"_s);
    auto pending = std::make_shared<engine::ComparedRow>(*rows[open]);
    pending->row.status = RowStatus::Same;
    pending->row.what.clear();
    pending->row.numbersPending = true;
    pending->numbers.reset();
    compared.model.update({{open, pending}});
    QCOMPARE(compared.model.count(CompareState::Pending), 1U);
    QSignalSpy aligned(&compared.job, &CompareJob::aligned);
    std::vector<std::size_t> done;
    connect(&compared.job, &CompareJob::compared, this, [&done](const auto &batch) {
        for (const CompareJob::Row &row : batch)
            done.push_back(row.index);
    });
    compared.done = false;
    compared.job.resume({a, b, {}, {}}, compared.model.rows());
    QVERIFY(compared.wait() && compared.result);
    QCOMPARE(done, std::vector<std::size_t>{open});
    QCOMPARE(aligned.count(), 0);
    QCOMPARE(compared.model.count(CompareState::Pending), 0U);
    QCOMPARE(compared.model.row(open).numbers->maxAbs, 5.0);
    QVERIFY(compared.names().contains(u"model/fc.weight"_s));
}

void TestCompareModel::manyRowsAreListedByAWorker()
{
    constexpr int count = CompareModel::listedAtOnce + 100;
    const auto made = [](int first) {
        test::MadeCheckpoint file;
        const auto parts = file.dict(0, "parts");
        for (int i = 0; i < count; ++i)
            file.number(parts, std::to_string(i), first + i);
        return file.finish();
    };
    Compared compared(made(0), made(1));
    QVERIFY(compared.wait() && compared.result);
    CompareModel &model = compared.model;
    QTRY_COMPARE(model.rowCount(), count + 1);
    // What was listed last stays until the next list is there.
    QVERIFY(model.setFilter(u"99"_s));
    QVERIFY(model.isListing());
    QCOMPARE(model.rowCount(), count + 1);
    QSignalSpy listed(&model, &CompareModel::listed);
    QVERIFY(model.setFilter(u"4099"_s));
    QVERIFY(listed.wait());
    QCOMPARE(compared.names(), QStringList({u"parts"_s, u"parts/4099"_s}));
    QCOMPARE(listed.count(), 1); // only the latest counts
    model.setFilter({});
    model.sort(CompareModel::NameColumn, Qt::DescendingOrder);
    QTRY_COMPARE(model.rowCount(), count);
    QCOMPARE(compared.names().first(), u"parts/4099"_s);
    // Rows that come while a list is made are in the next one.
    model.sort(-1);
    auto same = std::make_shared<engine::ComparedRow>(model.row(5));
    same->row.status = RowStatus::Same;
    model.update({{5, same}});
    QVERIFY(model.isListing());
    QTRY_VERIFY(!model.isListing());
    QCOMPARE(model.rowCount(), count); // with their container
}

void TestCompareModel::aListingCanBeStopped()
{
    CompareRowsPtr all;
    CompareJob job;
    connect(&job, &CompareJob::aligned, this, [&all](const auto &rows) { all = rows; });
    job.start({epoch(1, 4, "x"), epoch(2, 5, "x"), {}, {}});
    QTRY_VERIFY(all);
    const std::size_t count = all->states.size();
    const CompareOrder order{
        all, all->states, std::vector<std::uint8_t>(count), std::vector<bool>(count), {}, {}, {}};
    QCOMPARE(listRows(order).rows.size(), count);
    Job stopped;
    stopped.cancel();
    QVERIFY(listRows(order, stopped).rows.empty());
}

void TestCompareModel::whatCannotBeReadIsNotCalledTheSame()
{
    test::MadeCheckpoint made;
    made.tensor(0, "lost", {4});
    const auto file = made.finish();
    Compared compared(file, file);
    QVERIFY(compared.wait() && compared.result);
    QCOMPARE(compared.model.count(CompareState::Unknown), 1U);
    QCOMPARE(compared.names(), QStringList{u"lost"_s});
    QVERIFY(!compared.model.index(0, 0).data(CompareModel::ReasonRole).toString().isEmpty());
}

void TestCompareModel::aPrefixIsSuggested_data()
{
    QTest::addColumn<QStringList>("a");
    QTest::addColumn<QStringList>("b");
    QTest::addColumn<QString>("rule");
    const QStringList bare{u"fc.weight"_s, u"fc.bias"_s};
    QTest::newRow("wrapped in B") << bare << QStringList{u"module.fc.weight"_s, u"module.fc.bias"_s}
                                  << u"module. of B: 2 of 2"_s;
    QTest::newRow("wrapped in A") << QStringList{u"module.fc.weight"_s, u"module.fc.bias"_s} << bare
                                  << u"module. of A: 2 of 2"_s;
    QTest::newRow("wrapped twice")
        << bare << QStringList{u"_orig_mod.module.fc.weight"_s, u"_orig_mod.module.fc.bias"_s}
        << u"_orig_mod.module. of B: 2 of 2"_s;
    QTest::newRow("something else") << bare << QStringList{u"head.weight"_s} << QString();
    QTest::newRow("the same") << bare << bare << QString();
}

void TestCompareModel::aPrefixIsSuggested()
{
    QFETCH(QStringList, a);
    QFETCH(QStringList, b);
    QFETCH(QString, rule);
    const auto made = [](const QStringList &names) {
        test::MadeCheckpoint file;
        const auto model = file.dict(0, "model");
        for (const QString &name : names)
            file.tensor(model, name.toStdString(), {1}, "cpu", {1});
        // States are named by what they are of, and no prefix makes those names alike.
        const auto states = file.dict(0, "states");
        for (const QString &name : names)
            file.tensor(states, "moment of " + name.toStdString(), {1}, "cpu", {1});
        return file.finish();
    };
    Compared compared(made(a), made(b));
    QVERIFY(compared.wait());
    const auto &found = compared.model.prefix();
    QCOMPARE(found ? u"%1 of %2: %3 of %4"_s
                         .arg(QString::fromStdString(found->prefix), found->isOfB ? u"B"_s : u"A"_s)
                         .arg(found->matched)
                         .arg(found->of)
                   : QString(),
             rule);
}

void TestCompareModel::bothHistogramsHaveTheSameBins()
{
    const auto a = epoch(1, 4, "x"), b = epoch(1, 9, "x");
    HistogramPairJob job;
    std::optional<HistogramPair> pair;
    connect(&job, &HistogramPairJob::finished, this, [&pair](const Result<HistogramPair> &result) {
        if (result)
            pair = *result;
    });
    job.start(a, 1, b, 1);
    QTRY_VERIFY(pair && pair->a.histogram && pair->b.histogram);
    QCOMPARE(pair->a.histogram->edges, pair->b.histogram->edges);
    QCOMPARE(pair->b.histogram->edges.back(), 9.0);
    QCOMPARE(pair->b.histogram->counts.back(), 1U);
    // One side alone has a histogram of its own.
    pair.reset();
    job.start(a, 1, b, noIndex);
    QTRY_VERIFY(pair && pair->a.histogram && !pair->b.histogram);
    QCOMPARE(pair->a.histogram->edges.back(), 4.0);
}

void TestCompareModel::theLargestDifferencesAreListed()
{
    const auto a = epoch(1, 4, "x"), b = epoch(1, 9.5, "x");
    DeltasJob job;
    DeltasModel model;
    QAbstractItemModelTester tester(&model);
    std::optional<TensorDeltas> found;
    connect(&job, &DeltasJob::finished, this, [&found](const Result<TensorDeltas> &result) {
        if (result)
            found = *result;
    });
    job.start(a, 1, b, 1, {});
    QTRY_VERIFY(found);
    model.setElements(found->largest);
    QStringList cells;
    for (int column = 0; column < model.columnCount(); ++column)
        cells << model.index(0, column).data().toString();
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(cells, QStringList({u"[3]"_s, u"4.0"_s, u"9.5"_s, u"5.5"_s}));
    QCOMPARE(found->deltas.unchanged, 3U);
}

QTEST_GUILESS_MAIN(TestCompareModel)
#include "tst_comparemodel.moc"
