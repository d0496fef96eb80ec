// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/compareheatmaps.h"

#include <QFrame>
#include <QKeyEvent>

#include <algorithm>

// How a person walks and zooms in three heatmaps by keyboard.

namespace lens {
namespace {

constexpr double nearer = 0.5, farther = 2;
constexpr double panShare = 0.25; // of what is seen

} // namespace

bool CompareHeatmaps::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_pictures && m_pair) {
        if (event->type() == QEvent::FocusIn && m_row < 0)
            walk(0, 0);
        if (event->type() == QEvent::KeyPress) {
            const auto *key = static_cast<QKeyEvent *>(event);
            if (handleKey(key->key(), key->modifiers()))
                return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

bool CompareHeatmaps::handleKey(int key, Qt::KeyboardModifiers modifiers)
{
    const int down = (key == Qt::Key_Down) - (key == Qt::Key_Up);
    const int right = (key == Qt::Key_Right) - (key == Qt::Key_Left);
    HeatView view = m_view;
    if (key == Qt::Key_Plus || key == Qt::Key_Equal) {
        zoom(nearer);
    } else if (key == Qt::Key_Minus) {
        zoom(farther);
    } else if (key == Qt::Key_0) {
        view.showAll();
        setView(view);
    } else if ((down || right) && modifiers == Qt::ShiftModifier) {
        view.move(down * panShare * view.rows().length, right * panShare * view.columns().length);
        setView(view);
    } else if (down || right) {
        walk(down, right);
    } else {
        return false;
    }
    return true;
}

// About the marked cell, else about the middle.
void CompareHeatmaps::zoom(double factor)
{
    HeatView view = m_view;
    const auto middle = [](std::int64_t cell, std::int64_t step) {
        return (static_cast<double>(cell) + 0.5) * static_cast<double>(step);
    };
    if (m_row >= 0)
        view.zoom(factor, middle(m_row, m_pair->a.rowStep), middle(m_column, m_pair->a.columnStep));
    else
        view.zoom(factor, view.rows().from + view.rows().length / 2,
                  view.columns().from + view.columns().length / 2);
    setView(view);
}

void CompareHeatmaps::walk(std::int64_t rows, std::int64_t columns)
{
    const HeatGrid &grid = m_pair->a;
    readCell(std::clamp<std::int64_t>(m_row + rows, 0, grid.rows - 1),
             std::clamp<std::int64_t>(m_column + columns, 0, grid.columns - 1));
    const auto side = [](std::int64_t cell, std::int64_t step) {
        return HeatView::Side{static_cast<double>(cell * step), static_cast<double>(step)};
    };
    HeatView view = m_view;
    view.reveal(side(m_row, grid.rowStep), side(m_column, grid.columnStep));
    setView(view);
}

} // namespace lens
