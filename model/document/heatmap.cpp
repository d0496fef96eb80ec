// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/heatmap.h"

#include "model/document/heatscale.h"
#include "model/engine/numbers.h"

#include <algorithm>
#include <cmath>

namespace lens {
namespace {

constexpr std::uint64_t readAtOnce = 1 << 18; // elements

void add(HeatCell &cell, double value)
{
    if (std::isnan(value)) {
        ++cell.nan;
    } else if (std::isinf(value)) {
        ++(value > 0 ? cell.positiveInf : cell.negativeInf);
    } else {
        ++cell.finite;
        cell.sum += value;
        cell.magnitude += std::abs(value);
        cell.low = std::min(cell.low, value);
        cell.high = std::max(cell.high, value);
    }
}

std::int64_t stepFor(std::int64_t elements, std::int64_t limit)
{
    return std::max<std::int64_t>((elements + limit - 1) / limit, 1);
}

std::int64_t extentOf(const Plane &plane, const std::vector<std::int64_t> &shape)
{
    return shape[static_cast<std::size_t>(plane.columns)];
}

// Elements as rows and columns; those of a single axis in lines, each cell a run of them.
PlaneSize heatSize(const Plane &plane, const std::vector<std::int64_t> &shape, std::int64_t limit)
{
    if (!isWrapped(plane))
        return sizeOf(plane, shape);
    const std::int64_t size = extentOf(plane, shape);
    const std::int64_t toCell = stepFor(stepFor(size, limit), limit);
    std::int64_t columns = 1;
    while (columns * columns * toCell < size && columns < limit)
        columns *= 2;
    columns = std::min(columns, limit) * toCell;
    return {(size + columns - 1) / columns, std::min(columns, size)};
}

// The lines of a plane as one row-major run of elements.
Result<TensorData> runOf(const TensorData &tensor, const Plane &plane)
{
    if (!isWrapped(plane)) {
        const PlaneSize size = sizeOf(plane, tensor.shape);
        return cellsOf(tensor, plane, {0, 0, size.rows, size.columns});
    }
    return cellsOf(tensor, plane, {0, 0, stepFor(extentOf(plane, tensor.shape), wrap), wrap});
}

// Elements of a run go one after another into the cells above them.
class Filler
{
public:
    explicit Filler(HeatGrid &grid)
        : m_grid(grid)
    {}

    void take(double value)
    {
        add(m_grid.cells[static_cast<std::size_t>(m_line + m_cell)], value);
        ++m_column;
        if (++m_inCell == m_grid.columnStep) {
            m_inCell = 0;
            ++m_cell;
        }
        if (m_column == m_grid.planeColumns) {
            m_column = m_inCell = m_cell = 0;
            ++m_row;
            m_line = m_row / m_grid.rowStep * m_grid.columns;
        }
    }

private:
    HeatGrid &m_grid;
    std::int64_t m_row = 0, m_column = 0, m_line = 0, m_cell = 0, m_inCell = 0;
};

HeatGrid emptyGrid(const PlaneSize &size, std::int64_t limit)
{
    HeatGrid grid;
    grid.planeRows = size.rows;
    grid.planeColumns = size.columns;
    grid.rowStep = stepFor(size.rows, limit);
    grid.columnStep = stepFor(size.columns, limit);
    grid.rows = (size.rows + grid.rowStep - 1) / grid.rowStep;
    grid.columns = (size.columns + grid.columnStep - 1) / grid.columnStep;
    grid.cells.resize(static_cast<std::size_t>(grid.rows * grid.columns));
    return grid;
}

// Hands over the elements of a run in order, complex ones as their magnitudes.
template <typename Take>
Result<void> takeEach(const TensorData &run, Job &job, Take take)
{
    const std::uint64_t numel = run.numel();
    const bool complex = info(run.dtype).dtypeClass == DTypeClass::Complex;
    for (std::uint64_t first = 0; first < numel; first += readAtOnce) {
        LENS_CHECK(job.check());
        const std::uint64_t count = std::min(readAtOnce, numel - first);
        LENS_ASSIGN(const auto values, engine::values(run, first, count));
        if (complex)
            for (std::size_t i = 0; i + 1 < values.size(); i += 2)
                take(std::hypot(values[i], values[i + 1]));
        else
            for (const double value : values)
                take(value);
        job.advance(count * info(run.dtype).itemSize);
    }
    return {};
}

Result<HeatGrid> planeGrid(const TensorData &tensor, const Plane &plane, Job &job,
                           std::int64_t limit)
{
    HeatGrid grid = emptyGrid(heatSize(plane, tensor.shape, limit), limit);
    if (grid.cells.empty())
        return grid;
    LENS_ASSIGN(const TensorData run, runOf(tensor, plane));
    job.setTotal(run.numel() * info(run.dtype).itemSize);
    Filler filler(grid);
    LENS_CHECK(takeEach(run, job, [&filler](double value) { filler.take(value); }));
    return grid;
}

Result<void> fillTile(const TensorData &tensor, const Plane &plane, HeatGrid &grid,
                      std::pair<std::int64_t, std::int64_t> corner, Job &job)
{
    const PlaneSize size = sizeOf(plane, tensor.shape);
    LENS_ASSIGN(const TensorData run, cellsOf(tensor, plane, {0, 0, size.rows, size.columns}));
    std::int64_t at = 0;
    return takeEach(run, job, [&](double value) {
        const std::int64_t row = corner.first + at / size.columns;
        const std::int64_t column = corner.second + at % size.columns;
        add(grid.cells[static_cast<std::size_t>(row * grid.columns + column)], value);
        ++at;
    });
}

Result<HeatGrid> tiledGrid(const TensorData &tensor, const Plane &plane, const HeatTiles &tiles,
                           Job &job)
{
    HeatGrid grid = emptyGrid({tiles.rows(), tiles.columns()}, mostHeatCells);
    grid.tiles = tiles;
    job.setTotal(
        static_cast<std::uint64_t>(tiles.down * tiles.across * tiles.height * tiles.width) *
        info(tensor.dtype).itemSize);
    for (std::int64_t down = 0; down < tiles.down; ++down)
        for (std::int64_t across = 0; across < tiles.across; ++across) {
            LENS_CHECK(job.check());
            LENS_CHECK(fillTile(tensor, planeOf(tiles, plane, down, across), grid,
                                cornerOf(tiles, down, across), job));
        }
    return grid;
}

HeatGrid transposed(const HeatGrid &grid)
{
    HeatGrid turned{grid.columns,
                    grid.rows,
                    grid.columnStep,
                    grid.rowStep,
                    grid.planeColumns,
                    grid.planeRows,
                    {},
                    {},
                    {},
                    {}};
    turned.cells.reserve(grid.cells.size());
    for (std::int64_t row = 0; row < turned.rows; ++row)
        for (std::int64_t column = 0; column < turned.columns; ++column)
            turned.cells.push_back(grid.at(column, row));
    return turned;
}

Result<HeatGrid> cellsOfPlane(const TensorData &tensor, const Plane &plane, HeatLayout layout,
                              Job &job, std::int64_t limit)
{
    if (layout == HeatLayout::Tiles)
        if (const auto tiles = tilesFor(plane, tensor.shape, limit))
            return tiledGrid(tensor, plane, *tiles, job);
    if (plane.rows <= plane.columns)
        return planeGrid(tensor, plane, job, limit);
    // A transposed plane is read the way it lies and turned afterwards.
    Plane asStored = plane;
    std::swap(asStored.rows, asStored.columns);
    LENS_ASSIGN(const HeatGrid grid, planeGrid(tensor, asStored, job, limit));
    return transposed(grid);
}

double nth(std::vector<double> &values, std::size_t at)
{
    const auto place = values.begin() + static_cast<std::ptrdiff_t>(at);
    std::nth_element(values.begin(), place, values.end());
    return *place;
}

HeatEnds endsOf(const HeatGrid &grid, bool magnitude)
{
    std::vector<double> values;
    for (const HeatCell &cell : grid.cells)
        if (cell.finite)
            values.push_back(valueOf(cell, magnitude));
    if (values.empty())
        return {};
    const auto [low, high] = std::ranges::minmax(values);
    const std::size_t outer = values.size() / 100;
    const double robustLow = nth(values, outer);
    return {{low, high}, {robustLow, nth(values, values.size() - 1 - outer)}};
}

} // namespace

Result<HeatGrid> heatGrid(const TensorData &tensor, const Plane &plane, HeatLayout layout, Job &job,
                          std::int64_t limit)
{
    LENS_ASSIGN(HeatGrid grid, cellsOfPlane(tensor, plane, layout, job, limit));
    grid.values = endsOf(grid, false);
    grid.magnitudes = endsOf(grid, true);
    return grid;
}

void HeatmapJob::start(const TensorData &tensor, const Plane &plane, HeatLayout layout)
{
    LatestJob::start([=, this](Job &job) -> Report {
        const auto read = [&]() -> Result<HeatGridPtr> {
            LENS_ASSIGN(HeatGrid grid, heatGrid(tensor, plane, layout, job));
            return HeatGridPtr(std::make_shared<HeatGrid>(std::move(grid)));
        };
        return [this, result = read()] { Q_EMIT finished(result); };
    });
}

} // namespace lens
