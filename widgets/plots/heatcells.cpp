// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/heatcells.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace lens {
namespace {

constexpr double onPaper = 3;   // pixels for one of the screen, as the library does it
constexpr double almost = 1e-6; // so much more than a cell in a pixel is none more
constexpr int leastOfTile = 2;  // pixels; narrower, it would look like what lies between
// No finite value is drawn as far from zero, and nothing is nearer than what is no number.
constexpr double notFinite = std::numeric_limits<double>::max();
constexpr double empty = std::numeric_limits<double>::quiet_NaN();

struct Span
{
    int begin = 0, end = 0;

    int length() const { return end - begin; }
};

Span spanOf(std::int64_t from, std::int64_t length)
{
    return {static_cast<int>(from), static_cast<int>(from + length)};
}

// The cells of each tile along an axis.
std::vector<Span> spansOf(const HeatTiles &tiles, bool isAcross)
{
    std::vector<Span> spans;
    for (std::int64_t line = 0; !isAcross && line < tiles.lines; ++line)
        spans.push_back(spanOf(cornerOf(tiles, line, 0).first, tiles.height));
    for (std::int64_t fold = 0; isAcross && fold < tiles.folds; ++fold)
        for (std::int64_t across = 0; across < tiles.across; ++across)
            spans.push_back(
                spanOf(cornerOf(tiles, fold * tiles.lines, across).second, tiles.width));
    return spans;
}

// One cell has no width in the library: it is drawn twice, half as wide.
std::int64_t drawn(std::int64_t cells) { return std::max<std::int64_t>(cells, 2); }

QCPRange centres(std::int64_t from, std::int64_t cells, std::int64_t step)
{
    const double first = static_cast<double>(from) - 0.5, all = static_cast<double>(cells * step);
    const double width = all / static_cast<double>(drawn(cells));
    return {first + width / 2, first + all - width / 2};
}

double further(double a, double b)
{
    return static_cast<int>(std::abs(b) > std::abs(a)) | static_cast<int>(std::isnan(a)) ? b : a;
}

// The pixels between two tiles next to each other: as many as there are cells.
Span between(const Span &tile, const Span &next, const std::function<double(double)> &pixelAt)
{
    const int cells = next.begin - tile.end;
    const double middle = pixelAt((tile.end + next.begin) / 2.0);
    return spanOf(std::llround(middle - cells / 2.0), cells);
}

// The pixels of each tile.
std::vector<Span> pixelsOf(const std::vector<Span> &tiles,
                           const std::function<double(double)> &pixelAt)
{
    std::vector<Span> pixels{{static_cast<int>(std::floor(pixelAt(tiles.front().begin))), 0}};
    for (std::size_t i = 0; i + 1 < tiles.size(); ++i) {
        const Span gap = between(tiles[i], tiles[i + 1], pixelAt);
        pixels.back().end = gap.begin;
        pixels.push_back({gap.end, 0});
    }
    pixels.back().end = static_cast<int>(std::ceil(pixelAt(tiles.back().end)));
    return pixels;
}

// Of the cells of tiles that are smaller than pixels, those that each of the pixels `seen` shows:
// equally many of its own tile, none between two. Nothing where there is no room for that.
std::vector<Span> apart(const std::vector<Span> &tiles,
                        const std::function<double(double)> &pixelAt, const Span &seen)
{
    if (seen.end <= seen.begin)
        return {};
    const std::vector<Span> pixels = pixelsOf(tiles, pixelAt);
    const int cells = tiles.front().length();
    const int narrowest = std::ranges::min(pixels, {}, &Span::length).length();
    if (narrowest < leastOfTile)
        return {};
    const int each = (cells + narrowest - 1) / narrowest;
    std::vector<Span> shown(static_cast<std::size_t>(seen.length()));
    for (std::size_t i = 0; i < tiles.size(); ++i) {
        const auto &[first, end] = pixels[i];
        const double step = static_cast<double>(cells) / (end - first);
        for (int pixel = std::max(first, seen.begin); pixel < std::min(end, seen.end); ++pixel) {
            const double middle = (pixel - first + 0.5) * step;
            const int from = static_cast<int>(std::floor(middle - (each - 1) / 2.0));
            shown[static_cast<std::size_t>(pixel - seen.begin)] =
                spanOf(tiles[i].begin + std::clamp(from, 0, cells - each), each);
        }
    }
    return shown;
}

} // namespace

// The pixels of the picture along an axis that are seen, and the cells that each of them shows.
// These are equally many everywhere: pixels that happen to hold one more than the next would stand
// out as bands.
struct HeatCells::Line
{
    double from = 0, length = 0; // in the units of the painter
    bool isFine = false;         // a cell is smaller than two of them
    bool areTilesApart = true;
    std::vector<Span> pixels; // empty ones between tiles

    int count() const { return static_cast<int>(pixels.size()); }
};

HeatCells::HeatCells(QCPAxis *x, QCPAxis *y)
    : QCPColorMap(x, y)
{
    setInterpolate(false);
    setTightBoundary(false);
}

void HeatCells::fill(const HeatGrid &grid, const HeatScale &limits)
{
    m_tiles = grid.tiles;
    const auto rows = drawn(grid.rows), columns = drawn(grid.columns);
    data()->setSize(static_cast<int>(columns), static_cast<int>(rows));
    data()->setRange(centres(grid.part.column, grid.columns, grid.columnStep),
                     centres(grid.part.row, grid.rows, grid.rowStep));
    data()->clearAlpha();
    m_values.resize(static_cast<std::size_t>(rows * columns));
    auto value = m_values.begin();
    for (std::int64_t row = 0; row < rows; ++row)
        for (std::int64_t column = 0; column < columns; ++column, ++value) {
            const HeatCell &cell =
                grid.at(std::min(row, grid.rows - 1), std::min(column, grid.columns - 1));
            const int x = static_cast<int>(column), y = static_cast<int>(row);
            // The library paints an infinity in the colour of the other end: it never gets one.
            const double number =
                cell.special() ? std::numeric_limits<double>::quiet_NaN()
                : cell.finite ? std::clamp(valueOf(cell, limits.magnitude), limits.low, limits.high)
                              : limits.low;
            *value = cell.special() ? notFinite : cell.finite ? number : empty;
            data()->setCell(x, y, number);
            if (cell.isEmpty())
                data()->setAlpha(x, y, 0);
        }
}

HeatCells::Line HeatCells::lineOf(const QCPAxis &axis, double pixelsPerUnit) const
{
    const bool isAcross = axis.orientation() == Qt::Horizontal;
    const QCPRange middles = isAcross ? data()->keyRange() : data()->valueRange();
    const int cells = isAcross ? data()->keySize() : data()->valueSize();
    const QRectF seen = clipRect().translated(0, -1); // as the library counts pixels upwards
    const double width = middles.size() / (cells - 1), edge = middles.lower - width / 2;
    const auto pixelAt = [&](double cell) {
        return axis.coordToPixel(edge + cell * width) * pixelsPerUnit;
    };
    const auto cellAt = [&](double pixel) {
        return (axis.pixelToCoord(pixel / pixelsPerUnit) - edge) / width;
    };
    const auto [low, high] = std::minmax({pixelAt(0), pixelAt(cells)});
    const double first = isAcross ? seen.left() : seen.top();
    const double last = isAcross ? seen.right() : seen.bottom();
    const double begin = std::floor(std::max(low, first * pixelsPerUnit));
    const double end = std::ceil(std::min(high, last * pixelsPerUnit));
    const double share = std::abs(cellAt(1) - cellAt(0));
    const int each = std::max(static_cast<int>(std::ceil(share - almost)), 1);
    Line line{begin / pixelsPerUnit, (end - begin) / pixelsPerUnit, share > 0.5, true, {}};
    if (m_tiles && each > 1) {
        line.pixels = apart(spansOf(*m_tiles, isAcross), pixelAt, {int(begin), int(end)});
        line.areTilesApart = !line.pixels.empty();
        if (line.areTilesApart)
            return line;
    }
    for (double pixel = begin; pixel < end; ++pixel) {
        const auto from = static_cast<int>(std::floor(cellAt(pixel + 0.5) - (each - 1) / 2.0));
        line.pixels.push_back({std::clamp(from, 0, cells - 1), std::clamp(from + each, 1, cells)});
    }
    return line;
}

// Of these rows, in each column.
std::vector<double> HeatCells::furthestOf(int begin, int end) const
{
    const auto columns = static_cast<std::ptrdiff_t>(data()->keySize());
    const auto first = m_values.begin() + begin * columns;
    std::vector<double> result(first, first + columns);
    for (auto row = first + columns; row != m_values.begin() + end * columns; row += columns)
        std::transform(result.begin(), result.end(), row, result.begin(), further);
    return result;
}

// What each pixel shows, row by row.
std::vector<double> HeatCells::furthest(const Line &across, const Line &down) const
{
    std::vector<double> result;
    result.reserve(across.pixels.size() * down.pixels.size());
    for (const Span &rows : down.pixels) {
        if (rows.length() == 0) {
            result.insert(result.end(), across.pixels.size(), empty);
            continue;
        }
        const auto line = furthestOf(rows.begin, rows.end);
        for (const Span &columns : across.pixels) {
            double value = empty;
            for (int column = columns.begin; column < columns.end; ++column)
                value = further(value, line[static_cast<std::size_t>(column)]);
            result.push_back(value);
        }
    }
    return result;
}

QImage HeatCells::coloured(const std::vector<double> &values, int width)
{
    const int height = static_cast<int>(values.size()) / width;
    QImage image(width, height, QImage::Format_ARGB32_Premultiplied);
    std::vector<unsigned char> alpha(static_cast<std::size_t>(width));
    std::vector<double> numbers(alpha.size());
    for (int row = 0; row < height; ++row) {
        const auto line = values.begin() + static_cast<std::ptrdiff_t>(row) * width;
        std::transform(line, line + width, alpha.begin(),
                       [](double value) -> unsigned char { return std::isnan(value) ? 0 : 255; });
        // The library knows what is not finite by NaN, and paints that whatever its alpha is.
        std::transform(line, line + width, numbers.begin(), [this](double value) {
            return std::isnan(value)    ? mDataRange.lower
                   : value == notFinite ? std::numeric_limits<double>::quiet_NaN()
                                        : value;
        });
        mGradient.colorize(numbers.data(), alpha.data(), mDataRange,
                           reinterpret_cast<QRgb *>(image.scanLine(row)), width);
    }
    return image;
}

void HeatCells::draw(QCPPainter *painter)
{
    const bool isPaper = painter->modes().testFlag(QCPPainter::pmVectorized);
    const double sharpness = isPaper ? onPaper : painter->deviceTransform().m11();
    if (data()->isEmpty())
        return;
    const Line across = lineOf(*keyAxis(), sharpness), down = lineOf(*valueAxis(), sharpness);
    m_areTilesApart = across.areTilesApart && down.areTilesApart;
    if (!across.isFine && !down.isFine)
        return QCPColorMap::draw(painter);
    if (across.pixels.empty() || down.pixels.empty())
        return;
    // The library moves both by a part of a pixel: a cell at the edge would be lost.
    painter->setAntialiasing(false);
    painter->setClipping(false);
    painter->setRenderHint(QPainter::SmoothPixmapTransform, false);
    painter->drawImage(QRectF(across.from, down.from, across.length, down.length),
                       coloured(furthest(across, down), across.count()));
}

} // namespace lens
