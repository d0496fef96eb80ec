// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/typedline.h"

#include <QFocusEvent>

namespace lens {

void TypedLine::focusOutEvent(QFocusEvent *event)
{
    QLineEdit::focusOutEvent(event);
    const auto reason = event->reason();
    if (reason != Qt::ActiveWindowFocusReason && reason != Qt::PopupFocusReason &&
        reason != Qt::MenuBarFocusReason)
        Q_EMIT left();
}

} // namespace lens
