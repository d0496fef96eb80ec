// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/heatmap.h"

#include "model/document/heatends.h"
#include "model/document/heatscale.h"
#include "model/document/magnitudes.h"
#include "model/engine/numbers.h"

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
        if (cell.finite++ == 0)
            cell.one = value;
        cell.sum += value;
        cell.magnitude += std::abs(value);
        cell.low = std::min(cell.low, value);
        cell.high = std::max(cell.high, value);
    }
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

// Elements go one after another into the cells above them.
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
        if (m_column == m_grid.part.columns) {
            m_column = m_inCell = m_cell = 0;
            ++m_row;
            m_line = m_row / m_grid.rowStep * m_grid.columns;
        }
    }

private:
    HeatGrid &m_grid;
    std::int64_t m_row = 0, m_column = 0, m_line = 0, m_cell = 0, m_inCell = 0;
};

HeatGrid emptyGrid(const PlaneSize &size, std::int64_t limit, const CellRange &part = {})
{
    HeatGrid grid;
    grid.planeRows = size.rows;
    grid.planeColumns = size.columns;
    grid.part = part.rows > 0 ? part : CellRange{0, 0, size.rows, size.columns};
    grid.rowStep = stepFor(grid.part.rows, limit);
    grid.columnStep = stepFor(grid.part.columns, limit);
    grid.rows = (grid.part.rows + grid.rowStep - 1) / grid.rowStep;
    grid.columns = (grid.part.columns + grid.columnStep - 1) / grid.columnStep;
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

Result<HeatTensors> elementsOfEach(const HeatTensors &lines, std::int64_t from, std::int64_t to)
{
    HeatTensors result;
    for (const TensorData &line : lines) {
        LENS_ASSIGN(TensorData part, engine::sliced(line, '[' + std::to_string(from) + ':' +
                                                              std::to_string(to) + ']'));
        result.push_back(std::move(part));
    }
    return result;
}

// The part of a grid in as few row-major runs of elements as it takes.
Result<std::vector<HeatTensors>> runsOf(const HeatTensors &tensors, const Plane &plane,
                                        const HeatGrid &grid)
{
    std::vector<HeatTensors> runs;
    if (!isWrapped(plane)) {
        LENS_ASSIGN(runs.emplace_back(), cellsOfEach(tensors, plane, grid.part));
        return runs;
    }
    const std::int64_t size = extentOf(plane, tensors.front().shape), line = grid.planeColumns;
    LENS_ASSIGN(const HeatTensors all,
                cellsOfEach(tensors, plane, {0, 0, stepFor(size, wrap), wrap}));
    const bool areWhole = grid.part.columns == line;
    const std::int64_t lines = areWhole ? grid.part.rows : 1;
    for (std::int64_t row = 0; row < grid.part.rows; row += lines) {
        const std::int64_t from = (grid.part.row + row) * line + grid.part.column;
        const std::int64_t to = from + (areWhole ? lines * line : grid.part.columns);
        if (from >= size)
            break;
        LENS_ASSIGN(runs.emplace_back(), elementsOfEach(all, from, std::min(to, size)));
    }
    return runs;
}

Result<Grids> planeGrids(const HeatTensors &tensors, const Plane &plane, Job &job,
                         std::int64_t limit, const CellRange &part)
{
    const auto &shape = tensors.front().shape;
    Grids grids(layersOf(tensors), emptyGrid(heatSize(plane, shape, limit), limit, part));
    if (grids.front().cells.empty())
        return grids;
    LENS_ASSIGN(const auto runs, runsOf(tensors, plane, grids.front()));
    std::uint64_t bytes = 0;
    for (const HeatTensors &run : runs)
        bytes += bytesOf(run, run.front().numel());
    job.setTotal(bytes);
    std::vector<Filler> fillers(grids.begin(), grids.end());
    for (const HeatTensors &run : runs)
        LENS_CHECK(forEachLayer(run, job, [&fillers](std::size_t layer, auto values) {
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

CellRange transposed(const CellRange &part)
{
    return {part.column, part.row, part.columns, part.rows};
}

HeatGrid transposed(const HeatGrid &grid)
{
    HeatGrid turned;
    turned.rows = grid.columns;
    turned.columns = grid.rows;
    turned.rowStep = grid.columnStep;
    turned.columnStep = grid.rowStep;
    turned.planeRows = grid.planeColumns;
    turned.planeColumns = grid.planeRows;
    turned.part = transposed(grid.part);
    turned.cells.reserve(grid.cells.size());
    for (std::int64_t row = 0; row < turned.rows; ++row)
        for (std::int64_t column = 0; column < turned.columns; ++column)
            turned.cells.push_back(grid.at(column, row));
    return turned;
}

Result<Grids> readGrids(const HeatTensors &tensors, const Plane &plane, HeatLayout layout, Job &job,
                        std::int64_t limit, const CellRange &part)
{
    if (layout == HeatLayout::Tiles)
        if (const auto tiles = tilesFor(plane, tensors.front().shape, limit))
            return tiledGrids(tensors, plane, *tiles, job);
    if (plane.rows <= plane.columns)
        return planeGrids(tensors, plane, job, limit, part);
    // A transposed plane is read the way it lies and turned afterwards.
    Plane asStored = plane;
    std::swap(asStored.rows, asStored.columns);
    LENS_ASSIGN(Grids grids, planeGrids(tensors, asStored, job, limit, transposed(part)));
    for (HeatGrid &grid : grids)
        grid = transposed(grid);
    return grids;
}

} // namespace

std::int64_t stepFor(std::int64_t elements, std::int64_t limit)
{
    return std::max<std::int64_t>((elements + limit - 1) / limit, 1);
}

CellRange HeatGrid::elementsOf(std::pair<std::int64_t, std::int64_t> cell) const
{
    const std::int64_t row = cell.first * rowStep, column = cell.second * columnStep;
    return {part.row + row, part.column + column, std::min(rowStep, part.rows - row),
            std::min(columnStep, part.columns - column)};
}

CellRange HeatGrid::beside(std::pair<std::int64_t, std::int64_t> element, std::int64_t rowsOn,
                           std::int64_t columnsOn) const
{
    const auto side = [](std::int64_t wanted, std::int64_t from, std::int64_t step,
                         std::int64_t size) {
        const std::int64_t at = std::clamp<std::int64_t>(wanted, 0, size - 1);
        const std::int64_t inCell = ((at - from) % step + step) % step;
        const std::int64_t first = std::max<std::int64_t>(at - inCell, 0);
        return std::pair(first, std::min(step, size - first));
    };
    const auto [row, height] = side(element.first + rowsOn * rowStep, part.row, rowStep, planeRows);
    const auto [column, width] =
        side(element.second + columnsOn * columnStep, part.column, columnStep, planeColumns);
    return {row, column, height, width};
}

Result<Grids> heatGrids(const HeatTensors &tensors, const Plane &plane, HeatLayout layout, Job &job,
                        std::int64_t limit, const CellRange &part)
{
    LENS_ASSIGN(Grids grids, readGrids(tensors, plane, layout, job, limit, part));
    for (HeatGrid &grid : grids)
        grid.totals = totalsOf(grid);
    grids.front().isComplex = isComplex(tensors.front().dtype);
    grids.back().isComplex = isComplex(tensors.back().dtype);
    return grids;
}

Result<HeatGrid> heatGrid(const TensorData &tensor, const Plane &plane, HeatLayout layout, Job &job,
                          std::int64_t limit)
{
    LENS_ASSIGN(Grids grids, heatGrids({tensor}, plane, layout, job, limit));
    HeatGrid &grid = grids.front();
    grid.values = endsOf({&grid}, false);
    grid.magnitudes = endsOf({&grid}, true);
    grid.elementValues = elementEndsOf({&grid}, false);
    grid.elementMagnitudes = elementEndsOf({&grid}, true);
    return std::move(grid);
}

void HeatmapJob::start(const TensorData &tensor, const Plane &plane, HeatLayout layout)
{
    LatestJob::start([=, this](Job &job) -> Report {
        const auto read = [&]() -> Result<HeatGridPtr> {
            LENS_ASSIGN(HeatGrid grid, heatGrid(tensor, plane, layout, job));
            return freedByWorker(HeatGridPtr(std::make_shared<HeatGrid>(std::move(grid))));
        };
        return [this, result = read()] { Q_EMIT finished(result); };
    });
}

} // namespace lens
