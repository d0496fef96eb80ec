// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/titlelabel.h"

namespace lens {

TitleLabel::TitleLabel(QWidget *parent)
    : ElidedLabel(Qt::ElideMiddle, parent)
{
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.25);
    large.setBold(true);
    setFont(large);
}

} // namespace lens
