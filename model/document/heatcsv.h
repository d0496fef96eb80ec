// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/heatmap.h"
#include "model/document/heatview.h"

#include <string>

namespace lens {

// What is seen: a line for each row of cells, with nothing where a cell holds nothing finite. Of a
// part of the plane, a line before them and a field before each say where in the plane it begins.
std::string heatCsv(const HeatGrid &grid, const HeatView &view);

} // namespace lens
