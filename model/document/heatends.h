// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/heatmap.h"

namespace lens {

// What the colours of grids end at.

// Of the cells of all these grids that have something finite; where `counts` is given, of those
// whose value it takes.
HeatEnds endsOf(std::initializer_list<const HeatGrid *> grids, bool magnitude,
                bool (*counts)(double) = nullptr);
// Of the elements in those cells; without the outer hundredths by one of each cell.
HeatEnds elementEndsOf(std::initializer_list<const HeatGrid *> grids, bool magnitude,
                       bool (*counts)(double) = nullptr);
// A part of `whole` ends where any other part in cells as large does, so that colours stay from one
// part to the next: between the ends of the elements and of the cells of the whole. The means of
// many elements are closer together than those of few, as the root of their number.
void takeEnds(HeatGrid &part, const HeatGrid &whole);

} // namespace lens
