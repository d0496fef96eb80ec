// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/heatpart.h"

#include "model/document/heatends.h"

#include <algorithm>
#include <cmath>

namespace lens {
namespace {

// Of one axis, in elements.
struct Span
{
    std::int64_t from = 0, length = 0;
};

// All of the axis where that has cells as fine. What is seen has at most `limit` / 2 cells, and a
// quarter of it lies on either side.
Span spanFor(const HeatView::Side &seen, std::int64_t size, std::int64_t wholeStep,
             std::int64_t limit)
{
    const auto length = static_cast<std::int64_t>(std::ceil(seen.length));
    const std::int64_t half = std::max<std::int64_t>(limit / 2, 2);
    const std::int64_t step = stepFor(length, half);
    if (step >= wholeStep)
        return {0, size};
    const std::int64_t read = (half + half / 2) * step;
    const auto middle = static_cast<std::int64_t>(seen.from + seen.length / 2);
    const std::int64_t from = std::clamp<std::int64_t>(middle - read / 2, 0, size - read);
    const std::int64_t aligned = (from + step - 1) / step * step;
    return {aligned, std::min(read, size - aligned)};
}

bool covers(std::int64_t from, std::int64_t length, const HeatView::Side &seen)
{
    return static_cast<double>(from) <= seen.from &&
           seen.from + seen.length <= static_cast<double>(from + length);
}

bool covers(const CellRange &part, const HeatView &view)
{
    return covers(part.row, part.rows, view.rows()) &&
           covers(part.column, part.columns, view.columns());
}

// `last` shows all that is seen, in cells that are not coarser than those of `wanted`.
bool serves(const CellRange &last, const CellRange &wanted, const HeatView &view,
            std::int64_t limit)
{
    return covers(last, view) && stepFor(last.rows, limit) <= stepFor(wanted.rows, limit) &&
           stepFor(last.columns, limit) <= stepFor(wanted.columns, limit);
}

HeatPair::Difference differenceOf(const HeatPair &whole, const HeatGrid &part)
{
    return whole.difference == HeatPair::Difference::MeanDistance && part.isOfElements()
               ? HeatPair::Difference::Distance
               : whole.difference;
}

} // namespace

std::optional<CellRange> partFor(const HeatView &view, const HeatGrid &whole, std::int64_t limit,
                                 const std::optional<CellRange> &last)
{
    const Span rows = spanFor(view.rows(), whole.planeRows, whole.rowStep, limit);
    const Span columns = spanFor(view.columns(), whole.planeColumns, whole.columnStep, limit);
    const CellRange wanted{rows.from, columns.from, rows.length, columns.length};
    if (wanted == whole.part || wanted.rows > mostPartElements / wanted.columns)
        return std::nullopt;
    return last && serves(*last, wanted, view, limit) ? *last : wanted;
}

const HeatGrid &shownGrid(const HeatView &view, const HeatGrid &whole, const HeatGrid *part)
{
    return part && covers(part->part, view) ? *part : whole;
}

Result<HeatGrid> heatPart(const TensorData &tensor, const Plane &plane, const HeatGrid &whole,
                          const CellRange &part, Job &job, std::int64_t limit)
{
    LENS_ASSIGN(auto grids, heatGrids({tensor}, plane, HeatLayout::Plane, job, limit, part));
    takeEnds(grids.front(), whole);
    return std::move(grids.front());
}

Result<HeatPair> heatPairPart(const TensorData &a, const TensorData &b, const HeatPair &whole,
                              const CellRange &part, Job &job, std::int64_t limit)
{
    LENS_ASSIGN(auto grids, heatGrids({a, b}, whole.plane, HeatLayout::Plane, job, limit, part));
    HeatPair pair;
    pair.plane = whole.plane;
    pair.shape = whole.shape;
    pair.difference = differenceOf(whole, grids.front());
    const std::tuple<HeatGrid &, const HeatGrid &> layers[] = {
        {pair.a, whole.a}, {pair.delta, whole.delta}, {pair.b, whole.b}};
    for (std::size_t i = 0; i < grids.size(); ++i) {
        auto &[mine, its] = layers[i];
        mine = std::move(grids[i]);
        takeEnds(mine, its);
    }
    return pair;
}

void HeatPartJob::start(const TensorData &tensor, const Plane &plane, HeatGridPtr whole,
                        const CellRange &part)
{
    LatestJob::start([=, this](Job &job) -> Report {
        const auto read = [&]() -> Result<HeatGridPtr> {
            LENS_ASSIGN(HeatGrid grid, heatPart(tensor, plane, *whole, part, job));
            return freedByWorker(HeatGridPtr(std::make_shared<HeatGrid>(std::move(grid))));
        };
        return [this, result = read()] { Q_EMIT finished(result); };
    });
}

void HeatPairPartJob::start(const HeatPairSource &source, HeatPairPtr whole, const CellRange &part)
{
    LatestJob::start([=, this](Job &job) -> Report {
        const auto read = [&]() -> Result<HeatPairPtr> {
            LENS_ASSIGN(const auto tensors, tensorsOf(source));
            LENS_ASSIGN(HeatPair pair,
                        heatPairPart(tensors.first, tensors.second, *whole, part, job));
            return freedByWorker(HeatPairPtr(std::make_shared<HeatPair>(std::move(pair))));
        };
        return [this, result = read()] { Q_EMIT finished(result); };
    });
}

} // namespace lens
