// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSize>

class QWidget;

namespace lens {

// Of a window that is not shown yet: as large as wanted, as far as the screen has room for it and
// for the frame that it will get.
void resizeWithinScreen(QWidget &window, QSize wanted);
// The same for a window that was given a place, which is moved until all of it is seen.
void keepOnScreen(QWidget &window);

} // namespace lens
