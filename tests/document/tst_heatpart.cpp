// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/heatpart.h"

#include "model/document/heatcsv.h"
#include "tests/engine/tensors.h"

#include <QTest>

#include <atomic>
#include <cmath>
#include <random>

using namespace lens;
using namespace Qt::StringLiterals;

namespace {

using Shape = std::vector<std::int64_t>;

TensorData counted(const Shape &shape)
{
    std::vector<float> values(static_cast<std::size_t>(
        std::accumulate(shape.begin(), shape.end(), std::int64_t(1), std::multiplies<>())));
    std::iota(values.begin(), values.end(), 0.0F);
    return tensors::of(DType::Float32, shape, values);
}

HeatGrid gridOf(const TensorData &tensor, const Plane &plane, std::int64_t limit)
{
    Job job;
    auto grid = heatGrid(tensor, plane, HeatLayout::Plane, job, limit);
    if (!grid)
        qFatal("%s", grid.error().text().c_str());
    return *std::move(grid);
}

HeatGrid gridOf(const TensorData &tensor, std::int64_t limit)
{
    return gridOf(tensor, firstPlane(tensor.shape), limit);
}

HeatGrid partOf(const TensorData &tensor, const Plane &plane, const CellRange &part,
                std::int64_t limit)
{
    Job job;
    auto grid = heatPart(tensor, plane, gridOf(tensor, plane, limit), part, job, limit);
    if (!grid)
        qFatal("%s", grid.error().text().c_str());
    if (job.done() != job.total())
        qFatal("read %llu of %llu bytes", static_cast<unsigned long long>(job.done()),
               static_cast<unsigned long long>(job.total()));
    return *std::move(grid);
}

// A side of `share` of the plane's from `from` on.
HeatView viewOf(const HeatGrid &grid, double share, double row, double column)
{
    HeatView view(grid.planeRows, grid.planeColumns);
    view.zoom(share, 0, 0);
    view.move(row, column);
    return view;
}

bool shows(const CellRange &part, const HeatView &view)
{
    const auto has = [](std::int64_t from, std::int64_t length, const HeatView::Side &seen) {
        return double(from) <= seen.from && seen.from + seen.length <= double(from + length);
    };
    return has(part.row, part.rows, view.rows()) && has(part.column, part.columns, view.columns());
}

// A file of zeros, larger than any disk, that counts what is read of it.
class Zeros final : public ByteSource
{
public:
    explicit Zeros(std::uint64_t size)
        : m_size(size)
    {}
    std::uint64_t size() const override { return m_size; }
    Result<void> read(std::uint64_t, std::span<std::byte> out) const override
    {
        m_read += out.size();
        if (m_toStop)
            m_toStop->cancel();
        std::ranges::fill(out, std::byte(0));
        return {};
    }
    std::uint64_t bytesRead() const { return m_read; }
    // As soon as anything is read.
    void stop(Job *job) { m_toStop = job; }

private:
    std::uint64_t m_size;
    mutable std::atomic<std::uint64_t> m_read = 0;
    Job *m_toStop = nullptr;
};

} // namespace

class TestHeatPart final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cellsAreThoseOfTheirElements_data();
    void cellsAreThoseOfTheirElements();
    void aVectorHasPartsOfItsLines();
    void whatIsSeenIsReadUntilCellsAreElements();
    void aPartServesWhileItIsSeen();
    void everyPartShowsWhatIsSeen();
    void nothingLargeIsReadForAPart();
    void whatLiesFarApartIsStoppedSoon();
    void coloursAreTheSameInEveryPart();
    void elementsEndWhereTheyDo();
    void fewZerosAmongOnesHaveAnotherColour_data();
    void fewZerosAmongOnesHaveAnotherColour();
    void theLargestNumbersHaveColours_data();
    void theLargestNumbersHaveColours();
    void fewDifferencesEndWhereTheyDo();
    void aWalkGoesOnPastThePart();
    void whatIsSeenIsWrittenWithItsPlace();
    void differencesKeepTheirColours();
};

// The value of an element of `counted` is its number: a multiple of its row and column.
void TestHeatPart::cellsAreThoseOfTheirElements_data()
{
    QTest::addColumn<Shape>("shape");
    QTest::addColumn<QString>("plane");
    QTest::addColumn<QList<int>>("factors"); // first, of the row, of the column
    const Shape flat{40, 30}, deep{3, 40, 30};
    QTest::newRow("as it lies") << flat << u"[:, :]"_s << QList<int>{0, 30, 1};
    QTest::newRow("transposed") << flat << u"[:, :] transposed"_s << QList<int>{0, 1, 30};
    QTest::newRow("a slice") << deep << u"[2, :, :]"_s << QList<int>{2400, 30, 1};
    QTest::newRow("across") << deep << u"[:, 7, :]"_s << QList<int>{210, 1200, 1};
}

void TestHeatPart::cellsAreThoseOfTheirElements()
{
    QFETCH(Shape, shape);
    QFETCH(QString, plane);
    QFETCH(QList<int>, factors);
    const TensorData tensor = counted(shape);
    const Plane shown = *planeFromText(plane.toStdString(), shape);
    const PlaneSize size = sizeOf(shown, shape);
    const CellRange parts[] = {{0, 0, 2, 2},
                               {1, 3, 2, 8},
                               {size.rows - 2, size.columns - 7, 2, 7},
                               {0, 5, size.rows, 20},
                               {0, 0, size.rows, size.columns}};
    for (const CellRange &part : parts) {
        const HeatGrid grid = partOf(tensor, shown, part, 8);
        QVERIFY(grid.part == part);
        QCOMPARE(grid.isOfElements(), part.rows <= 8 && part.columns <= 8);
        for (std::int64_t row = 0; row < grid.rows; ++row)
            for (std::int64_t column = 0; column < grid.columns; ++column) {
                const CellRange in = grid.elementsOf({row, column});
                double sum = 0;
                for (std::int64_t y = in.row; y < in.row + in.rows; ++y)
                    for (std::int64_t x = in.column; x < in.column + in.columns; ++x) {
                        QVERIFY(grid.cellOf(y, x) == std::pair(row, column));
                        sum += double(factors[0] + factors[1] * y + factors[2] * x);
                    }
                QCOMPARE(std::int64_t(grid.at(row, column).finite), in.rows * in.columns);
                QCOMPARE(grid.at(row, column).sum, sum);
            }
    }
}

void TestHeatPart::aVectorHasPartsOfItsLines()
{
    const TensorData tensor = counted({1000});
    const Plane plane = firstPlane(tensor.shape);
    const HeatGrid whole = gridOf(tensor, 16); // lines of 64, four elements to a cell
    QCOMPARE(whole.planeColumns, 64);
    QCOMPARE(whole.columnStep, 4);
    const HeatGrid part = partOf(tensor, plane, {14, 32, 2, 16}, 16);
    QVERIFY(part.isOfElements());
    QCOMPARE(part.at(0, 3).sum, 14.0 * 64 + 35);
    QCOMPARE(QString::fromStdString(heatPlace(part, plane, tensor.shape, 0, 3)), u"[931]"_s);
    QCOMPARE(part.at(1, 7).sum, 999.0);
    QVERIFY(part.at(1, 8).isEmpty()); // past the end
    QVERIFY(heatPlace(part, plane, tensor.shape, 1, 8).empty());
    const HeatGrid lines = partOf(tensor, plane, {3, 0, 5, 64}, 16);
    QCOMPARE(lines.at(4, 15).sum, 4 * (7 * 64 + 61.5));
    QCOMPARE(QString::fromStdString(heatPlace(lines, plane, tensor.shape, 4, 15)), u"[508:512]"_s);
}

void TestHeatPart::whatIsSeenIsReadUntilCellsAreElements()
{
    HeatGrid whole;
    whole.planeRows = whole.planeColumns = 4096;
    whole.rowStep = whole.columnStep = 4;
    whole.part = {0, 0, 4096, 4096};
    const auto stepAt = [&whole](double share) {
        const auto part = partFor(viewOf(whole, share, 1000, 1000), whole, 1024, {});
        return part ? stepFor(part->rows, 1024) : 0;
    };
    QCOMPARE(stepAt(1), 0);
    QCOMPARE(stepAt(0.4), 0); // in cells of four elements it is not small yet
    QCOMPARE(stepAt(0.3), 3);
    QCOMPARE(stepAt(0.2), 2);
    QCOMPARE(stepAt(0.125), 1);
    QCOMPARE(stepAt(0.001), 1);
    HeatGrid small = whole;
    small.rowStep = small.columnStep = 1;
    QVERIFY(!partFor(viewOf(small, 0.01, 0, 0), small, 1024, {}));
}

void TestHeatPart::aPartServesWhileItIsSeen()
{
    HeatGrid whole;
    whole.planeRows = whole.planeColumns = 4096;
    whole.rowStep = whole.columnStep = 4;
    whole.part = {0, 0, 4096, 4096};
    const auto next = [&whole](double share, double row, const std::optional<CellRange> &last) {
        return partFor(viewOf(whole, share, row, 2000), whole, 1024, last);
    };
    const auto first = next(0.1, 2000, {});
    QVERIFY(first);
    QVERIFY(next(0.1, 2050, first) == first);
    QVERIFY(next(0.05, 2000, first) == first); // nearer
    const auto moved = next(0.1, 3000, first);
    QVERIFY(moved && moved != first);
    QVERIFY(!next(0.9, 0, moved)); // the whole serves again
    const auto coarse = next(0.25, 2000, {});
    QVERIFY(next(0.1, 2100, coarse) != coarse); // too coarse by now
}

void TestHeatPart::everyPartShowsWhatIsSeen()
{
    std::minstd_rand random(7);
    std::uniform_real_distribution<double> share(0, 1);
    for (const PlaneSize &size : {PlaneSize{128'256, 8192}, PlaneSize{3, 5'000'000},
                                  PlaneSize{1025, 1025}, PlaneSize{70'000, 7}}) {
        HeatGrid whole;
        whole.planeRows = size.rows;
        whole.planeColumns = size.columns;
        whole.rowStep = stepFor(size.rows, 1024);
        whole.columnStep = stepFor(size.columns, 1024);
        whole.part = {0, 0, size.rows, size.columns};
        std::optional<CellRange> last;
        for (int i = 0; i < 2000; ++i) {
            const double near = std::pow(share(random), 4);
            const HeatView view = viewOf(whole, near, share(random) * double(size.rows),
                                         share(random) * double(size.columns));
            last = partFor(view, whole, 1024, last);
            if (!last)
                continue;
            QVERIFY(shows(*last, view));
            QVERIFY(last->row >= 0 && last->row + last->rows <= size.rows);
            QVERIFY(last->column >= 0 && last->column + last->columns <= size.columns);
            QVERIFY(last->rows * last->columns <= mostPartElements);
            QVERIFY(stepFor(last->rows, 1024) < whole.rowStep ||
                    stepFor(last->columns, 1024) < whole.columnStep);
        }
    }
}

void TestHeatPart::nothingLargeIsReadForAPart()
{
    const std::int64_t side = 158'114; // 100 GB
    const auto zeros = std::make_shared<Zeros>(std::uint64_t(side * side * 4));
    TensorData tensor;
    tensor.dtype = DType::Float32;
    tensor.shape = {side, side};
    tensor.stride = {side, 1};
    tensor.bytes = zeros;
    HeatGrid whole;
    whole.planeRows = whole.planeColumns = side;
    whole.rowStep = whole.columnStep = stepFor(side, mostHeatCells);
    whole.part = {0, 0, side, side};
    QVERIFY(!partFor(viewOf(whole, 0.2, 0, 0), whole, mostHeatCells, {}));
    for (const double share : {0.01, 0.001}) {
        const auto part = partFor(viewOf(whole, share, 5e4, 1e5), whole, mostHeatCells, {});
        QVERIFY(part);
        Job job;
        const std::uint64_t before = zeros->bytesRead();
        QVERIFY(heatPart(tensor, firstPlane(tensor.shape), whole, *part, job));
        QVERIFY(zeros->bytesRead() - before <= 2 * 4 * std::uint64_t(part->rows * part->columns));
    }
}

void TestHeatPart::whatLiesFarApartIsStoppedSoon()
{
    const auto zeros = std::make_shared<Zeros>(std::uint64_t(512) * 512 * 2000 * 4);
    TensorData tensor;
    tensor.dtype = DType::Float32;
    tensor.shape = {512, 512, 2000};
    tensor.stride = {512 * 2000, 2000, 1};
    tensor.bytes = zeros;
    Job job;
    zeros->stop(&job);
    const Plane plane = *planeFromText("[:, :, 0]", tensor.shape);
    const auto grid = heatGrid(tensor, plane, HeatLayout::Plane, job);
    QVERIFY(!grid);
    QCOMPARE(grid.error().code, ErrorCode::Cancelled);
    QVERIFY(zeros->bytesRead() < 100'000'000);
}

// And further apart the fewer elements are in a cell.
void TestHeatPart::coloursAreTheSameInEveryPart()
{
    const TensorData tensor =
        tensors::of(DType::Float32, Shape{256, 256}, tensors::weights(256 * 256));
    const Plane plane = firstPlane(tensor.shape);
    const HeatGrid whole = gridOf(tensor, 32);
    const auto scaleOf = [&](const CellRange &part, HeatColours colours) {
        return heatScale(partOf(tensor, plane, part, 32), colours, HeatSpan::Robust);
    };
    for (const HeatColours colours : {HeatColours::AroundZero, HeatColours::Magnitude}) {
        const HeatScale far = heatScale(whole, colours, HeatSpan::Robust);
        const HeatScale half = scaleOf({0, 0, 64, 64}, colours);
        const HeatScale near = scaleOf({0, 0, 16, 16}, colours);
        QVERIFY(half == scaleOf({100, 30, 64, 64}, colours));
        QVERIFY(near == scaleOf({200, 200, 32, 32}, colours));
        QVERIFY(scaleOf({0, 0, 256, 256}, colours) == far);
        QVERIFY(far.high < half.high && half.high < near.high);
    }
}

void TestHeatPart::elementsEndWhereTheyDo()
{
    std::vector<float> values(64 * 64, 1.0F);
    values[100] = -3;
    values[2000] = 7;
    const TensorData tensor = tensors::of(DType::Float32, Shape{64, 64}, values);
    const HeatGrid part = partOf(tensor, firstPlane(tensor.shape), {8, 8, 8, 8}, 8);
    const HeatScale all = heatScale(part, HeatColours::LowToHigh, HeatSpan::All);
    QCOMPARE(all.low, -3.0);
    QCOMPARE(all.high, 7.0);
    QCOMPARE(heatScale(part, HeatColours::Magnitude, HeatSpan::All).high, 7.0);
}

// In a cell there is hardly ever one that is not 1.
void TestHeatPart::fewZerosAmongOnesHaveAnotherColour_data()
{
    QTest::addColumn<HeatColours>("colours");
    QTest::addColumn<HeatSpan>("span");
    for (const HeatColours colours : {HeatColours::LowToHigh, HeatColours::Magnitude})
        for (const HeatSpan span : {HeatSpan::All, HeatSpan::Robust})
            QTest::addRow("%d %d", int(colours), int(span)) << colours << span;
}

void TestHeatPart::fewZerosAmongOnesHaveAnotherColour()
{
    QFETCH(HeatColours, colours);
    QFETCH(HeatSpan, span);
    std::vector<float> values(64 * 64, 1.0F);
    for (std::size_t i = 11; i < values.size(); i += 67)
        values[i] = 0;
    const TensorData tensor = tensors::of(DType::Float32, Shape{64, 64}, values);
    const HeatGrid part = partOf(tensor, firstPlane(tensor.shape), {8, 8, 8, 8}, 8);
    const HeatScale scale = heatScale(part, colours, span);
    QCOMPARE(scale.low, 0.0);
    QCOMPARE(scale.high, 1.0);
}

// Though their sum is none.
void TestHeatPart::theLargestNumbersHaveColours_data()
{
    QTest::addColumn<QList<double>>("values"); // again and again
    QTest::newRow("of one sign") << QList<double>{1e308, 1.5e308};
    QTest::newRow("of both") << QList<double>{1e308, 1e308, -1e308};
    QTest::newRow("and the smallest") << QList<double>{1e308, 1e-308, -1e-308};
}

void TestHeatPart::theLargestNumbersHaveColours()
{
    QFETCH(QList<double>, values);
    std::vector<double> all(64 * 64);
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = values[qsizetype(i / 512 + i) % values.size()];
    const TensorData tensor = tensors::of(DType::Float64, Shape{64, 64}, all);
    for (const std::int64_t side : {8, 16, 64})
        for (const HeatColours colours : {HeatColours::LowToHigh, HeatColours::Magnitude}) {
            const HeatGrid part = partOf(tensor, firstPlane(tensor.shape), {0, 0, side, side}, 8);
            for (const HeatSpan span : {HeatSpan::All, HeatSpan::Robust}) {
                const HeatScale scale = heatScale(part, colours, span);
                QVERIFY(std::isfinite(scale.low) && std::isfinite(scale.high));
                QVERIFY(scale.low < scale.high);
            }
        }
}

void TestHeatPart::fewDifferencesEndWhereTheyDo()
{
    const auto a = tensors::of(DType::Float32, Shape{64, 64}, std::vector<float>(64 * 64, 0));
    std::vector<float> values(64 * 64, 0);
    values[100] = -0.25F;
    const auto b = tensors::of(DType::Float32, Shape{64, 64}, values);
    Job job;
    const auto whole = heatPair(a, b, firstPlane(a.shape), HeatLayout::Plane, job, 8);
    QVERIFY(whole);
    const auto part = heatPairPart(a, b, *whole, {0, 32, 8, 8}, job, 8);
    QVERIFY(part);
    for (const HeatSpan span : {HeatSpan::All, HeatSpan::Robust})
        QCOMPARE(deltaScale(*part, span).high, 0.25);
}

void TestHeatPart::aWalkGoesOnPastThePart()
{
    HeatGrid part;
    part.planeRows = part.planeColumns = 100;
    part.rowStep = 1;
    part.columnStep = 3;
    part.part = {40, 31, 10, 30};
    QVERIFY(part.beside({45, 34}, 1, 0) == (CellRange{46, 34, 1, 3}));
    QVERIFY(part.beside({49, 60}, 1, 1) == (CellRange{50, 61, 1, 3}));
    QVERIFY(part.beside({50, 61}, 0, 1) == (CellRange{50, 64, 1, 3}));
    QVERIFY(part.beside({40, 31}, -1, -1) == (CellRange{39, 28, 1, 3}));
    QVERIFY(part.beside({39, 28}, -1, -1) == (CellRange{38, 25, 1, 3}));
    QVERIFY(part.beside({0, 2}, -1, -1) == (CellRange{0, 0, 1, 3}));
    QVERIFY(part.beside({99, 97}, 1, 1) == (CellRange{99, 97, 1, 3}));
}

void TestHeatPart::whatIsSeenIsWrittenWithItsPlace()
{
    const TensorData tensor = counted({40, 30});
    const Plane plane = firstPlane(tensor.shape);
    const HeatGrid whole = gridOf(tensor, 8); // of five by four
    const HeatGrid part = partOf(tensor, plane, {8, 4, 8, 8}, 8);
    const HeatGrid other = partOf(tensor, plane, {20, 4, 8, 8}, 8);
    const auto text = [&whole](const HeatView &view, const HeatGrid *finer) {
        return QString::fromStdString(heatCsv(shownGrid(view, whole, finer), view));
    };
    const HeatView view = viewOf(whole, 0.1, 8, 5);
    QCOMPARE(text(view, &part), u",5,6,7,8\n8,245.0,246.0,247.0,248.0\n9,275.0,276.0,277.0,278.0\n"
                                "10,305.0,306.0,307.0,308.0\n11,335.0,336.0,337.0,338.0\n"_s);
    const QString coarse = u",4,8\n5,215.5,219.5\n10,365.5,369.5\n"_s;
    QCOMPARE(text(view, nullptr), coarse);
    QCOMPARE(text(view, &other), coarse); // that of what was seen before
    const QString all = text(HeatView(40, 30), nullptr);
    QCOMPARE(all.count(u'\n'), 8);
    QVERIFY(all.startsWith(u"61.5,65.5,"_s));
}

// Those of sizes, though a difference of two elements has a sign.
void TestHeatPart::differencesKeepTheirColours()
{
    const auto a = tensors::of(DType::Float32, Shape{64, 64}, std::vector<float>(64 * 64, 0));
    const auto b = tensors::of(DType::Float32, Shape{64, 64}, tensors::weights(64 * 64));
    Job job;
    const auto whole = heatPair(a, b, firstPlane(a.shape), HeatLayout::Plane, job, 16);
    QVERIFY(whole);
    QCOMPARE(whole->difference, HeatPair::Difference::MeanDistance);
    const auto part = heatPairPart(a, b, *whole, {8, 24, 16, 16}, job, 16);
    const auto other = heatPairPart(a, b, *whole, {40, 0, 16, 16}, job, 16);
    QVERIFY(part && other);
    QCOMPARE(part->difference, HeatPair::Difference::Distance);
    const HeatScale scale = deltaScale(*part, HeatSpan::All);
    QVERIFY(scale.magnitude && scale.low == 0);
    QVERIFY(scale == deltaScale(*other, HeatSpan::All));
    QVERIFY(heatScale(part->a, HeatColours::Automatic, HeatSpan::All) ==
            heatScale(other->b, HeatColours::Automatic, HeatSpan::All));
    QCOMPARE(part->delta.at(3, 5).sum, double(tensors::weights(64 * 64)[11 * 64 + 29]));
    const auto coarse = heatPairPart(a, b, *whole, {0, 0, 32, 32}, job, 16);
    QCOMPARE(coarse->difference, HeatPair::Difference::MeanDistance);
}

QTEST_GUILESS_MAIN(TestHeatPart)
#include "tst_heatpart.moc"
