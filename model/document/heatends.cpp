// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/heatends.h"

#include "model/document/heatscale.h"

#include <algorithm>
#include <cmath>

namespace lens {
namespace {

using Pair = std::pair<double, double>;

double nth(std::vector<double> &values, std::size_t at)
{
    const auto place = values.begin() + static_cast<std::ptrdiff_t>(at);
    std::nth_element(values.begin(), place, values.end());
    return *place;
}

HeatEnds endsOf(std::vector<double> values)
{
    if (values.empty())
        return {};
    const auto [low, high] = std::ranges::minmax(values);
    const std::size_t outer = values.size() / 100;
    const double robustLow = nth(values, outer);
    return {{low, high}, {robustLow, nth(values, values.size() - 1 - outer)}};
}

// By what `value` gives of each cell that counts.
template <typename Value>
std::vector<double> valuesOf(std::initializer_list<const HeatGrid *> grids, bool (*counts)(double),
                             const Value &value)
{
    std::vector<double> values;
    for (const HeatGrid *grid : grids)
        for (const HeatCell &cell : grid->cells)
            if (cell.finite && (!counts || counts(value(cell))))
                values.push_back(value(cell));
    return values;
}

// `share` of the way from one to the other, in equal ratios where there is one.
double between(double from, double to, double share)
{
    return from > 0 && to > 0 ? std::pow(from, 1 - share) * std::pow(to, share)
                              : std::lerp(from, to, share);
}

// Both ends go as far as the distance of one from the other has come.
Pair between(const Pair &from, const Pair &to, double share)
{
    const auto half = [](const Pair &ends) { return ends.second / 2 - ends.first / 2; };
    const double all = half(to) - half(from);
    const double gone = between(half(from), half(to), share) - half(from);
    const double moved = all == 0 ? share : gone / all;
    return {std::lerp(from.first, to.first, moved), std::lerp(from.second, to.second, moved)};
}

HeatEnds between(const HeatEnds &from, const HeatEnds &to, double share)
{
    return {between(from.all, to.all, share), between(from.robust, to.robust, share)};
}

double smallestOf(const HeatCell &cell)
{
    return cell.low > 0 ? cell.low : cell.high < 0 ? -cell.high : 0;
}

double toCell(const HeatGrid &grid)
{
    return static_cast<double>(grid.rowStep) * static_cast<double>(grid.columnStep);
}

} // namespace

HeatEnds endsOf(std::initializer_list<const HeatGrid *> grids, bool magnitude,
                bool (*counts)(double))
{
    return endsOf(valuesOf(grids, counts,
                           [magnitude](const HeatCell &cell) { return valueOf(cell, magnitude); }));
}

HeatEnds elementEndsOf(std::initializer_list<const HeatGrid *> grids, bool magnitude,
                       bool (*counts)(double))
{
    HeatEnds ends = endsOf(valuesOf(grids, counts, [&](const HeatCell &cell) {
        const double one = !counts || counts(cell.one) ? cell.one
                           : counts(cell.high)         ? cell.high
                                                       : cell.low;
        return magnitude ? std::abs(one) : one;
    }));
    auto &[low, high] = ends.all;
    for (const HeatGrid *grid : grids)
        for (const HeatCell &cell : grid->cells) {
            if (!cell.finite)
                continue;
            low = std::min(low, magnitude ? smallestOf(cell) : cell.low);
            high = std::max(high, magnitude ? std::max(-cell.low, cell.high) : cell.high);
        }
    // Others may lie wherever none was taken.
    if (ends.robust.first == ends.robust.second)
        ends.robust = ends.all;
    return ends;
}

void takeEnds(HeatGrid &part, const HeatGrid &whole)
{
    const double share =
        whole.isOfElements() ? 0 : std::log(toCell(part)) / std::log(toCell(whole));
    part.values = between(whole.elementValues, whole.values, share);
    part.magnitudes = between(whole.elementMagnitudes, whole.magnitudes, share);
}

} // namespace lens
