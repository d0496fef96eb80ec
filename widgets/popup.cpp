// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/popup.h"

#include <QFrame>

#include <algorithm>

namespace lens {

void popUpBelow(QFrame *popup, const QWidget *button)
{
    // That of the style is darker than what is around it, whatever that is.
    popup->setFrameStyle(QFrame::Box | QFrame::Plain);
    popup->setForegroundRole(QPalette::PlaceholderText);
    popup->adjustSize();
    const QPoint corner = button->mapToGlobal(QPoint(button->width(), button->height()));
    const int left = button->window()->mapToGlobal(QPoint()).x();
    popup->move(std::max(corner.x() - popup->width(), left), corner.y());
    popup->show();
}

} // namespace lens
