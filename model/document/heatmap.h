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
    std::uint32_t finite = 0, nan = 0, positiveInf = 0, negativeInf = 0;

    std::uint32_t special() const { return nan + positiveInf + negativeInf; }
    // Between tiles, and past the end of a wrapped tensor.
    bool isEmpty() const { return finite + special() == 0; }
};

// The lowest and the highest of what cells are coloured by: of all that are finite, and without the
// hundredth at either end.
struct HeatEnds
{
    std::pair<double, double> all{0, 1}, robust{0, 1};
};

// A plane of a tensor as a picture that is not larger than a screen. Cell (row, column) covers the
// elements from row * rowStep and column * columnStep on; of tiles each cell is one element.
struct HeatGrid
{
    std::int64_t rows = 0, columns = 0;           // cells
    std::int64_t rowStep = 1, columnStep = 1;     // elements to a cell
    std::int64_t planeRows = 0, planeColumns = 0; // elements
    std::optional<HeatTiles> tiles;
    std::vector<HeatCell> cells;
    HeatEnds values, magnitudes;

    const HeatCell &at(std::int64_t row, std::int64_t column) const
    {
        return cells[static_cast<std::size_t>(row * columns + column)];
    }
};

// At most so many cells on a side.
inline constexpr std::int64_t mostHeatCells = 1024;
enum class HeatLayout { Plane, Tiles };
// Reads the plane in strips, so that memory does not grow with it. Complex values count by their
// magnitude. Tiles where tilesFor() gives some. A plane of a single axis is laid out in lines that
// make it about square.
Result<HeatGrid> heatGrid(const TensorData &tensor, const Plane &plane, HeatLayout layout, Job &job,
                          std::int64_t limit = mostHeatCells);

// One grid for each layer of the tensors; what their colours end at is not looked for yet.
Result<std::vector<HeatGrid>> heatGrids(const HeatTensors &tensors, const Plane &plane,
                                        HeatLayout layout, Job &job,
                                        std::int64_t limit = mostHeatCells);
// Of the cells of all these grids that have something finite; where `counts` is given, of those
// whose value it takes.
HeatEnds endsOf(std::initializer_list<const HeatGrid *> grids, bool magnitude,
                bool (*counts)(double) = nullptr);

// Shared, because a large one takes as much memory as a large picture.
using HeatGridPtr = std::shared_ptr<const HeatGrid>;

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
