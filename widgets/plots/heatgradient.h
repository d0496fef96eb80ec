// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <qcustomplot.h>

namespace lens {

// The colours of heatmaps.

// From zero to both sides, or from one end to the other. `middle` is what they are drawn on.
QCPColorGradient heatGradient(bool isDiverging, const QColor &middle);
// Of what is not finite.
QColor heatSpecialColour();

} // namespace lens
