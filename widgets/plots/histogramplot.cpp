// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/histogramplot.h"

#include <QEvent>
#include <QVBoxLayout>

#include <qcustomplot.h>

#include <algorithm>

namespace lens {
namespace {

// Where a logarithmic axis of counts begins: below the smallest count, so that one value shows.
constexpr double logFloor = 0.5;

QColor mixed(const QColor &a, const QColor &b, double share)
{
    const auto mix = [share](int x, int y) { return static_cast<int>(x + (y - x) * share); };
    return {mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue())};
}

void colourAxis(QCPAxis *axis, const QColor &line, const QColor &text, const QColor &grid)
{
    axis->setBasePen(line);
    axis->setTickPen(line);
    axis->setSubTickPen(line);
    axis->setTickLabelColor(text);
    axis->setLabelColor(text);
    axis->grid()->setPen(grid);
    axis->grid()->setZeroLinePen(grid);
}

} // namespace

HistogramPlot::HistogramPlot(Detail detail, QWidget *parent)
    : QWidget(parent)
    , m_plot(new QCustomPlot(this))
    , m_graph(m_plot->addGraph())
    , m_detail(detail)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_plot);
    // The library sets it without painting every pixel.
    m_plot->setAttribute(Qt::WA_OpaquePaintEvent, false);
    m_plot->setFocusPolicy(Qt::NoFocus);
    m_graph->setLineStyle(QCPGraph::lsStepLeft);
    m_graph->setAdaptiveSampling(false);
    m_plot->xAxis->grid()->setVisible(false);
    m_plot->yAxis->grid()->setVisible(detail == Detail::Full);
    m_plot->yAxis->setVisible(detail == Detail::Full);
    m_plot->xAxis->setSubTicks(detail == Detail::Full);
    if (detail == Detail::Full) {
        m_plot->xAxis->setLabel(tr("Value"));
        m_plot->yAxis->setLabel(tr("Count"));
    }
    watchPointer();
    applyPalette();
    applyScale();
}

void HistogramPlot::watchPointer()
{
    connect(m_plot, &QCustomPlot::mouseMove, this, [this](QMouseEvent *event) {
        if (!m_histogram || m_histogram->counts.empty())
            return;
        const auto &edges = m_histogram->edges;
        const double value = m_plot->xAxis->pixelToCoord(event->position().x());
        const auto above = std::upper_bound(edges.begin(), edges.end(), value) - edges.begin();
        const bool inside = above > 0 && above <= std::ptrdiff_t(m_histogram->counts.size());
        Q_EMIT hovered(inside ? static_cast<int>(above - 1) : -1);
    });
}

void HistogramPlot::setHistogram(const engine::Histogram &histogram)
{
    m_histogram = histogram;
    fill();
}

void HistogramPlot::clear()
{
    m_histogram.reset();
    fill();
}

void HistogramPlot::setLogarithmic(bool on)
{
    m_logarithmic = on;
    applyScale();
    fill();
}

void HistogramPlot::fill()
{
    QVector<QCPGraphData> points;
    double highest = 1;
    if (m_histogram && !m_histogram->counts.empty()) {
        const auto &[edges, counts, below, above] = *m_histogram;
        const double floor = m_logarithmic ? logFloor : 0;
        points.append({edges.front(), floor});
        for (std::size_t i = 0; i < counts.size(); ++i) {
            points.append({edges[i], std::max(static_cast<double>(counts[i]), floor)});
            highest = std::max(highest, static_cast<double>(counts[i]));
        }
        points.append({edges.back(), floor});
        const double margin = (edges.back() - edges.front()) * 0.02;
        m_plot->xAxis->setRange(edges.front() - margin, edges.back() + margin);
    }
    m_graph->data()->set(points, true);
    m_plot->yAxis->setRange(m_logarithmic ? logFloor : 0,
                            m_logarithmic ? highest * 1.5 : highest * 1.05);
    for (auto *axis : {m_plot->xAxis, m_plot->yAxis})
        axis->setTickLabels(!points.isEmpty());
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void HistogramPlot::applyScale()
{
    m_plot->yAxis->setScaleType(m_logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    QSharedPointer<QCPAxisTicker> ticker;
    if (m_logarithmic)
        ticker.reset(new QCPAxisTickerLog);
    else
        ticker.reset(new QCPAxisTicker);
    m_plot->yAxis->setTicker(ticker);
    m_plot->yAxis->setNumberFormat(m_logarithmic ? "eb" : "gb");
    m_plot->yAxis->setNumberPrecision(m_logarithmic ? 0 : 6);
    m_plot->xAxis->setNumberFormat("gb");
    m_plot->xAxis->setNumberPrecision(5);
}

void HistogramPlot::applyPalette()
{
    const QPalette &look = palette();
    const QColor base = look.color(QPalette::Base), text = look.color(QPalette::Text);
    const QColor accent = look.color(QPalette::Highlight);
    m_plot->setBackground(base);
    for (auto *axis : {m_plot->xAxis, m_plot->yAxis})
        colourAxis(axis, mixed(text, base, 0.5), mixed(text, base, 0.2), mixed(text, base, 0.85));
    m_graph->setPen(QPen(accent, 1.2));
    m_graph->setBrush(mixed(accent, base, 0.6));
    m_plot->xAxis->setTickLabelFont(font());
    m_plot->yAxis->setTickLabelFont(font());
    m_plot->xAxis->setLabelFont(font());
    m_plot->yAxis->setLabelFont(font());
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void HistogramPlot::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        applyPalette();
    QWidget::changeEvent(event);
}

} // namespace lens
