// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/items/compared.h"
#include "tests/support/madecheckpoint.h"

#include <QTest>

#include <cmath>

using namespace lens;
using namespace Qt::StringLiterals;
using test::Compared;

namespace {

CheckpointPtr oneTensor(float value)
{
    test::MadeCheckpoint file;
    file.tensor(0, "weight", {2}, "cpu", {1, value});
    return file.finish();
}

} // namespace

// What a comparison says of values that are NaN or infinite on one side alone.
class TestCompareSpecials final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nanOfOneSideIsSaid();
    void nanInsideIsSaidOfTheContainer();
    void nanComesFirstOfItsState();
    void whatIsNotFiniteIsTheLargestDifference();
};

void TestCompareSpecials::nanOfOneSideIsSaid()
{
    Compared compared(oneTensor(4), oneTensor(NAN));
    QVERIFY(compared.wait());
    const QModelIndex cell = compared.model.index(0, 0);
    QCOMPARE(cell.data(CompareModel::SpecialSidesRole).toUInt(), unsigned(NanInB));
    const QString said = cell.data(Qt::AccessibleTextRole).toString();
    QVERIFY2(said.startsWith(u"changed; ⚠ NaN in B, "_s), qPrintable(said));
}

void TestCompareSpecials::nanInsideIsSaidOfTheContainer()
{
    const auto made = [](float inner, float outer) {
        test::MadeCheckpoint file;
        const auto model = file.dict(0, "model");
        const auto layer = file.dict(model, "layer");
        file.tensor(layer, "weight", {2}, "cpu", {1, inner});
        file.tensor(model, "bias", {1}, "cpu", {outer});
        file.tensor(file.dict(0, "other"), "bias", {1}, "cpu", {outer});
        return file.finish();
    };
    Compared compared(made(1, INFINITY), made(NAN, 2));
    QVERIFY(compared.wait());
    const auto sides = [&compared](const QString &name) {
        const QModelIndex cell = compared.model.index(compared.model.rowOf(name), 0);
        return cell.data(CompareModel::SpecialSidesRole).toUInt();
    };
    QCOMPARE(sides(u"model"_s), unsigned(NanInB | InfInA));
    QCOMPARE(sides(u"model/layer"_s), unsigned(NanInB));
    QCOMPARE(sides(u"other"_s), unsigned(InfInA));
    const int row = compared.model.rowOf(u"model"_s);
    compared.model.setFolded(row, true);
    QCOMPARE(sides(u"model"_s), unsigned(NanInB | InfInA));
    const QString said = compared.model.index(row, 0).data(Qt::AccessibleTextRole).toString();
    QVERIFY2(said.startsWith(u"⚠ NaN in B, Inf in A; inside: 2 changed, model, "_s),
             qPrintable(said));
    // Only of what is listed.
    QVERIFY(compared.model.setFilter(u"bias"_s));
    QCOMPARE(sides(u"model"_s), unsigned(InfInA));
}

void TestCompareSpecials::nanComesFirstOfItsState()
{
    const auto made = [](float first, float second) {
        test::MadeCheckpoint file;
        file.tensor(0, "moved", {1}, "cpu", {first});
        file.tensor(0, "broken", {1}, "cpu", {second});
        return file.finish();
    };
    Compared compared(made(1, 1), made(2, NAN));
    QVERIFY(compared.wait());
    QCOMPARE(compared.names(), QStringList({u"moved"_s, u"broken"_s}));
    compared.model.sort(CompareModel::StatusColumn, Qt::AscendingOrder);
    QCOMPARE(compared.names(), QStringList({u"broken"_s, u"moved"_s}));
}

void TestCompareSpecials::whatIsNotFiniteIsTheLargestDifference()
{
    const auto made = [](float little, float much, float broken) {
        test::MadeCheckpoint file;
        file.tensor(0, "much", {2}, "cpu", {1, much});
        file.tensor(0, "broken", {2}, "cpu", {1, broken});
        file.tensor(0, "little", {2}, "cpu", {1, little});
        return file.finish();
    };
    Compared compared(made(1, 1, 1), made(2, 2000, INFINITY));
    QVERIFY(compared.wait());
    const auto sorted = [&compared](CompareModel::Column column, Qt::SortOrder order) {
        compared.model.sort(column, order);
        return compared.names();
    };
    QCOMPARE(sorted(CompareModel::MaxColumn, Qt::DescendingOrder),
             QStringList({u"broken"_s, u"much"_s, u"little"_s}));
    // Of the others nothing can be said: they stand last in either order.
    QCOMPARE(sorted(CompareModel::MeanColumn, Qt::DescendingOrder),
             QStringList({u"much"_s, u"little"_s, u"broken"_s}));
    QCOMPARE(sorted(CompareModel::MeanColumn, Qt::AscendingOrder),
             QStringList({u"little"_s, u"much"_s, u"broken"_s}));
}

QTEST_GUILESS_MAIN(TestCompareSpecials)
#include "tst_comparespecials.moc"
