// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/page.h"

#include "widgets/pagetabs.h"

#include <QLineEdit>

namespace lens {

void Page::leaveDropsToWindow()
{
    for (QLineEdit *line : findChildren<QLineEdit *>())
        line->setAcceptDrops(false);
}

bool Page::mayTakeKeys() const
{
    const QWidget *has = window()->focusWidget();
    return !has || !has->isVisible() || isAncestorOf(has) ||
           (qobject_cast<const PageTabBar *>(has) && !PageTabBar::isWalked());
}

} // namespace lens
