// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/heatcsv.h"

#include "model/base/text.h"
#include "model/document/heatscale.h"

#include <algorithm>
#include <cmath>

namespace lens {
namespace {

// Of the cells of one axis, those that are seen: the first, and the one behind the last.
std::pair<std::int64_t, std::int64_t> seenOf(const HeatView::Side &seen, std::int64_t from,
                                             std::int64_t step, std::int64_t cells)
{
    const double first = seen.from - static_cast<double>(from), width = static_cast<double>(step);
    const auto inside = [cells](double cell) {
        return std::clamp<std::int64_t>(static_cast<std::int64_t>(cell), 0, cells);
    };
    return {inside(std::floor(first / width)), inside(std::ceil((first + seen.length) / width))};
}

} // namespace

std::string heatCsv(const HeatGrid &grid, const HeatView &view)
{
    const bool isAll = view == HeatView(grid.planeRows, grid.planeColumns);
    const auto [top, bottom] = seenOf(view.rows(), grid.part.row, grid.rowStep, grid.rows);
    const auto [left, right] =
        seenOf(view.columns(), grid.part.column, grid.columnStep, grid.columns);
    std::string out;
    for (std::int64_t column = left; !isAll && column < right; ++column)
        out += ',' + std::to_string(grid.elementsOf({0, column}).column);
    out += isAll ? "" : "\n";
    for (std::int64_t row = top; row < bottom; ++row) {
        out += isAll ? "" : std::to_string(grid.elementsOf({row, 0}).row) + ',';
        for (std::int64_t column = left; column < right; ++column) {
            const HeatCell &cell = grid.at(row, column);
            out += column > left ? "," : "";
            if (cell.finite)
                out += reprDouble(valueOf(cell, false));
        }
        out += '\n';
    }
    return out;
}

} // namespace lens
