// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/compareheatmaps.h"

#include "model/document/plaintext.h"
#include "widgets/heattexts.h"
#include "widgets/plots/heatmapplot.h"

#include <QFrame>
#include <QKeyEvent>
#include <QLabel>

#include <algorithm>

// How a person walks and zooms in three heatmaps by keyboard, and what a cell says.

using namespace Qt::StringLiterals;

namespace lens {
namespace {

constexpr double nearer = 0.5, farther = 2;
constexpr double panShare = 0.25; // of what is seen

} // namespace

bool CompareHeatmaps::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_pictures && m_isCurrent) {
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

void CompareHeatmaps::readCell(qint64 row, qint64 column)
{
    if (!m_isCurrent)
        return;
    m_row = row;
    m_column = column;
    for (HeatmapPlot *plot : m_plots)
        plot->mark(row, column);
    QString text = captionText();
    const std::string place =
        row < 0 ? std::string() : heatPlace(m_pair->a, m_pair->plane, m_pair->shape, row, column);
    if (!place.empty())
        text = u"%1\nA  %2\nΔ  %3\nB  %4"_s.arg(
            plainText(place), cellText(m_pair->a.at(row, column)),
            cellText(m_pair->delta.at(row, column)), cellText(m_pair->b.at(row, column)));
    say(text);
}

void CompareHeatmaps::say(const QString &text)
{
    m_readout->setText(text);
    m_pictures->setAccessibleDescription(text);
}

QString CompareHeatmaps::captionText() const
{
    QString text = sizeText(m_pair->a, m_pair->plane, m_pair->shape);
    const std::pair<HeatTotals, QString> sides[] = {
        {m_pair->totalsOfA, u"A"_s}, {m_pair->totalsOfDelta, u"Δ"_s}, {m_pair->totalsOfB, u"B"_s}};
    for (const auto &[totals, name] : sides)
        if (const QString special = specialText(totals); !special.isEmpty())
            text += u"\n%1: %2"_s.arg(name, special);
    return text;
}

} // namespace lens
