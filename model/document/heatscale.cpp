// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/heatscale.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <tuple>

namespace lens {
namespace {

std::string sliceText(std::int64_t first, std::int64_t count)
{
    return count == 1 ? std::to_string(first)
                      : std::to_string(first) + ':' + std::to_string(first + count);
}

std::string bracketed(const std::vector<std::string> &parts)
{
    std::string text = "[";
    for (const std::string &part : parts)
        text += (text.size() > 1 ? ", " : "") + part;
    return text + ']';
}

double marginOf(double constant) { return constant == 0 ? 1 : std::abs(constant) / 2; }

// Where nearly all are the same, those at least of the few others that are close to them count.
std::pair<double, double> robustEnds(const HeatEnds &ends)
{
    const auto [low, high] = ends.robust;
    if (low < high)
        return ends.robust;
    return {std::min(low, std::max(low - marginOf(low), ends.all.first)),
            std::max(high, std::min(high + marginOf(high), ends.all.second))};
}

} // namespace

double valueOf(const HeatCell &cell, bool magnitude)
{
    constexpr double most = std::numeric_limits<double>::max(); // a sum may be past it
    return std::clamp(magnitude ? cell.magnitude : cell.sum, -most, most) / cell.finite;
}

HeatScale heatScale(const HeatGrid &grid, HeatColours colours, HeatSpan span)
{
    HeatScale scale;
    scale.magnitude = colours == HeatColours::Magnitude;
    scale.diverging = colours == HeatColours::AroundZero;
    const HeatEnds &ends = scale.magnitude ? grid.magnitudes : grid.values;
    std::tie(scale.low, scale.high) = span == HeatSpan::Robust ? robustEnds(ends) : ends.all;
    if (colours == HeatColours::Automatic)
        scale.diverging = scale.low < 0 && scale.high > 0;
    if (scale.diverging) {
        scale.high = std::max(std::abs(scale.low), std::abs(scale.high));
        scale.low = -scale.high;
    }
    if (scale.low < scale.high)
        return scale;
    const double margin = marginOf(scale.low);
    scale.low -= scale.magnitude ? 0 : margin;
    scale.high += margin;
    return scale;
}

std::string heatPlace(const HeatGrid &grid, const Plane &plane,
                      const std::vector<std::int64_t> &shape, std::int64_t row, std::int64_t column)
{
    std::vector<std::string> parts;
    for (const std::int64_t at : plane.at)
        parts.push_back(std::to_string(at));
    const auto set = [&parts](int axis, std::string text) {
        if (axis >= 0)
            parts[static_cast<std::size_t>(axis)] = std::move(text);
    };
    if (grid.tiles) {
        const auto cell = tileAt(*grid.tiles, row, column);
        if (!cell)
            return {};
        set(grid.tiles->downAxis, std::to_string(grid.tiles->firstDown + cell->down));
        set(grid.tiles->acrossAxis, std::to_string(grid.tiles->firstAcross + cell->across));
        set(plane.rows, std::to_string(cell->row));
        set(plane.columns, std::to_string(cell->column));
        return bracketed(parts);
    }
    const CellRange in = grid.elementsOf({row, column});
    if (isWrapped(plane)) {
        const std::int64_t size = shape[static_cast<std::size_t>(plane.columns)];
        const std::int64_t first = in.row * grid.planeColumns + in.column;
        if (first >= size)
            return {};
        set(plane.columns, sliceText(first, std::min(in.columns, size - first)));
    } else {
        set(plane.rows, sliceText(in.row, in.rows));
        set(plane.columns, sliceText(in.column, in.columns));
    }
    return bracketed(parts);
}

HeatTotals totalsOf(const HeatGrid &grid)
{
    HeatTotals totals;
    for (const HeatCell &cell : grid.cells) {
        totals.finite += cell.finite;
        totals.nan += cell.nan;
        totals.positiveInf += cell.positiveInf;
        totals.negativeInf += cell.negativeInf;
    }
    return totals;
}

} // namespace lens
