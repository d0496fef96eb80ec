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
    connect(&line, &QLineEdit::returnPressed, this, &FilterKeys::left);
}

bool FilterKeys::eventFilter(QObject *watched, QEvent *event)
{
    // Escape is also a key of the window: here it belongs to the line.
    const bool claims = event->type() == QEvent::ShortcutOverride;
    if (!claims && event->type() != QEvent::KeyPress)
        return QObject::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent *>(event)->key();
    if (key != Qt::Key_Escape && (claims || key != Qt::Key_Down))
        return false;
    if (claims)
        event->accept();
    else if (key == Qt::Key_Escape && !m_line.text().isEmpty())
        m_line.clear();
    else
        Q_EMIT left();
    return true;
}

} // namespace lens
