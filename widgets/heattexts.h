// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/heatscale.h"
#include "model/document/heatview.h"

#include <QColor>
#include <QString>

namespace lens {

// What heatmaps say in words.

// "3 NaN ●, 1 +Inf ▲", each with the mark that the picture has for it; empty when all is finite.
QString specialText(const HeatTotals &totals);
// As rich text, those marks in the colour of the picture's.
QString withColouredMarks(const QString &text, const QColor &colour);
// "0.25", or of several elements "mean 0.25, from 0 to 1, 4 values, 1 NaN"; of complex ones with
// "|z| " before it.
QString cellText(const HeatCell &cell, bool isComplex = false);
// "64 × 32 values, 16 × 8 in view, the mean of 2 × 2 in a cell", "8 of 64 kernels of 3 × 3".
QString sizeText(const HeatGrid &grid, const HeatView &view, const Plane &plane,
                 const std::vector<std::int64_t> &shape);
// What follows that where there is no room between tiles.
QString tilesTogetherText();

} // namespace lens
