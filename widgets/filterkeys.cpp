// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/filterkeys.h"

#include <QKeyEvent>
#include <QLineEdit>

namespace lens {

FilterKeys::FilterKeys(QLineEdit &line)
    : QObject(&line)
    , m_line(line)
{
    line.installEventFilter(this);
}

bool FilterKeys::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress)
        return take(static_cast<QKeyEvent *>(event)->key());
    // Escape is also a key of the window: here it belongs to the line.
    if (event->type() != QEvent::ShortcutOverride ||
        static_cast<QKeyEvent *>(event)->key() != Qt::Key_Escape)
        return QObject::eventFilter(watched, event);
    event->accept();
    return true;
}

bool FilterKeys::take(int key)
{
    switch (key) {
    case Qt::Key_Escape:
        if (m_line.text().isEmpty()) {
            Q_EMIT left();
        } else {
            m_line.clear();
            Q_EMIT cleared();
        }
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Down: Q_EMIT left(); return true;
    default: return false;
    }
}

} // namespace lens
