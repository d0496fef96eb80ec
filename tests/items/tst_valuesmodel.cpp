// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/roles.h"
#include "model/items/valuesmodel.h"
#include "tests/engine/tensors.h"

#include <QAbstractItemModelTester>
#include <QTest>

#include <cmath>
#include <limits>

using namespace lens;
using namespace Qt::StringLiterals;

namespace {

// A model with everything of a small tensor read.
struct Shown
{
    ValuesModel model;

    Shown(const TensorData &tensor, NumberFormat format = NumberFormat::Automatic)
    {
        model.setFormat(format);
        model.show(tensor, firstPlane(tensor.shape));
        read();
    }
    bool read()
    {
        model.setVisible({0, 0, 64, 32});
        return QTest::qWaitFor([this] { return !model.job().isRunning(); });
    }
    QString cell(int row, int column) const { return model.index(row, column).data().toString(); }
};

} // namespace

class TestValuesModel final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cellsArePendingUntilTheyWereRead();
    void formatsOfOneValue_data();
    void formatsOfOneValue();
    void wideIntegersKeepEveryDigit();
    void aVectorIsWrapped();
    void aScalarIsOneCell();
    void whatIsNotFiniteIsMarked();
    void aHugeTensorShowsAWindow();
    void aTensorWithoutElementsHasNoCells();
};

void TestValuesModel::cellsArePendingUntilTheyWereRead()
{
    ValuesModel model;
    const QAbstractItemModelTester tester(&model);
    model.show(tensors::of<float>(DType::Float32, {2, 2}, {1, 2, 3, 4.5F}), {0, 1, {0, 0}});
    QCOMPARE(model.index(1, 1).data().toString(), u"…"_s);
    model.setVisible({0, 0, 2, 2});
    QTRY_COMPARE(model.index(1, 1).data().toString(), u"4.5"_s);
    QCOMPARE(model.index(1, 1).data(Qt::AccessibleTextRole).toString(), u"[1, 1]: 4.5"_s);
}

void TestValuesModel::formatsOfOneValue_data()
{
    QTest::addColumn<NumberFormat>("format");
    QTest::addColumn<QString>("text");
    QTest::newRow("six digits") << NumberFormat::Automatic << u"0.1"_s;
    QTest::newRow("exact in its own precision") << NumberFormat::Exact << u"0.1"_s;
    QTest::newRow("fixed point") << NumberFormat::Fixed << u"0.100000"_s;
    QTest::newRow("scientific") << NumberFormat::Scientific << u"1.000000e-01"_s;
    QTest::newRow("as stored") << NumberFormat::Hexadecimal << u"3dcccccd"_s;
}

void TestValuesModel::formatsOfOneValue()
{
    QFETCH(NumberFormat, format);
    QFETCH(QString, text);
    const Shown shown(tensors::of<float>(DType::Float32, {1}, {0.1F}), format);
    QCOMPARE(shown.cell(0, 0), text);
}

void TestValuesModel::wideIntegersKeepEveryDigit()
{
    const Shown shown(tensors::of<std::int64_t>(DType::Int64, {1}, {9007199254740993}));
    QCOMPARE(shown.cell(0, 0), u"9007199254740993"_s);
}

void TestValuesModel::aVectorIsWrapped()
{
    std::vector<float> values(35);
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = static_cast<float>(i);
    const Shown shown(tensors::of(DType::Float32, {35}, values));
    QCOMPARE(shown.model.rowCount(), 3);
    QCOMPARE(shown.model.columnCount(), 16);
    QCOMPARE(shown.cell(2, 2), u"34"_s);
    QCOMPARE(shown.cell(2, 3), QString());
    QCOMPARE(shown.model.headerData(2, Qt::Vertical, Qt::DisplayRole).toString(), u"32"_s);
    QCOMPARE(shown.model.indexAt(shown.model.index(1, 4)), (std::vector<std::int64_t>{20}));
}

void TestValuesModel::aScalarIsOneCell()
{
    const Shown shown(tensors::of<double>(DType::Float64, {}, {2.5}));
    QCOMPARE(shown.model.rowCount(), 1);
    QCOMPARE(shown.model.columnCount(), 1);
    QCOMPARE(shown.cell(0, 0), u"2.5"_s);
}

void TestValuesModel::whatIsNotFiniteIsMarked()
{
    const float inf = std::numeric_limits<float>::infinity();
    const Shown shown(tensors::of<float>(DType::Float32, {1, 4}, {NAN, inf, -inf, 1}));
    QCOMPARE(shown.cell(0, 0), u"NaN"_s);
    QCOMPARE(shown.cell(0, 1), u"+Inf"_s);
    QCOMPARE(shown.cell(0, 2), u"−Inf"_s);
    QVERIFY(shown.model.index(0, 1).data(SpecialRole).toBool());
    QVERIFY(!shown.model.index(0, 3).data(SpecialRole).toBool());
}

// Expanded: four bytes that stand for 10¹² values.
void TestValuesModel::aHugeTensorShowsAWindow()
{
    auto tensor = tensors::of<float>(DType::Float32, {1}, {7});
    tensor.shape = {1'000'000'000, 1000};
    tensor.stride = {0, 0};
    Shown shown(tensor);
    QCOMPARE(shown.model.rowCount(), static_cast<int>(ValuesModel::mostRows));
    const auto cell = shown.model.cellOf({900'000'000, 999});
    QCOMPARE(shown.model.indexAt(cell), (std::vector<std::int64_t>{900'000'000, 999}));
    QCOMPARE(shown.model.headerData(cell.row(), Qt::Vertical, Qt::DisplayRole).toString(),
             u"900000000"_s);
    shown.model.setVisible({cell.row(), cell.column(), 1, 1});
    QTRY_COMPARE(shown.model.index(cell.row(), cell.column()).data().toString(), u"7"_s);
}

void TestValuesModel::aTensorWithoutElementsHasNoCells()
{
    const Shown shown(tensors::of<float>(DType::Float32, {0, 3}, {}));
    QCOMPARE(shown.model.rowCount(), 0);
}

QTEST_GUILESS_MAIN(TestValuesModel)
#include "tst_valuesmodel.moc"
