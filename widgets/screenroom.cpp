// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/screenroom.h"

#include <QScreen>
#include <QStyle>
#include <QWidget>

#include <algorithm>

namespace lens {
namespace {

// Without what a usual frame takes: there is none before the window is shown.
QRect roomFor(const QWidget &window)
{
    const int bar = window.style()->pixelMetric(QStyle::PM_TitleBarHeight);
    return window.screen()->availableGeometry().marginsRemoved({0, 0, bar / 2, bar * 3 / 2});
}

} // namespace

void resizeWithinScreen(QWidget &window, QSize wanted)
{
    window.resize(wanted.boundedTo(roomFor(window).size()));
}

void keepOnScreen(QWidget &window)
{
    if (window.windowState() & (Qt::WindowMaximized | Qt::WindowFullScreen))
        return;
    resizeWithinScreen(window, window.size());
    const QRect room = roomFor(window);
    const QPoint last = room.bottomRight() - QPoint(window.width(), window.height());
    const QPoint seen(std::max(std::min(window.x(), last.x()), room.x()),
                      std::max(std::min(window.y(), last.y()), room.y()));
    // A move is of the frame, of which nothing is known yet: each would take the window further.
    if (seen != window.pos())
        window.move(seen);
}

} // namespace lens
