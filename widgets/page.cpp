// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/page.h"

#include <QLineEdit>

namespace lens {

void Page::leaveDropsToWindow()
{
    for (QLineEdit *line : findChildren<QLineEdit *>())
        line->setAcceptDrops(false);
}

} // namespace lens
