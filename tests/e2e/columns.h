// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QHeaderView>
#include <QMouseEvent>

namespace lens::test {

inline void sendMouse(QHeaderView &header, QEvent::Type type, QPoint at, Qt::MouseButton button,
                      Qt::MouseButtons held)
{
    QWidget *area = header.viewport();
    QMouseEvent event(type, at, area->mapToGlobal(at), button, held, Qt::NoModifier);
    QApplication::sendEvent(area, &event);
}

// Makes a column wider by the edge at its right end, as a person does, and holds it there.
inline QPoint dragHeld(QHeaderView &header, int column, int by)
{
    const QPoint edge(header.sectionViewportPosition(column) + header.sectionSize(column) - 2,
                      header.viewport()->height() / 2);
    const QPoint end = edge + QPoint(by, 0);
    sendMouse(header, QEvent::MouseMove, edge, Qt::NoButton, Qt::NoButton);
    sendMouse(header, QEvent::MouseButtonPress, edge, Qt::LeftButton, Qt::LeftButton);
    sendMouse(header, QEvent::MouseMove, (edge + end) / 2, Qt::NoButton, Qt::LeftButton);
    sendMouse(header, QEvent::MouseMove, end, Qt::NoButton, Qt::LeftButton);
    return end;
}

inline void release(QHeaderView &header, QPoint at)
{
    sendMouse(header, QEvent::MouseButtonRelease, at, Qt::LeftButton, Qt::NoButton);
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(header.viewport(), &leave);
}

inline void drag(QHeaderView &header, int column, int by)
{
    release(header, dragHeld(header, column, by));
}

} // namespace lens::test
