// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/heatelements.h"
#include "model/document/heatscale.h"

#include "tests/engine/tensors.h"

#include <QTest>

#include <array>
#include <cmath>

using namespace lens;
using namespace Qt::StringLiterals;

namespace {

using Shape = std::vector<std::int64_t>;

constexpr float notANumber = std::numeric_limits<float>::quiet_NaN();
constexpr float infinite = std::numeric_limits<float>::infinity();

TensorData counted(const Shape &shape)
{
    std::int64_t numel = 1;
    for (const std::int64_t size : shape)
        numel *= size;
    std::vector<float> values(static_cast<std::size_t>(numel));
    std::iota(values.begin(), values.end(), 0.0F);
    return tensors::of(DType::Float32, shape, values);
}

QList<double> means(const HeatGrid &grid)
{
    QList<double> out;
    for (const HeatCell &cell : grid.cells)
        out << valueOf(cell, false);
    return out;
}

} // namespace

class TestHeatmap final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cellsAreTheMeansOfTheirElements_data();
    void cellsAreTheMeansOfTheirElements();
    void whatIsNotFiniteIsCountedAndLeftOutOfTheMean();
    void coloursEndWhereTheValuesDo_data();
    void coloursEndWhereTheValuesDo();
    void outliersAreOutsideTheRobustRange();
    void theFewThatDifferAreSeen();
    void aLargePlaneStaysSmall();
    void kernelsLieSideBySide_data();
    void kernelsLieSideBySide();
    void manyKernelsStaySmall();
    void aCellKnowsItsElements_data();
    void aCellKnowsItsElements();
    void itStopsWhenAsked();
    void everyElementOfEveryDtypeCountsOnce_data();
    void everyElementOfEveryDtypeCountsOnce();
    void ofAPackedPairTheFurthestFromZeroCounts();
};

void TestHeatmap::cellsAreTheMeansOfTheirElements_data()
{
    QTest::addColumn<Shape>("shape");
    QTest::addColumn<QString>("plane");
    QTest::addColumn<int>("limit");
    QTest::addColumn<QList<double>>("cells");
    QTest::newRow("as they are") << Shape{2, 3} << u"[:, :]"_s << 8
                                 << QList<double>{0, 1, 2, 3, 4, 5};
    QTest::newRow("transposed") << Shape{2, 3} << u"[:, :] transposed"_s << 8
                                << QList<double>{0, 3, 1, 4, 2, 5};
    QTest::newRow("two by two") << Shape{4, 4} << u"[:, :]"_s << 2
                                << QList<double>{2.5, 4.5, 10.5, 12.5};
    QTest::newRow("a rest at the edge")
        << Shape{3, 3} << u"[:, :]"_s << 2 << QList<double>{2, 3.5, 6.5, 8};
    QTest::newRow("transposed and larger than the limit")
        << Shape{4, 2} << u"[:, :] transposed"_s << 2 << QList<double>{1, 5, 2, 6};
    QTest::newRow("inside a kernel")
        << Shape{2, 2, 2, 2} << u"[:, :, 1, 0]"_s << 8 << QList<double>{2, 6, 10, 14};
    QTest::newRow("one axis, nearly square")
        << Shape{5} << u"[:]"_s << 8 << QList<double>{0, 1, 2, 3, 4};
    QTest::newRow("a scalar") << Shape{} << u"[]"_s << 8 << QList<double>{0};
    QTest::newRow("nothing") << Shape{0, 3} << u"[:, :]"_s << 8 << QList<double>{};
}

void TestHeatmap::cellsAreTheMeansOfTheirElements()
{
    QFETCH(Shape, shape);
    QFETCH(QString, plane);
    QFETCH(int, limit);
    QFETCH(QList<double>, cells);
    Job job;
    const auto shown = planeFromText(plane.toStdString(), shape);
    QVERIFY(shown);
    const auto grid = heatGrid(counted(shape), *shown, HeatLayout::Plane, job, limit);
    QVERIFY2(grid, grid ? "" : grid.error().text().c_str());
    QCOMPARE(means(*grid).mid(0, cells.size()), cells);
    for (qsizetype rest = cells.size(); rest < std::ssize(grid->cells); ++rest)
        QCOMPARE(grid->cells[std::size_t(rest)].finite, 0U);
}

void TestHeatmap::whatIsNotFiniteIsCountedAndLeftOutOfTheMean()
{
    Job job;
    const auto tensor = tensors::of(
        DType::Float32, Shape{2, 4},
        std::vector<float>{1, notANumber, infinite, infinite, 3, 5, infinite, notANumber});
    const auto grid = heatGrid(tensor, firstPlane(tensor.shape), HeatLayout::Plane, job, 2);
    QVERIFY(grid);
    QCOMPARE(grid->rows, 2);
    QCOMPARE(valueOf(grid->at(0, 0), false), 1.0);
    QCOMPARE(grid->at(0, 0).nan, 1U);
    QCOMPARE(grid->at(0, 1).finite, 0U);
    QCOMPARE(grid->at(0, 1).special(), 2U);
    QCOMPARE(valueOf(grid->at(1, 0), false), 4.0);
    QCOMPARE(grid->at(1, 0).low, 3.0);
    QCOMPARE(grid->at(1, 0).high, 5.0);
    QCOMPARE(grid->at(1, 1).positiveInf, 1U);
}

void TestHeatmap::coloursEndWhereTheValuesDo_data()
{
    QTest::addColumn<QList<float>>("values");
    QTest::addColumn<HeatColours>("colours");
    QTest::addColumn<HeatScale>("scale");
    const auto automatic = HeatColours::Automatic, zero = HeatColours::AroundZero;
    const auto low = HeatColours::LowToHigh, magnitude = HeatColours::Magnitude;
    const QList<float> both{-1, 0, 4}, negative{-4, -2};
    QTest::newRow("both signs") << both << automatic << HeatScale{-4, 4, true, false};
    QTest::newRow("both signs, low to high") << both << low << HeatScale{-1, 4, false, false};
    QTest::newRow("magnitudes") << both << magnitude << HeatScale{0, 4, false, true};
    QTest::newRow("one sign") << negative << automatic << HeatScale{-4, -2, false, false};
    QTest::newRow("one sign around zero") << negative << zero << HeatScale{-4, 4, true, false};
    QTest::newRow("a constant") << QList<float>{4, 4} << automatic << HeatScale{2, 6, false, false};
    QTest::newRow("zeros") << QList<float>{0, 0} << automatic << HeatScale{-1, 1, false, false};
    QTest::newRow("zeros around zero") << QList<float>{0} << zero << HeatScale{-1, 1, true, false};
    QTest::newRow("magnitudes of zeros")
        << QList<float>{0} << magnitude << HeatScale{0, 1, false, true};
    QTest::newRow("nothing finite")
        << QList<float>{infinite, notANumber} << automatic << HeatScale{0, 1, false, false};
}

void TestHeatmap::coloursEndWhereTheValuesDo()
{
    QFETCH(QList<float>, values);
    QFETCH(HeatColours, colours);
    QFETCH(HeatScale, scale);
    Job job;
    const auto tensor =
        tensors::of(DType::Float32, std::vector<float>(values.begin(), values.end()));
    const auto grid = heatGrid(tensor, firstPlane(tensor.shape), HeatLayout::Plane, job);
    QVERIFY(grid);
    QVERIFY(heatScale(*grid, colours, HeatSpan::All) == scale);
}

void TestHeatmap::theFewThatDifferAreSeen()
{
    std::vector<float> values(1000);
    const auto scale = [&values] {
        Job job;
        const auto tensor = tensors::of(DType::Float32, Shape{20, 50}, values);
        const auto grid = heatGrid(tensor, firstPlane(tensor.shape), HeatLayout::Plane, job);
        return heatScale(*grid, HeatColours::Automatic, HeatSpan::Robust);
    };
    values[3] = 0.25;
    QVERIFY((scale() == HeatScale{0, 0.25, false, false}));
    values[4] = -0.125;
    QVERIFY((scale() == HeatScale{-0.25, 0.25, true, false}));
}

void TestHeatmap::outliersAreOutsideTheRobustRange()
{
    Job job;
    std::vector<float> values(1000, 1.0F);
    values[3] = 500;
    values[4] = 2;
    const auto tensor = tensors::of(DType::Float32, Shape{20, 50}, values);
    const auto grid = heatGrid(tensor, firstPlane(tensor.shape), HeatLayout::Plane, job);
    QCOMPARE(heatScale(*grid, HeatColours::LowToHigh, HeatSpan::All).high, 500.0);
    QVERIFY(heatScale(*grid, HeatColours::LowToHigh, HeatSpan::Robust).high < 2);
}

void TestHeatmap::aLargePlaneStaysSmall()
{
    Job job;
    const auto tensor =
        tensors::of(DType::Float32, Shape{3000, 1500}, std::vector<float>(4'500'000, 0.5F));
    const auto grid = heatGrid(tensor, firstPlane(tensor.shape), HeatLayout::Plane, job);
    QVERIFY(grid);
    QVERIFY(grid->rows <= mostHeatCells && grid->columns <= mostHeatCells);
    QCOMPARE(valueOf(grid->at(grid->rows - 1, grid->columns - 1), false), 0.5);
    std::uint64_t elements = 0;
    for (const HeatCell &cell : grid->cells)
        elements += cell.finite;
    QCOMPARE(elements, std::uint64_t(4'500'000));
}

void TestHeatmap::kernelsLieSideBySide_data()
{
    QTest::addColumn<Shape>("shape");
    QTest::addColumn<QString>("plane");
    QTest::addColumn<QStringList>("lines"); // elements; "." is a gap
    QTest::newRow("two by two kernels of 1 × 2")
        << Shape{2, 2, 1, 2} << u"[0, 0, :, :]"_s
        << QStringList{u"0 1 . 2 3"_s, u". . . . ."_s, u"4 5 . 6 7"_s};
    QTest::newRow("from the second on")
        << Shape{2, 2, 1, 2} << u"[1, 1, :, :]"_s << QStringList{u"6 7"_s};
    QTest::newRow("lines of one tile go on beside each other")
        << Shape{4, 1, 1} << u"[0, :, :]"_s << QStringList{u"0 . 2"_s, u". . ."_s, u"1 . 3"_s};
}

void TestHeatmap::kernelsLieSideBySide()
{
    QFETCH(Shape, shape);
    QFETCH(QString, plane);
    QFETCH(QStringList, lines);
    Job job;
    const Plane shown = *planeFromText(plane.toStdString(), shape);
    const auto grid = heatGrid(counted(shape), shown, HeatLayout::Tiles, job);
    QVERIFY(grid && grid->tiles);
    QStringList got;
    for (std::int64_t row = 0; row < grid->rows; ++row) {
        QStringList cells;
        for (std::int64_t column = 0; column < grid->columns; ++column) {
            const HeatCell &cell = grid->at(row, column);
            cells << (cell.isEmpty() ? u"."_s : QString::number(valueOf(cell, false)));
            QCOMPARE(heatPlace(*grid, shown, shape, row, column).empty(), cell.isEmpty());
        }
        got << cells.join(u' ');
    }
    QCOMPARE(got, lines);
}

void TestHeatmap::manyKernelsStaySmall()
{
    Job job;
    const Shape shape{600, 500, 3, 3};
    const auto tiles = tilesFor(firstPlane(shape), shape, mostHeatCells);
    QVERIFY(tiles);
    QVERIFY(tiles->rows() <= mostHeatCells && tiles->columns() <= mostHeatCells);
    QCOMPARE(tiles->down, 256);
    QCOMPARE(tiles->across, 256);
    QVERIFY(!tilesFor(firstPlane({9, 9}), {9, 9}, mostHeatCells));
    QVERIFY(!tilesFor(firstPlane({9, 90, 90}), {9, 90, 90}, mostHeatCells));
}

void TestHeatmap::aCellKnowsItsElements_data()
{
    QTest::addColumn<Shape>("shape");
    QTest::addColumn<QString>("plane");
    QTest::addColumn<int>("limit");
    QTest::addColumn<QString>("place"); // of row 1, column 1
    QTest::newRow("one element") << Shape{3, 3} << u"[:, :]"_s << 8 << u"[1, 1]"_s;
    QTest::newRow("transposed") << Shape{3, 4} << u"[:, :] transposed"_s << 8 << u"[1, 1]"_s;
    QTest::newRow("several, less at the edge")
        << Shape{2, 5, 3} << u"[1, :, :]"_s << 2 << u"[1, 3:5, 2]"_s;
    QTest::newRow("one axis") << Shape{9} << u"[:]"_s << 8 << u"[5]"_s;
    QTest::newRow("one axis, several to a cell") << Shape{20} << u"[:]"_s << 2 << u"[15:20]"_s;
}

void TestHeatmap::aCellKnowsItsElements()
{
    QFETCH(Shape, shape);
    QFETCH(QString, plane);
    QFETCH(int, limit);
    QFETCH(QString, place);
    Job job;
    const Plane shown = *planeFromText(plane.toStdString(), shape);
    const auto grid = heatGrid(counted(shape), shown, HeatLayout::Plane, job, limit);
    QVERIFY(grid);
    QCOMPARE(QString::fromStdString(heatPlace(*grid, shown, shape, 1, 1)), place);
}

void TestHeatmap::itStopsWhenAsked()
{
    Job job;
    job.cancel();
    const TensorData tensor = counted({4, 4});
    const auto grid = heatGrid(tensor, firstPlane(tensor.shape), HeatLayout::Plane, job);
    QVERIFY(!grid);
    QCOMPARE(grid.error().code, ErrorCode::Cancelled);
}

void TestHeatmap::everyElementOfEveryDtypeCountsOnce_data()
{
    QTest::addColumn<DType>("dtype");
    for (int number = 0; number <= 45; ++number)
        if (const auto dtype = static_cast<DType>(number); itemSize(dtype) > 0)
            QTest::newRow(std::string(name(dtype)).c_str()) << dtype;
}

void TestHeatmap::everyElementOfEveryDtypeCountsOnce()
{
    QFETCH(const DType, dtype);
    std::string bytes;
    for (unsigned i = 0; i < 15 * itemSize(dtype); ++i)
        bytes += static_cast<char>(i * 37 + 11);
    const TensorData tensor = tensors::ofBytes(dtype, {3, 5}, bytes);
    const TensorData whole = tensors::of(DType::Float32, {3, 5}, tensors::weights(15));
    for (const HeatTensors &shown : {HeatTensors{tensor}, HeatTensors{tensor, tensor},
                                     HeatTensors{tensor, whole}, HeatTensors{whole, tensor}}) {
        std::array<std::size_t, 3> counts{};
        Job job;
        const auto read = forEachLayer(shown, job, [&](std::size_t layer, const auto &values) {
            counts[layer] += values.size();
        });
        if (!read) {
            QCOMPARE(read.error().code, ErrorCode::Unsupported);
            continue;
        }
        for (std::size_t layer = 0; layer < 2 * shown.size() - 1; ++layer)
            QCOMPARE(counts[layer], std::size_t{15});
    }
}

void TestHeatmap::ofAPackedPairTheFurthestFromZeroCounts()
{
    const auto pairs = tensors::of<std::uint8_t>(DType::Float4E2M1FNx2, {1, 3}, {0x21, 0xF0, 0x0A});
    Job job;
    QList<double> drawn;
    QVERIFY(forEachLayer({pairs}, job, [&](std::size_t, const auto &values) {
        for (const double value : values)
            drawn << value;
    }));
    QCOMPARE(drawn, (QList<double>{1, -6, -1}));
}

QTEST_GUILESS_MAIN(TestHeatmap)
#include "tst_heatmap.moc"
