// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/heatmapplot.h"

#include <QEvent>

#include <qcustomplot.h>

#include <cmath>

// What of a heatmap is seen, marked and pointed at.

namespace lens {
namespace {

constexpr double notch = 120;    // of a wheel
constexpr double perNotch = 0.8; // of what was seen
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
    const bool isInside = m_plot->axisRect()->rect().contains(position.toPoint()) &&
                          place.x() >= 0 && place.y() >= 0 &&
                          place.y() < static_cast<double>(m_rows * m_rowStep) &&
                          place.x() < static_cast<double>(m_columns * m_columnStep);
    if (isInside)
        Q_EMIT hovered(static_cast<qint64>(place.y()) / m_rowStep,
                       static_cast<qint64>(place.x()) / m_columnStep);
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
    const auto edge = [](qint64 cell, std::int64_t step) {
        return static_cast<double>(cell * step) - 0.5;
    };
    for (QCPItemRect *frame : m_frames) {
        frame->setVisible(row >= 0);
        frame->topLeft->setCoords(edge(column, m_columnStep), edge(row, m_rowStep));
        frame->bottomRight->setCoords(edge(column + 1, m_columnStep), edge(row + 1, m_rowStep));
    }
    m_plot->layer(QStringLiteral("overlay"))->replot();
}

void HeatmapPlot::hideFrames()
{
    for (QCPItemRect *frame : m_frames)
        frame->setVisible(false);
}

void HeatmapPlot::styleFrames(const QPalette &look)
{
    const QPalette::ColorRole roles[] = {QPalette::Base, QPalette::Text};
    for (std::size_t i = 0; i < m_frames.size(); ++i)
        m_frames[i]->setPen(QPen(look.color(roles[i]), frameWidths[i]));
}

bool HeatmapPlot::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_plot && event->type() == QEvent::Leave)
        Q_EMIT hovered(-1, -1);
    return QWidget::eventFilter(watched, event);
}

} // namespace lens
