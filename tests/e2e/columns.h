// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QHeaderView>
#include <QMouseEvent>

namespace lens::test {

// Makes a column wider by the edge at its right end, as a person does.
inline void drag(QHeaderView &header, int column, int by)
{
    QWidget *area = header.viewport();
    const auto send = [area](QEvent::Type type, QPoint at, Qt::MouseButton button,
                             Qt::MouseButtons held) {
        QMouseEvent event(type, at, area->mapToGlobal(at), button, held, Qt::NoModifier);
        QApplication::sendEvent(area, &event);
    };
    const QPoint edge(header.sectionViewportPosition(column) + header.sectionSize(column) - 2,
                      area->height() / 2);
    const QPoint end = edge + QPoint(by, 0);
    send(QEvent::MouseMove, edge, Qt::NoButton, Qt::NoButton);
    send(QEvent::MouseButtonPress, edge, Qt::LeftButton, Qt::LeftButton);
    send(QEvent::MouseMove, (edge + end) / 2, Qt::NoButton, Qt::LeftButton);
    send(QEvent::MouseMove, end, Qt::NoButton, Qt::LeftButton);
    send(QEvent::MouseButtonRelease, end, Qt::LeftButton, Qt::NoButton);
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(area, &leave);
}

} // namespace lens::test
