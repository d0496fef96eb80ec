// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/heatmap.h"

namespace lens {

// What the colours stand for. Automatic: around zero where the values have both signs.
enum class HeatColours { Automatic, AroundZero, LowToHigh, Magnitude };
enum class HeatSpan { All, Robust };
// The ends of the colours; a diverging scale has zero in its middle.
struct HeatScale
{
    double low = 0, high = 1;
    bool diverging = false, magnitude = false;

    bool operator==(const HeatScale &) const = default;
};
// Over what is finite: all of it, or from the 1st to the 99th percentile of the cells. Never empty.
HeatScale heatScale(const HeatGrid &grid, HeatColours colours, HeatSpan span);
// What a cell is coloured by: the finite mean, of the magnitudes where the scale is of them.
// `cell` holds something finite.
double valueOf(const HeatCell &cell, bool magnitude);
// The elements of a cell as an index or a slice: "[3, 5]", "[0:4, 8:12, 0]"; empty where there is
// none.
std::string heatPlace(const HeatGrid &grid, const Plane &plane,
                      const std::vector<std::int64_t> &shape, std::int64_t row,
                      std::int64_t column);

// Counted anew.
HeatTotals totalsOf(const HeatGrid &grid);

} // namespace lens
