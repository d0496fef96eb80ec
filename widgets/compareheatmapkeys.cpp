// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/compareheatmaps.h"

#include "model/document/plaintext.h"
#include "widgets/heattexts.h"
#include "widgets/plots/heatmapplot.h"

#include <QFrame>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QStyleOption>

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
    if (watched == m_pictures && event->type() == QEvent::Paint && m_pictures->hasFocus())
        drawFocus();
    if (watched == m_pictures && m_isCurrent) {
        if (event->type() == QEvent::FocusIn && m_walked.row < 0)
            walk(0, 0);
        if (event->type() == QEvent::KeyPress) {
            const auto *key = static_cast<QKeyEvent *>(event);
            if (handleKey(key->key(), key->modifiers()))
                return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

// Below the pictures, so that it is seen around them.
void CompareHeatmaps::drawFocus()
{
    QStyleOptionFocusRect option;
    option.initFrom(m_pictures);
    QPainter painter(m_pictures);
    style()->drawPrimitive(QStyle::PE_FrameFocusRect, &option, &painter, m_pictures);
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
    if (const Cell cell = shownCell(); cell.row >= 0)
        view.zoom(factor, middle(cell.row, m_pair->a.rowStep),
                  middle(cell.column, m_pair->a.columnStep));
    else
        view.zoom(factor, view.rows().from + view.rows().length / 2,
                  view.columns().from + view.columns().length / 2);
    setView(view);
}

// From the cell that is marked, whether by keys or by the pointer.
void CompareHeatmaps::walk(std::int64_t rows, std::int64_t columns)
{
    const HeatGrid &grid = m_pair->a;
    const Cell from = shownCell();
    m_walked = {std::clamp<std::int64_t>(from.row + rows, 0, grid.rows - 1),
                std::clamp<std::int64_t>(from.column + columns, 0, grid.columns - 1)};
    m_hovered = {};
    showCell();
    const auto side = [](std::int64_t cell, std::int64_t step) {
        return HeatView::Side{static_cast<double>(cell * step), static_cast<double>(step)};
    };
    HeatView view = m_view;
    view.reveal(side(m_walked.row, grid.rowStep), side(m_walked.column, grid.columnStep));
    setView(view);
}

void CompareHeatmaps::connectPicture(HeatmapPlot &plot)
{
    connect(&plot, &HeatmapPlot::hovered, this, &CompareHeatmaps::hover);
    connect(&plot, &HeatmapPlot::zoomed, this, [this](double factor, double row, double column) {
        HeatView view = m_view;
        view.zoom(factor, row, column);
        setView(view);
    });
    connect(&plot, &HeatmapPlot::dragged, this, [this](double rows, double columns) {
        HeatView view = m_view;
        view.move(rows, columns);
        setView(view);
    });
    connect(&plot, &HeatmapPlot::resetRequested, this, [this] {
        HeatView view = m_view;
        view.showAll();
        setView(view);
    });
}

void CompareHeatmaps::applyView()
{
    for (HeatmapPlot *plot : m_plots)
        plot->setView(m_view);
}

void CompareHeatmaps::setView(const HeatView &view)
{
    if (view == m_view)
        return;
    m_view = view;
    applyView();
}

CompareHeatmaps::Cell CompareHeatmaps::shownCell() const
{
    return m_hovered.row >= 0 ? m_hovered : m_walked;
}

void CompareHeatmaps::hover(qint64 row, qint64 column)
{
    if (!m_isCurrent)
        return;
    m_hovered = {row, column};
    showCell();
}

void CompareHeatmaps::showCell()
{
    const Cell cell = shownCell();
    for (HeatmapPlot *plot : m_plots)
        plot->mark(cell.row, cell.column);
    const QString text = cell.row < 0 ? QString() : cellsText(cell);
    say(text.isEmpty() ? captionText() : text);
}

// Empty between two kernels.
QString CompareHeatmaps::cellsText(const Cell &cell) const
{
    const auto [row, column] = cell;
    const std::string place = heatPlace(m_pair->a, m_pair->plane, m_pair->shape, row, column);
    if (place.empty())
        return {};
    const HeatCell &difference = m_pair->delta.at(row, column);
    QString delta = cellText(difference);
    if (m_pair->difference == HeatPair::Difference::MeanDistance && difference.finite)
        delta += tr(", mean |Δ| %1").arg(plainText(shortDouble(valueOf(difference, true), 6)));
    return u"%1\nA  %2\nΔ  %3\nB  %4"_s.arg(plainText(place), cellText(m_pair->a.at(row, column)),
                                            delta, cellText(m_pair->b.at(row, column)));
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
