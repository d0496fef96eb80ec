// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/jobs.h"
#include "tests/support/madecheckpoint.h"
#include "widgets/facts.h"
#include "widgets/heattexts.h"
#include "widgets/plots/heatmapplot.h"

#include <QBuffer>
#include <QElapsedTimer>
#include <QImage>
#include <QRegularExpression>
#include <QTest>

#include <algorithm>
#include <functional>

using namespace lens;
using namespace Qt::StringLiterals;

namespace {

// Nothing: a cell without elements.
using CellMaker = std::function<std::optional<double>(std::int64_t row, std::int64_t column)>;

HeatGridPtr gridOf(std::int64_t rows, std::int64_t columns, const CellMaker &make)
{
    auto grid = std::make_shared<HeatGrid>();
    grid->rows = grid->planeRows = rows;
    grid->columns = grid->planeColumns = columns;
    grid->part = {0, 0, rows, columns};
    for (std::int64_t row = 0; row < rows; ++row)
        for (std::int64_t column = 0; column < columns; ++column) {
            HeatCell &cell = grid->cells.emplace_back();
            const auto value = make(row, column);
            if (!value)
                continue;
            cell.nan = std::isnan(*value);
            cell.finite = !cell.nan;
            cell.sum = cell.low = cell.high = cell.nan ? 0 : *value;
            cell.magnitude = std::abs(cell.sum);
        }
    return grid;
}

HeatGridPtr oneIn(std::int64_t side, std::int64_t row, std::int64_t column, double value)
{
    return gridOf(side, side, [=](std::int64_t r, std::int64_t c) {
        return r == row && c == column ? value : 0;
    });
}

// So many square kernels each way, with this value in every cell of them.
HeatGridPtr kernels(std::int64_t tiles, std::int64_t side, double value)
{
    HeatTiles layout;
    layout.downAxis = 0;
    layout.acrossAxis = 1;
    layout.height = layout.width = side;
    layout.down = layout.lines = layout.across = tiles;
    auto grid = std::make_shared<HeatGrid>(
        *gridOf(layout.rows(), layout.columns(), [&](std::int64_t row, std::int64_t column) {
            return tileAt(layout, row, column) ? std::optional(value) : std::nullopt;
        }));
    grid->tiles = layout;
    return grid;
}

constexpr HeatScale aroundZero{-1, 1, true, false}, lowToHigh{0, 1, false, false};

// A small plot, about 200 pixels on a side of which are cells.
class Picture
{
public:
    Picture()
    {
        m_plot.resize(290, 230);
        m_plot.setVisible(true);
    }
    HeatmapPlot &plot() { return m_plot; }
    QImage of(const HeatGridPtr &grid, const HeatScale &scale = aroundZero)
    {
        m_plot.show(grid, scale);
        QCoreApplication::processEvents();
        return m_plot.grab().toImage().convertToFormat(QImage::Format_RGB32);
    }
    // Where so many cells are: the numbers at the axes take some room.
    QRect area(std::int64_t rows, std::int64_t columns)
    {
        const auto filled = [&](double value) {
            return gridOf(rows, columns, [value](auto...) { return value; });
        };
        return area(filled(-1), filled(1));
    }
    QRect area(const HeatGridPtr &least, const HeatGridPtr &most)
    {
        const QImage low = of(least), high = of(most);
        QRect all;
        for (int y = 0; y < low.height(); ++y)
            for (int x = 0; x < low.width(); ++x)
                if (low.pixel(x, y) != high.pixel(x, y))
                    all |= QRect(x, y, 1, 1);
        return all;
    }

private:
    HeatmapPlot m_plot{HeatmapPlot::Detail::Small};
};

qsizetype count(const QImage &image, const QRect &area, QRgb colour)
{
    qsizetype result = 0;
    for (int y = area.top(); y <= area.bottom(); ++y)
        for (int x = area.left(); x <= area.right(); ++x)
            result += (image.pixel(x, y) & RGB_MASK) == (colour & RGB_MASK);
    return result;
}

constexpr QRgb red = 0x8A1C0C, blue = 0x0B3C7D; // the ends around zero on white
constexpr std::int64_t side = 600;

} // namespace

// Pictures of more cells than pixels.
class TestHeatCells final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anOutlierIsSeen_data();
    void anOutlierIsSeen();
    void everyChangeOfASparseDeltaIsSeen();
    void noCellIsLostWhereAPartIsSeen();
    void tilesHaveNoBands();
    void tilesStayApart_data();
    void tilesStayApart();
    void nothingInATileIsLost();
    void noiseHasNoBands();
    void picturesForPaperShowItToo();
    void manyCellsAreDrawnAtOnce();
    void complexNumbersAreSaidToBeMagnitudes();
    void theNumbersBelowStandApart_data();
    void theNumbersBelowStandApart();
    void storedValuesAreSaidToBeNoMore();
    void wholeNumbersAreReadInFull();
    void nothingFiniteHasNoNorm();
};

void TestHeatCells::anOutlierIsSeen_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QRgb>("colour");
    QTest::newRow("positive") << 1.0 << red;
    QTest::newRow("negative") << -1.0 << blue;
    QTest::newRow("NaN") << std::nan("") << HeatmapPlot::specialColour().rgb();
}

void TestHeatCells::anOutlierIsSeen()
{
    QFETCH(double, value);
    QFETCH(QRgb, colour);
    Picture picture;
    const QRect area = picture.area(side, side);
    QVERIFY(area.width() > 150 && area.width() < 300 && area.height() > 150);
    for (int i = 0; i < 20; ++i) {
        const auto seen =
            count(picture.of(oneIn(side, i * 31 % side, i * 211 % side, value)), area, colour);
        QVERIFY2(seen > 0, qPrintable(QString::number(i)));
        if (colour == red || colour == blue)
            QVERIFY(seen <= 4); // and is not blown up
    }
}

void TestHeatCells::everyChangeOfASparseDeltaIsSeen()
{
    constexpr std::int64_t cells = 512;
    const auto isChanged = [](std::int64_t row, std::int64_t column) {
        return (row * cells + column) % 157 == 0;
    };
    Picture picture;
    const QRect area = picture.area(cells, cells);
    const QImage drawn = picture.of(gridOf(
        cells, cells, [&](auto row, auto column) { return isChanged(row, column) ? 1 : 0; }));
    for (int row = 0; row < cells; ++row)
        for (int column = 0; column < cells; ++column)
            if (isChanged(row, column)) {
                const QPoint at(area.left() + column * area.width() / int(cells),
                                area.top() + row * area.height() / int(cells));
                QVERIFY(count(drawn, QRect(at - QPoint(1, 1), QSize(3, 3)) & area, red) > 0);
            }
}

void TestHeatCells::noCellIsLostWhereAPartIsSeen()
{
    Picture picture;
    const QRect area = picture.area(1024, 1024);
    picture.plot().show(oneIn(1024, 700, 401, 1), aroundZero);
    const auto seenFrom = [&](double row, double column, double length) {
        HeatView view(1024, 1024);
        view.zoom(length / 1024, 0, 0);
        view.move(row, column);
        picture.plot().setView(view);
        QCoreApplication::processEvents();
        return count(picture.plot().grab().toImage(), area, red);
    };
    QVERIFY(seenFrom(300, 300, 500) > 0);
    QVERIFY(seenFrom(690.3, 10.7, 400.6) > 0);
    QCOMPARE(seenFrom(0, 0, 500), 0);
    QVERIFY(seenFrom(690, 390, 20) > 50); // pixels for a cell
}

// Kernels of 3 × 3: what lies between them is as narrow as a pixel.
void TestHeatCells::tilesHaveNoBands()
{
    Picture picture;
    const QRect area = picture.area(255, 127);
    const QImage drawn = picture.of(gridOf(255, 127,
                                           [](auto row, auto column) {
                                               return row % 4 == 3 || column % 4 == 3
                                                          ? std::optional<double>()
                                                          : std::optional(1.0);
                                           }),
                                    lowToHigh);
    const QImage first = drawn.copy(area.adjusted(1, 1, -1, -1)).copy(0, 0, area.width() - 2, 1);
    // Columns have more pixels than cells: what lies between them stays empty.
    QVERIFY(count(drawn, area, HeatmapPlot::specialColour().rgb()) == 0);
    QVERIFY(count(drawn, area, 0xFFFFFF) > 20 * area.height());
    for (int y = area.top() + 1; y < area.bottom(); ++y)
        QVERIFY2(drawn.copy(area.left() + 1, y, first.width(), 1) == first,
                 qPrintable(QString::number(y)));
}

void TestHeatCells::tilesStayApart_data()
{
    QTest::addColumn<int>("tiles");
    QTest::addColumn<int>("side");
    QTest::newRow("patches, six pixels each") << 32 << 16;
    QTest::newRow("kernels, four pixels each") << 50 << 7;
    QTest::newRow("small kernels, a little more than three pixels each") << 64 << 3;
}

void TestHeatCells::tilesStayApart()
{
    QFETCH(int, tiles);
    QFETCH(int, side);
    Picture picture;
    const QRect area = picture.area(kernels(tiles, side, -1), kernels(tiles, side, 1));
    QVERIFY(area.width() > 180 && area.width() < tiles * (side + 1));
    const QImage drawn = picture.of(kernels(tiles, side, 1));
    QVERIFY(picture.plot().areTilesApart());
    const auto isGap = [&](const QPoint &at) {
        return (drawn.pixel(at) & RGB_MASK) == (QColor(Qt::white).rgb() & RGB_MASK);
    };
    const auto gaps = [&](const QPoint &step) {
        int count = 0;
        bool wasGap = false;
        for (QPoint at = area.topLeft() + QPoint(1, 1); area.contains(at); at += step)
            count += static_cast<int>(!std::exchange(wasGap, isGap(at)) && wasGap);
        return count;
    };
    QCOMPARE(gaps({1, 0}), tiles - 1);
    QCOMPARE(gaps({0, 1}), tiles - 1);
}

void TestHeatCells::nothingInATileIsLost()
{
    constexpr std::int64_t tiles = 50, side = 7;
    Picture picture;
    const QRect area = picture.area(kernels(tiles, side, -1), kernels(tiles, side, 1));
    for (int i = 0; i < 60; ++i) {
        auto grid = std::make_shared<HeatGrid>(*kernels(tiles, side, 0));
        const std::int64_t row = i * 7 % tiles * (side + 1) + i % side;
        const std::int64_t column = i * 29 % tiles * (side + 1) + i / side % side;
        grid->cells[static_cast<std::size_t>(row * grid->columns + column)].sum = 1;
        const auto seen = count(picture.of(grid), area, red);
        QVERIFY2(seen > 0 && seen <= 9, qPrintable(QString::number(i)));
    }
    picture.of(kernels(150, side, 1));
    QVERIFY(!picture.plot().areTilesApart());
}

// A few more cells than pixels: all pixels have the same chance of a large one.
void TestHeatCells::noiseHasNoBands()
{
    Picture picture;
    const QRect area = picture.area(220, 220);
    quint32 state = 1;
    const QImage drawn = picture.of(gridOf(220, 220, [&](auto...) {
        state = state * 1664525 + 1013904223;
        return (state >> 24) < 64 ? 1.0 : 0.0;
    }));
    const qsizetype all = count(drawn, area, red) / area.width();
    for (int x = area.left() + 1; x < area.right(); ++x) {
        const auto here = count(drawn, QRect(x, area.top(), 1, area.height()), red);
        QVERIFY2(here > all * 2 / 3 && here < all * 4 / 3, qPrintable(QString::number(x)));
    }
}

void TestHeatCells::picturesForPaperShowItToo()
{
    Picture picture;
    picture.of(oneIn(1024, 333, 777, 1));
    const QImage copied = picture.plot().picture().toImage();
    const QRect cells = QRect(0, 0, copied.width() * 7 / 10, copied.height());
    QVERIFY(count(copied, cells, red) > 0);
    QBuffer page;
    page.open(QIODevice::WriteOnly);
    QVERIFY(picture.plot().write(PictureFormat::Svg, page));
    static const QRegularExpression images(u"base64,([^\"]+)\""_s);
    qsizetype seen = 0;
    for (const auto &match : images.globalMatch(QString::fromLatin1(page.data()))) {
        const QImage image = QImage::fromData(QByteArray::fromBase64(match.captured(1).toLatin1()));
        if (image.width() > 300 && image.height() > 300) // not the scale
            seen += count(image, image.rect(), red);
    }
    QVERIFY(seen > 0 && seen <= 9);
}

void TestHeatCells::manyCellsAreDrawnAtOnce()
{
    HeatmapPlot plot;
    plot.resize(900, 800);
    plot.setVisible(true);
    plot.show(gridOf(1024, 1024,
                     [](auto row, auto column) { return std::sin(double(row * 1024 + column)); }),
              aroundZero);
    QCoreApplication::processEvents();
    QBENCHMARK
    {
        plot.setView(HeatView(1024, 1024));
        QCoreApplication::processEvents();
    }
}

void TestHeatCells::complexNumbersAreSaidToBeMagnitudes()
{
    HeatGrid grid = *oneIn(4, 0, 0, 1);
    const HeatView all(4, 4);
    QCOMPARE(sizeText(grid, all, Plane(), {4, 4}), u"4 × 4 values"_s);
    grid.isComplex = true;
    QCOMPARE(sizeText(grid, all, Plane(), {4, 4}), u"4 × 4 values, |z| of complex numbers"_s);
    QCOMPARE(cellText(grid.at(0, 0), true), u"|z| 1"_s);
}

void TestHeatCells::theNumbersBelowStandApart_data()
{
    QTest::addColumn<int>("width");
    QTest::addColumn<qint64>("columns");
    for (const qint64 columns : {64LL, 128'256LL, 5'000'000LL})
        for (const int width : {190, 260, 500})
            QTest::addRow("%lld columns in %d pixels", static_cast<long long>(columns), width)
                << width << columns;
}

void TestHeatCells::theNumbersBelowStandApart()
{
    QFETCH(int, width);
    QFETCH(qint64, columns);
    auto grid = std::make_shared<HeatGrid>(*gridOf(8, 64, [](auto...) { return 1; }));
    grid->planeColumns = columns;
    grid->columnStep = columns / 64;
    Picture picture;
    picture.plot().resize(width, 160);
    const QImage image = picture.of(grid);
    // The line of the numbers: whatever has a few empty pixels between it is apart.
    const QFontMetrics letters(picture.plot().font());
    const auto isEmpty = [&](int x) {
        for (int y = image.height() - letters.height(); y < image.height(); ++y)
            if (image.pixel(x, y) != image.pixel(0, image.height() - 1))
                return false;
        return true;
    };
    int from = -1, last = -1, found = 0;
    const int longest = letters.horizontalAdvance(QString::number(columns));
    for (int x = 0; x <= image.width(); ++x) {
        const bool isEnd = x == image.width();
        if (from >= 0 && (isEnd || x - last > 4)) {
            QVERIFY2(last - from < longest, qPrintable(u"%1 to %2"_s.arg(from).arg(last)));
            ++found;
            from = -1;
        }
        if (isEnd || isEmpty(x))
            continue;
        from = from < 0 ? x : from;
        last = x;
    }
    QVERIFY2(found >= (width > 200 ? 2 : 1), qPrintable(QString::number(found)));
}

void TestHeatCells::storedValuesAreSaidToBeNoMore()
{
    test::MadeCheckpoint made;
    const auto sparse = made.tensor(0, "sparse", {50, 60});
    const auto values = made.tensor(0, "values", {2}, "cpu", {1, 2});
    const auto checkpoint = std::const_pointer_cast<Checkpoint>(made.finish());
    Tensor &tensor = checkpoint->tensors[checkpoint->entry(sparse).index];
    tensor.layout = Layout::SparseCoo;
    tensor.storage = noIndex;
    tensor.parts.resize(1);
    tensor.parts.front().first = "values";
    tensor.parts.front().second.node = checkpoint->entry(values).node;
    Document document;
    document.load(*makeSnapshot(checkpoint));
    const auto title = [&document](std::uint32_t entry) {
        return valuesTitle(document, document.outline()->nodeOf(entry));
    };
    QCOMPARE(title(sparse), u"sparse, stored values"_s);
    QCOMPARE(title(values), u"values"_s);
    tensor.layout = Layout::Jagged; // it is stored whole
    QCOMPARE(title(sparse), u"sparse"_s);
}

void TestHeatCells::wholeNumbersAreReadInFull()
{
    const auto text = [](double value) { return cellText(oneIn(1, 0, 0, value)->at(0, 0)); };
    QCOMPARE(text(20971520), u"20971520"_s);
    QCOMPARE(text(-50257), u"-50257"_s);
    QCOMPARE(text(0.1234567), u"0.123457"_s);
    QCOMPARE(text(1e30), u"1e+30"_s);
    engine::Statistics statistics;
    statistics.numel = statistics.finite = 2;
    statistics.min = -123456789;
    statistics.max = 3e38;
    const auto facts = statisticsFacts({}, statistics).facts;
    QCOMPARE(facts.at(0).value, u"-123456789"_s);
    QCOMPARE(facts.at(1).value, u"3e+38"_s);
}

void TestHeatCells::nothingFiniteHasNoNorm()
{
    engine::Statistics statistics;
    statistics.numel = statistics.nan = 2;
    statistics.l1 = statistics.l2 = 0;
    for (const auto &fact : statisticsFacts({}, statistics).facts)
        if (fact.name.endsWith(u"norm"_s))
            QCOMPARE(fact.value, u"none"_s);
}

QTEST_MAIN(TestHeatCells)
#include "tst_heatcells.moc"
