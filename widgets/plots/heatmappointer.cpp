// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/heatmapplot.h"

#include <QKeyEvent>
#include <QPainter>
#include <QStyleOption>

#include <qcustomplot.h>

#include <cmath>

// What of a heatmap is seen, marked and pointed at, by pointer and by keys.

namespace lens {
namespace {

constexpr double notch = 120;     // of a wheel
constexpr double perNotch = 0.8;  // of what was seen
constexpr double nearer = 0.5;    // by a key
constexpr double panShare = 0.25; // of what is seen
constexpr double frameWidths[] = {4, 2};

} // namespace

void HeatmapPlot::watchPointer()
{
    for (QCPItemRect *frame : m_frames)
        frame->setLayer(QStringLiteral("overlay"));
    hideFrames();
    connect(m_plot, &QCustomPlot::mouseMove, this, [this](QMouseEvent *event) {
        if (event->buttons() & Qt::LeftButton)
            drag(event->position());
        tellCell(event->position());
    });
    connect(m_plot, &QCustomPlot::mousePress, this,
            [this](QMouseEvent *event) { m_dragged = event->position(); });
    connect(m_plot, &QCustomPlot::mouseDoubleClick, this, &HeatmapPlot::resetRequested);
    connect(m_plot, &QCustomPlot::mouseWheel, this, [this](QWheelEvent *event) {
        const QPointF place = placeAt(event->position());
        Q_EMIT zoomed(std::pow(perNotch, event->angleDelta().y() / notch), place.y(), place.x());
        if (m_plot->underMouse())
            tellCell(event->position()); // another one may lie there now
    });
    m_plot->installEventFilter(this);
}

// In elements from the top left corner of the plane.
QPointF HeatmapPlot::placeAt(const QPointF &position) const
{
    return {m_plot->xAxis->pixelToCoord(position.x()) + 0.5,
            m_plot->yAxis->pixelToCoord(position.y()) + 0.5};
}

void HeatmapPlot::drag(const QPointF &to)
{
    const QPointF by = placeAt(m_dragged) - placeAt(to);
    m_dragged = to;
    Q_EMIT dragged(by.y(), by.x());
}

void HeatmapPlot::tellCell(const QPointF &position)
{
    const QPointF place = placeAt(position);
    const bool isInside = m_grid && m_plot->axisRect()->rect().contains(position.toPoint()) &&
                          place.x() >= 0 && place.y() >= 0 &&
                          place.y() < static_cast<double>(m_grid->planeRows) &&
                          place.x() < static_cast<double>(m_grid->planeColumns);
    if (isInside)
        Q_EMIT hovered(static_cast<qint64>(place.y()), static_cast<qint64>(place.x()));
    else
        Q_EMIT hovered(-1, -1);
}

void HeatmapPlot::setView(const HeatView &view)
{
    const auto &[top, height] = view.rows();
    const auto &[left, width] = view.columns();
    m_plot->xAxis->setRange(left - 0.5, left + width - 0.5);
    m_plot->yAxis->setRange(top - 0.5, top + height - 0.5);
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void HeatmapPlot::mark(qint64 row, qint64 column)
{
    // Drawn at once, so not for nothing.
    if (row < 0 && !m_frames.front()->visible())
        return;
    CellRange cell;
    if (m_grid && row >= 0) {
        const HeatGrid &grid = gridAt(*m_grid, m_part.get(), row, column);
        cell = grid.elementsOf(grid.cellOf(row, column));
    }
    const auto edge = [](std::int64_t element) { return static_cast<double>(element) - 0.5; };
    for (QCPItemRect *frame : m_frames) {
        frame->setVisible(cell.rows > 0);
        frame->topLeft->setCoords(edge(cell.column), edge(cell.row));
        frame->bottomRight->setCoords(edge(cell.column + cell.columns), edge(cell.row + cell.rows));
    }
    m_plot->layer(QStringLiteral("overlay"))->replot();
}

void HeatmapPlot::setFramesVisible(bool on)
{
    for (QCPItemRect *frame : m_frames)
        frame->setVisible(on);
}

void HeatmapPlot::styleFrames(const QPalette &look)
{
    const QPalette::ColorRole roles[] = {QPalette::Base, QPalette::Text};
    for (std::size_t i = 0; i < m_frames.size(); ++i)
        m_frames[i]->setPen(QPen(look.color(roles[i]), frameWidths[i]));
}

// Of the cell that is marked, else of what is seen.
QPointF HeatmapPlot::middle() const
{
    const QCPItemRect *frame = m_frames.front();
    if (!frame->visible())
        return QPointF(m_plot->xAxis->range().center(), m_plot->yAxis->range().center()) +
               QPointF(0.5, 0.5);
    return (frame->topLeft->coords() + frame->bottomRight->coords()) / 2 + QPointF(0.5, 0.5);
}

void HeatmapPlot::keyPressEvent(QKeyEvent *event)
{
    const int key = event->key();
    const int down = (key == Qt::Key_Down) - (key == Qt::Key_Up);
    const int right = (key == Qt::Key_Right) - (key == Qt::Key_Left);
    const bool isNearer = key == Qt::Key_Plus || key == Qt::Key_Equal;
    if (isNearer || key == Qt::Key_Minus)
        Q_EMIT zoomed(isNearer ? nearer : 1 / nearer, middle().y(), middle().x());
    else if (key == Qt::Key_0)
        Q_EMIT resetRequested();
    else if ((down || right) && event->modifiers() == Qt::ShiftModifier)
        Q_EMIT dragged(down * panShare * m_plot->yAxis->range().size(),
                       right * panShare * m_plot->xAxis->range().size());
    else if (down || right)
        Q_EMIT walked(down, right);
    else
        QWidget::keyPressEvent(event);
}

// Around the picture, which leaves room for it.
void HeatmapPlot::paintEvent(QPaintEvent *event)
{
    QWidget::paintEvent(event);
    if (!hasFocus())
        return;
    QStyleOptionFocusRect option;
    option.initFrom(this);
    QPainter painter(this);
    style()->drawPrimitive(QStyle::PE_FrameFocusRect, &option, &painter, this);
}

bool HeatmapPlot::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_plot && event->type() == QEvent::Leave)
        Q_EMIT hovered(-1, -1);
    return QWidget::eventFilter(watched, event);
}

} // namespace lens
