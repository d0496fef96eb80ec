// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPalette>

#include <functional>

class QCPAxis;
class QCustomPlot;
class QEvent;
class QIODevice;
class QPainter;

namespace lens {

// What the plots share. Nothing in the library follows the palette by itself.

// The colours or letters of a widget became others: disabled it has grey ones.
bool changesLook(const QEvent &event);
QColor mixed(const QColor &a, const QColor &b, double share);
// No more numbers at the axes than there is room for: in a small plot they would run together.
void fitNumbers(QCustomPlot &plot);
// The legend above the plot, where it hides no curve; in a corner where that took too much room.
void placeLegend(QCustomPlot &plot, bool isShown);
// Background, axes, labels and legend in the colours of `look`, letters in the font of the plot's
// parent.
void applyLook(QCustomPlot &plot, const QPalette &look, const QFont &font);
void colourAxis(QCPAxis &axis, const QPalette &look, const QFont &font);
// Colours for paper: dark on white, whatever the window looks like.
QPalette paperPalette();

enum class PictureFormat { Png, Svg, Pdf };
// Draws the plot as it looks now, at its size on the screen; false when the device refused.
bool drawPicture(QCustomPlot &plot, PictureFormat format, QIODevice &device);
// The same of anything that is drawn with a painter.
bool drawPicture(const QSize &size, const std::function<void(QPainter &)> &draw,
                 PictureFormat format, QIODevice &device);
// Twice as many pixels as on the screen.
QPixmap pictureOf(const QSize &size, const std::function<void(QPainter &)> &draw);

} // namespace lens
