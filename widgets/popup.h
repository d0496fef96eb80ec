// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QFrame;
class QWidget;

namespace lens {

// Shows a frame that is a popup below a button of the right edge of a window: with a border that is
// seen in the dark too, and within the window where that is wide enough.
void popUpBelow(QFrame *popup, const QWidget *button);

} // namespace lens
