// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/heatelements.h"
#include "model/document/heattiles.h"
#include "model/document/latestjob.h"

#include <limits>
#include <memory>

namespace lens {

// What a cell of a heatmap stands for: the elements of a plane that fall into it.
struct HeatCell
{
    double sum = 0, magnitude = 0; // over finite values, and over what they are without their sign
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();
    double one = 0; // the first of the finite values
    std::uint32_t finite = 0, nan = 0, positiveInf = 0, negativeInf = 0;

    std::uint32_t special() const { return nan + positiveInf + negativeInf; }
    // Between tiles, and past the end of a wrapped tensor.
    bool isEmpty() const { return finite + special() == 0; }
};

// Of all cells together.
struct HeatTotals
{
    std::uint64_t finite = 0, nan = 0, positiveInf = 0, negativeInf = 0;

    std::uint64_t special() const { return nan + positiveInf + negativeInf; }
};

// The lowest and the highest of what is coloured: of all that is finite, and without the hundredth
// at either end.
struct HeatEnds
{
    std::pair<double, double> all{0, 1}, robust{0, 1};
};

// A plane of a tensor, or a part of it, as a picture that is not larger than a screen. Cell
// (row, column) covers the elements of the part from row * rowStep and column * columnStep on; of
// tiles each cell is one element.
struct HeatGrid
{
    std::int64_t rows = 0, columns = 0;           // cells
    std::int64_t rowStep = 1, columnStep = 1;     // elements to a cell
    std::int64_t planeRows = 0, planeColumns = 0; // elements
    CellRange part;                               // of the plane, in elements; all of it at first
    bool isComplex = false;                       // the values are magnitudes of complex numbers
    std::optional<HeatTiles> tiles;
    std::vector<HeatCell> cells;
    HeatTotals totals;
    HeatEnds values, magnitudes;               // of the cells
    HeatEnds elementValues, elementMagnitudes; // of the elements in them; not of a part

    bool isOfElements() const { return rowStep == 1 && columnStep == 1; }
    const HeatCell &at(std::int64_t row, std::int64_t column) const
    {
        return cells[static_cast<std::size_t>(row * columns + column)];
    }
    // Of elements, by their place in the plane.
    bool holds(std::int64_t row, std::int64_t column) const
    {
        return row >= part.row && row < part.row + part.rows && column >= part.column &&
               column < part.column + part.columns;
    }
    // The cell that an element is in, and the elements that are in a cell.
    std::pair<std::int64_t, std::int64_t> cellOf(std::int64_t row, std::int64_t column) const
    {
        return {(row - part.row) / rowStep, (column - part.column) / columnStep};
    }
    CellRange elementsOf(std::pair<std::int64_t, std::int64_t> cell) const;
    // What is in the cell so many cells beside that of an element. Cells go on as wide past the
    // part; never past the plane.
    CellRange beside(std::pair<std::int64_t, std::int64_t> element, std::int64_t rowsOn,
                     std::int64_t columnsOn) const;
};

// At most so many cells on a side.
inline constexpr std::int64_t mostHeatCells = 1024;
enum class HeatLayout { Plane, Tiles };
// Reads the plane in strips, so that memory does not grow with it. Complex values count by their
// magnitude. Tiles where tilesFor() gives some. A plane of a single axis is laid out in lines that
// make it about square.
Result<HeatGrid> heatGrid(const TensorData &tensor, const Plane &plane, HeatLayout layout, Job &job,
                          std::int64_t limit = mostHeatCells);

// One grid for each layer of the tensors; what their colours end at is not looked for yet. Where
// `part` is not empty, of that part of the plane alone; tiles have none.
Result<std::vector<HeatGrid>> heatGrids(const HeatTensors &tensors, const Plane &plane,
                                        HeatLayout layout, Job &job,
                                        std::int64_t limit = mostHeatCells,
                                        const CellRange &part = {});
// How many elements go into a cell where there are so many of them and no more cells than that.
std::int64_t stepFor(std::int64_t elements, std::int64_t limit);

// Shared, because a large one takes as much memory as a large picture.
using HeatGridPtr = std::shared_ptr<const HeatGrid>;
// Whose cell an element is in: of the part, if there is one and it has it.
inline const HeatGrid &gridAt(const HeatGrid &whole, const HeatGrid *part, std::int64_t row,
                              std::int64_t column)
{
    return part && part->holds(row, column) ? *part : whole;
}

class HeatmapJob final : public LatestJob
{
    Q_OBJECT

public:
    using LatestJob::LatestJob;
    void start(const TensorData &tensor, const Plane &plane, HeatLayout layout);

Q_SIGNALS:
    void finished(const lens::Result<lens::HeatGridPtr> &result);
};

} // namespace lens
