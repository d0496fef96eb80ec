// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/heatmap.h"

#include "model/document/heatscale.h"

#include <algorithm>
#include <cmath>

namespace lens {
namespace {

using Grids = std::vector<HeatGrid>;

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

// The lines of a plane, which are one row-major run of elements.
CellRange linesOf(const Plane &plane, const std::vector<std::int64_t> &shape)
{
    if (isWrapped(plane))
        return {0, 0, stepFor(extentOf(plane, shape), wrap), wrap};
    const PlaneSize size = sizeOf(plane, shape);
    return {0, 0, size.rows, size.columns};
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

Result<HeatTensors> cellsOfEach(const HeatTensors &tensors, const Plane &plane,
                                const CellRange &cells)
{
    HeatTensors result;
    for (const TensorData &tensor : tensors) {
        LENS_ASSIGN(TensorData part, cellsOf(tensor, plane, cells));
        result.push_back(std::move(part));
    }
    return result;
}

Result<Grids> planeGrids(const HeatTensors &tensors, const Plane &plane, Job &job,
                         std::int64_t limit)
{
    const auto &shape = tensors.front().shape;
    Grids grids(layersOf(tensors), emptyGrid(heatSize(plane, shape, limit), limit));
    if (grids.front().cells.empty())
        return grids;
    LENS_ASSIGN(const HeatTensors runs, cellsOfEach(tensors, plane, linesOf(plane, shape)));
    job.setTotal(bytesOf(runs, runs.front().numel()));
    std::vector<Filler> fillers(grids.begin(), grids.end());
    LENS_CHECK(forEachLayer(runs, job, [&fillers](std::size_t layer, auto values) {
        for (const double value : values)
            fillers[layer].take(value);
    }));
    return grids;
}

Result<void> fillTile(const HeatTensors &tensors, const Plane &plane, Grids &grids,
                      std::pair<std::int64_t, std::int64_t> corner, Job &job)
{
    const PlaneSize size = sizeOf(plane, tensors.front().shape);
    LENS_ASSIGN(const HeatTensors runs,
                cellsOfEach(tensors, plane, {0, 0, size.rows, size.columns}));
    std::vector<std::int64_t> places(grids.size(), 0);
    return forEachLayer(runs, job, [&](std::size_t layer, auto values) {
        HeatGrid &grid = grids[layer];
        for (const double value : values) {
            const std::int64_t at = places[layer]++;
            const std::int64_t row = corner.first + at / size.columns;
            const std::int64_t column = corner.second + at % size.columns;
            add(grid.cells[static_cast<std::size_t>(row * grid.columns + column)], value);
        }
    });
}

Result<Grids> tiledGrids(const HeatTensors &tensors, const Plane &plane, const HeatTiles &tiles,
                         Job &job)
{
    HeatGrid empty = emptyGrid({tiles.rows(), tiles.columns()}, mostHeatCells);
    empty.tiles = tiles;
    Grids grids(layersOf(tensors), empty);
    job.setTotal(bytesOf(tensors, static_cast<std::uint64_t>(tiles.down * tiles.across *
                                                             tiles.height * tiles.width)));
    for (std::int64_t down = 0; down < tiles.down; ++down)
        for (std::int64_t across = 0; across < tiles.across; ++across) {
            LENS_CHECK(job.check());
            LENS_CHECK(fillTile(tensors, planeOf(tiles, plane, down, across), grids,
                                cornerOf(tiles, down, across), job));
        }
    return grids;
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

double nth(std::vector<double> &values, std::size_t at)
{
    const auto place = values.begin() + static_cast<std::ptrdiff_t>(at);
    std::nth_element(values.begin(), place, values.end());
    return *place;
}

} // namespace

HeatEnds endsOf(std::initializer_list<const HeatGrid *> grids, bool magnitude,
                bool (*counts)(double))
{
    std::vector<double> values;
    for (const HeatGrid *grid : grids)
        for (const HeatCell &cell : grid->cells)
            if (cell.finite && (!counts || counts(valueOf(cell, magnitude))))
                values.push_back(valueOf(cell, magnitude));
    if (values.empty())
        return {};
    const auto [low, high] = std::ranges::minmax(values);
    const std::size_t outer = values.size() / 100;
    const double robustLow = nth(values, outer);
    return {{low, high}, {robustLow, nth(values, values.size() - 1 - outer)}};
}

Result<Grids> heatGrids(const HeatTensors &tensors, const Plane &plane, HeatLayout layout, Job &job,
                        std::int64_t limit)
{
    if (layout == HeatLayout::Tiles)
        if (const auto tiles = tilesFor(plane, tensors.front().shape, limit))
            return tiledGrids(tensors, plane, *tiles, job);
    if (plane.rows <= plane.columns)
        return planeGrids(tensors, plane, job, limit);
    // A transposed plane is read the way it lies and turned afterwards.
    Plane asStored = plane;
    std::swap(asStored.rows, asStored.columns);
    LENS_ASSIGN(Grids grids, planeGrids(tensors, asStored, job, limit));
    for (HeatGrid &grid : grids)
        grid = transposed(grid);
    return grids;
}

Result<HeatGrid> heatGrid(const TensorData &tensor, const Plane &plane, HeatLayout layout, Job &job,
                          std::int64_t limit)
{
    LENS_ASSIGN(Grids grids, heatGrids({tensor}, plane, layout, job, limit));
    HeatGrid &grid = grids.front();
    grid.values = endsOf({&grid}, false);
    grid.magnitudes = endsOf({&grid}, true);
    return std::move(grid);
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
