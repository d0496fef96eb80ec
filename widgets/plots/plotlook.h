// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPalette>

class QCPAxis;
class QCustomPlot;
class QIODevice;

namespace lens {

// What the plots share. Nothing in the library follows the palette by itself.

QColor mixed(const QColor &a, const QColor &b, double share);
// Background, axes, labels and legend in the colours of `look`, letters in the font of the plot's
// parent.
void applyLook(QCustomPlot &plot, const QPalette &look, const QFont &font);
void colourAxis(QCPAxis &axis, const QPalette &look, const QFont &font);
// Colours for paper: dark on white, whatever the window looks like.
QPalette paperPalette();

enum class PictureFormat { Png, Svg, Pdf };
// Draws the plot as it looks now, at its size on the screen; false when the device refused.
bool drawPicture(QCustomPlot &plot, PictureFormat format, QIODevice &device);

} // namespace lens
