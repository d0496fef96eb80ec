// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/comparednames.h"
#include "model/items/locatormodel.h"
#include "tests/support/madecheckpoint.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace lens;
using namespace Qt::StringLiterals;

class TestLocatorModel final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rowsAreShownWithWhatTellsThemApart();
    void whatCannotBeDoneCannotBeChosen();
    void rowsOfAComparisonAreFoundByBothNames_data();
    void rowsOfAComparisonAreFoundByBothNames();
};

void TestLocatorModel::rowsAreShownWithWhatTellsThemApart()
{
    LocatorModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setRows({{LocatorRow::Kind::Item, u"fc.weight"_s, u"a.pth"_s, 0, 7, {}, true},
                   {LocatorRow::Kind::Command, u"Save"_s, {}, 0, 0, u"file.save"_s, true}});
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(0, LocatorModel::DetailColumn).data().toString(), u"a.pth"_s);
    QCOMPARE(model.index(0, 0).data(Qt::AccessibleTextRole).toString(), u"fc.weight, a.pth"_s);
    QCOMPARE(model.index(1, 0).data(Qt::AccessibleTextRole).toString(), u"Save"_s);
    QCOMPARE(model.row(1).command, u"file.save"_s);
    model.setRows({});
    QCOMPARE(model.rowCount(), 0);
}

void TestLocatorModel::whatCannotBeDoneCannotBeChosen()
{
    LocatorModel model;
    model.setRows({{LocatorRow::Kind::Command, u"Undo"_s, {}, 0, 0, u"edit.undo"_s, false}});
    QVERIFY(!(model.index(0, 0).flags() & Qt::ItemIsEnabled));
}

void TestLocatorModel::rowsOfAComparisonAreFoundByBothNames_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("found");
    const QString renamed = u"module.fc.weight → fc.weight"_s;
    QTest::newRow("by the name of A") << u"module fc"_s << QStringList{renamed};
    QTest::newRow("by the name of B, which fits better")
        << u"fc.weight"_s << QStringList{renamed, u"old.fc.weight"_s};
    QTest::newRow("only in B") << u"new"_s << QStringList{u"new.bias"_s};
    QTest::newRow("no name") << u"/"_s << QStringList{};
}

void TestLocatorModel::rowsOfAComparisonAreFoundByBothNames()
{
    QFETCH(const QString, text);
    QFETCH(const QStringList, found);
    test::MadeCheckpoint a, b;
    a.tensor(0, "old.fc.weight", {2});
    a.number(0, "epoch", 1);
    a.tensor(0, "module.fc.weight", {2});
    b.number(0, "epoch", 1);
    b.tensor(0, "fc.weight", {2});
    b.tensor(0, "new.bias", {2});
    CompareOptions options;
    options.stripPrefix = "module.";
    const auto madeA = a.finish(), madeB = b.finish();
    const auto aligned = compareStructure(*madeA, *madeB, options);
    QVERIFY(aligned);
    std::vector<engine::ComparedRow> rows;
    for (const CompareRow &row : *aligned)
        rows.push_back({row, {}, {}});
    Job job;
    const auto source = locatorSource(makeCompareRows(madeA, madeB, rows, job));
    QStringList names;
    for (const LocatorHit &hit : locate({source}, LocatorQuery(text.toStdString()), 10).best)
        names << hit.text;
    QCOMPARE(names, found);
}

QTEST_GUILESS_MAIN(TestLocatorModel)
#include "tst_locatormodel.moc"
