// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/items/compared.h"
#include "tests/support/madecheckpoint.h"

#include <algorithm>
#include <numeric>

using namespace lens;
using namespace Qt::StringLiterals;
using test::Compared;

namespace {

// A flat file but for one group in a group.
CheckpointPtr made(float weight, std::int64_t rate)
{
    test::MadeCheckpoint file;
    file.tensor(0, "weight", {2}, "cpu", {1, weight});
    const auto outer = file.dict(0, "outer");
    file.number(file.dict(outer, "inner"), "rate", rate);
    return file.finish();
}

// "same | name" and so on of all rows, shown or not.
QStringList states(const CompareModel &model)
{
    const CompareTable table = model.table();
    QStringList lines;
    for (std::size_t row = 0; row < model.rows().size(); ++row)
        lines << table.text(row, CompareModel::StatusColumn) + u" | "_s + model.name(row);
    return lines;
}

} // namespace

// What a container is with all that it holds.
class TestCompareStates final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsTheSameThatHoldsADifference();
    void filesWithNothingInCommonAreNotTheSame();
    void equalFilesAreTheSameThroughout();
    void whatHoldsWhatIsNotComparedIsNotEither();
    void theRootTellsWhatIsInIt();
    void theRowsWithTheLongestTextsAreKnown();
};

void TestCompareStates::nothingIsTheSameThatHoldsADifference()
{
    Compared compared(made(2, 1), made(2, 5));
    QVERIFY(compared.wait());
    QCOMPARE(
        states(compared.model),
        QStringList({u"different-inside | /"_s, u"same | weight"_s, u"different-inside | outer"_s,
                     u"different-inside | outer/inner"_s, u"values | outer/inner/rate"_s}));
    QCOMPARE(compared.model.count(CompareState::Same), 1U);
    QCOMPARE(compared.model.count(CompareState::Inside), 3U);
    // Back and forth, as a tolerance may have it.
    auto equal = std::make_shared<engine::ComparedRow>(compared.model.row(4));
    equal->row.status = RowStatus::Same;
    const auto differing = compared.model.rows()[4];
    compared.model.update({{4, equal}});
    QCOMPARE(compared.model.count(CompareState::Same), 5U);
    compared.model.update({{4, differing}});
    QCOMPARE(compared.model.counts(), (StateCounts{1, 0, 0, 0, 0, 0, 1, 0, 3}));
}

void TestCompareStates::filesWithNothingInCommonAreNotTheSame()
{
    test::MadeCheckpoint a, b;
    a.number(0, "x", 1);
    b.number(0, "y", 1);
    Compared compared(a.finish(), b.finish());
    QVERIFY(compared.wait());
    QCOMPARE(compared.model.count(CompareState::Same), 0U);
}

void TestCompareStates::equalFilesAreTheSameThroughout()
{
    Compared compared(made(2, 1), made(2, 1));
    QVERIFY(compared.wait());
    QCOMPARE(compared.model.count(CompareState::Same), 5U);
}

void TestCompareStates::whatHoldsWhatIsNotComparedIsNotEither()
{
    Compared compared(made(2, 1), made(2, 1));
    QVERIFY(compared.wait());
    auto pending = std::make_shared<engine::ComparedRow>(compared.model.row(1));
    pending->row.numbersPending = true;
    pending->numbers.reset();
    compared.model.update({{1, pending}});
    QCOMPARE(states(compared.model).front(), u"not-compared | /"_s);
    QCOMPARE(compared.model.count(CompareState::Same), 3U);
}

void TestCompareStates::theRootTellsWhatIsInIt()
{
    Compared compared(made(2, 1), made(3, 1));
    QVERIFY(compared.wait());
    QCOMPARE(compared.names(), QStringList{u"weight"_s});
    compared.model.setShown(CompareState::Same, true);
    const QModelIndex root = compared.model.index(0, 0);
    QCOMPARE(compared.names().front(), u"/"_s);
    QCOMPARE(root.data(CompareModel::InsideRole).value<StateCounts>(),
             (StateCounts{1, 0, 0, 0, 0, 0, 3, 0, 0}));
    QVERIFY(!root.data(CompareModel::FoldedRole).isValid());
    const QString said = root.data(Qt::AccessibleTextRole).toString();
    QVERIFY2(said.startsWith(u"inside: 1 changed, 3 same, /, "_s), qPrintable(said));
}

// A view makes its columns as wide as a few rows want them, without a look at all.
void TestCompareStates::theRowsWithTheLongestTextsAreKnown()
{
    const auto file = [](std::int64_t rows, const std::string &device) {
        test::MadeCheckpoint made;
        for (int i = 0; i < 100; ++i)
            made.tensor(0, "layers." + std::to_string(i), {1}, "cpu", {float(rows)});
        made.tensor(0, "a", {1}, device, {1});
        made.tensor(0, "b", {1}, device, {float(rows)});
        made.tensor(0, "c", {rows, rows}, "cpu");
        made.tensor(0, "of_all_names_the_longest", {1}, "cpu", {float(rows)});
        return made.finish();
    };
    Compared compared(file(10, "cpu"), file(1000, "cuda:12"));
    QVERIFY(compared.wait() && compared.result);
    CompareModel &model = compared.model;
    const auto longest = [&model](int column, const std::vector<int> &rows) {
        qsizetype length = 0;
        for (const int row : rows)
            length = std::max(length, model.index(row, column).data().toString().size());
        return length;
    };
    for (const bool isShown : {false, true}) {
        model.setShown(CompareState::Same, isShown);
        std::vector<int> all(static_cast<std::size_t>(model.rowCount()));
        std::iota(all.begin(), all.end(), 0);
        QVERIFY(model.longest().size() < 10);
        for (const int column :
             {CompareModel::NameColumn, CompareModel::AColumn, CompareModel::BColumn})
            QCOMPARE(longest(column, model.longest()), longest(column, all));
        // "device, value", and not just "device".
        QVERIFY(std::ranges::any_of(model.longest(), [&model](int row) {
            return model.index(row, 0).data(CompareModel::WhatRole).toStringList().size() > 1;
        }));
    }
}

QTEST_GUILESS_MAIN(TestCompareStates)
#include "tst_comparestates.moc"
