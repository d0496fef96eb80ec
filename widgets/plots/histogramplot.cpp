// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/histogramplot.h"

#include "widgets/plots/countticker.h"

#include <QEvent>
#include <QVBoxLayout>

#include <qcustomplot.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

namespace lens {
namespace {

// Where a logarithmic axis of counts begins: below the smallest count, so that one value shows.
constexpr double logFloor = 0.5;
constexpr std::size_t mostFilled = 3; // overlays; more of them would only be mud
constexpr int shortestDrag = 4;       // pixels; less is a click
constexpr int longestName = 40;       // letters in the legend
constexpr double outerMargin = 0.02;  // beside the first and the last bin
constexpr double fewestDecades = 100; // from end to end, for an axis with ticks at powers of ten

// Told apart by people who see colours differently, on white and on black; the first is the
// palette's own accent.
constexpr std::array<QRgb, 10> colours{0xFF2F6FB3, 0xFFE08214, 0xFF2A9D74, 0xFFC2477F, 0xFF8C6BC8,
                                       0xFF7F8C1F, 0xFF3FA7D6, 0xFFB5533C, 0xFF6B7785, 0xFFD1A800};

double valuesIn(const engine::Histogram &histogram)
{
    const auto drawn = std::accumulate(histogram.counts.begin(), histogram.counts.end(),
                                       histogram.below + histogram.above);
    return std::max(static_cast<double>(drawn), 1.0);
}

QString elided(const QString &name)
{
    if (name.size() <= longestName)
        return name;
    return QStringLiteral("…") + name.right(longestName - 1);
}

} // namespace

HistogramPlot::HistogramPlot(Detail detail, QWidget *parent)
    : QWidget(parent)
    , m_plot(new QCustomPlot(this))
    , m_detail(detail)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_plot);
    // The library sets it without painting every pixel.
    m_plot->setAttribute(Qt::WA_OpaquePaintEvent, false);
    m_plot->setFocusPolicy(Qt::NoFocus);
    m_plot->xAxis->grid()->setVisible(false);
    m_plot->yAxis->grid()->setVisible(detail == Detail::Full);
    m_plot->yAxis->setVisible(detail == Detail::Full);
    m_plot->xAxis->setSubTicks(detail == Detail::Full);
    if (detail == Detail::Full)
        watchPointer();
    applyScale();
    applyPalette(palette());
}

bool HistogramPlot::canDraw(const engine::Histogram &histogram)
{
    return QCPRange::validRange(histogram.edges.front(), histogram.edges.back());
}

void HistogramPlot::watchPointer()
{
    connect(m_plot, &QCustomPlot::mouseMove, this,
            [this](QMouseEvent *event) { Q_EMIT hovered(binAt(event->position().x())); });
    connect(m_plot, &QCustomPlot::mouseDoubleClick, this, &HistogramPlot::resetRequested);
    m_plot->setSelectionRectMode(QCP::srmCustom);
    connect(m_plot->selectionRect(), &QCPSelectionRect::accepted, this,
            &HistogramPlot::takeSelection);
    m_plot->installEventFilter(this);
}

void HistogramPlot::takeSelection(const QRect &area)
{
    if (area.width() < shortestDrag || isEmpty())
        return;
    const double from = m_plot->xAxis->pixelToCoord(area.left());
    const double to = m_plot->xAxis->pixelToCoord(area.right());
    Q_EMIT rangeDragged(std::min(from, to), std::max(from, to));
}

int HistogramPlot::binAt(double pixel) const
{
    if (m_series.empty())
        return -1;
    const auto &edges = m_series.front().histogram.edges;
    const double value = m_plot->xAxis->pixelToCoord(pixel);
    const auto above = std::upper_bound(edges.begin(), edges.end(), value) - edges.begin();
    return above > 0 && above < std::ssize(edges) ? static_cast<int>(above - 1) : -1;
}

void HistogramPlot::setHistogram(const engine::Histogram &histogram)
{
    setSeries({HistogramSeries{{}, histogram, {}, false}});
}

void HistogramPlot::setSeries(std::vector<HistogramSeries> series)
{
    std::erase_if(series, [](const auto &one) { return one.histogram.counts.empty(); });
    m_series = std::move(series);
    fill();
}

void HistogramPlot::clear() { setSeries({}); }

void HistogramPlot::setLogarithmic(bool on)
{
    m_logarithmic = on;
    applyScale();
    fill();
}

void HistogramPlot::setMagnitudes(bool on) { m_magnitudes = on; }

// The axis of the values from the first edge to the last.
void HistogramPlot::fitValues()
{
    const bool logarithmic = m_magnitudes && !m_series.empty();
    auto *axis = m_plot->xAxis;
    axis->setScaleType(logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    bool decades = false;
    if (!m_series.empty()) {
        const auto &edges = m_series.front().histogram.edges;
        const double first = edges.front(), last = edges.back();
        const double margin = (last - first) * outerMargin;
        const double factor = logarithmic ? std::pow(last / first, outerMargin) : 1;
        decades = logarithmic && last / first > fewestDecades;
        axis->setRange(logarithmic ? first / factor : first - margin,
                       logarithmic ? last * factor : last + margin);
    }
    axis->setTicker(
        QSharedPointer<QCPAxisTicker>(decades ? new QCPAxisTickerLog : new QCPAxisTicker));
    axis->setNumberFormat(decades ? "eb" : "gb");
    axis->setNumberPrecision(decades ? 0 : 5);
    if (m_detail == Detail::Full)
        axis->setLabel(m_magnitudes || m_complex ? tr("|Value|") : tr("Value"));
}

// What one value adds to the height of a series.
double HistogramPlot::unitOf(const HistogramSeries &series) const
{
    return isShare() ? 100 / valuesIn(series.histogram) : 1;
}

// Where the axis of the heights begins. A bin without values lies on it, in every series.
double HistogramPlot::floor() const
{
    double lowest = m_series.empty() ? logFloor : std::numeric_limits<double>::max();
    for (const HistogramSeries &series : m_series)
        lowest = std::min(lowest, logFloor * unitOf(series));
    return m_logarithmic ? lowest : 0;
}

// Where a curve passes through a bin.
double HistogramPlot::middleOf(double low, double high) const
{
    return m_magnitudes ? std::sqrt(low) * std::sqrt(high) : (low + high) / 2;
}

// Adds its lines and returns the height of the highest.
double HistogramPlot::addSeries(const HistogramSeries &series, double floor)
{
    const auto &[edges, counts, below, above] = series.histogram;
    const double unit = unitOf(series);
    QVector<QCPGraphData> points{{edges.front(), floor}}, curve;
    double highest = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const double height = static_cast<double>(counts[i]) * unit;
        points.append({edges[i], std::max(height, floor)});
        highest = std::max(highest, height);
        if (i < series.normal.size())
            curve.append(
                {middleOf(edges[i], edges[i + 1]), std::max(series.normal[i] * unit, floor)});
    }
    points.append({edges.back(), floor});
    QCPGraph *graph = m_plot->addGraph();
    graph->setLineStyle(QCPGraph::lsStepLeft);
    graph->setAdaptiveSampling(false);
    graph->setName(elided(series.name));
    graph->data()->set(points, true);
    m_graphs.push_back(graph);
    m_curves.push_back(curve.isEmpty() ? nullptr : m_plot->addGraph());
    if (m_curves.back()) {
        m_curves.back()->data()->set(curve, true);
        m_curves.back()->removeFromLegend();
    }
    return highest;
}

void HistogramPlot::fill()
{
    m_plot->clearGraphs();
    m_graphs.clear();
    m_curves.clear();
    const double lowest = floor();
    double highest = 0;
    for (const HistogramSeries &series : m_series)
        highest = std::max(highest, addSeries(series, lowest));
    if (highest <= 0)
        highest = 1;
    fitValues();
    m_plot->yAxis->setRange(lowest, m_logarithmic ? highest * 1.5 : highest * 1.05);
    fitSize();
    if (m_detail == Detail::Full)
        m_plot->yAxis->setLabel(isShare() ? tr("Share (%)") : tr("Count"));
    // Axes around nothing would look like a mistake.
    m_plot->xAxis->setVisible(!m_series.empty());
    m_plot->yAxis->setVisible(!m_series.empty() && m_detail == Detail::Full);
    styleSeries(palette());
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

// In a low plot a legend would hide what is drawn.
void HistogramPlot::fitSize()
{
    const bool isHigh = m_plot->height() >= fontMetrics().height() * 10;
    placeLegend(*m_plot, m_detail == Detail::Full && isShare() && isHigh);
    fitNumbers(*m_plot);
}

void HistogramPlot::applyScale()
{
    m_plot->yAxis->setScaleType(m_logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    m_plot->yAxis->setTicker(
        QSharedPointer<QCPAxisTicker>(m_logarithmic ? new CountTicker : new QCPAxisTicker));
    m_plot->yAxis->setNumberFormat(m_logarithmic ? "eb" : "gb");
    m_plot->yAxis->setNumberPrecision(m_logarithmic ? 0 : 6);
}

void HistogramPlot::styleSeries(const QPalette &look)
{
    const QColor base = look.color(QPalette::Base);
    for (std::size_t i = 0; i < m_graphs.size(); ++i) {
        const QColor colour =
            i == 0 ? look.color(QPalette::Highlight) : QColor::fromRgb(colours[i % colours.size()]);
        const bool dashed = m_series[i].dashed || i >= colours.size();
        m_graphs[i]->setPen(QPen(colour, 1.2, dashed ? Qt::DashLine : Qt::SolidLine));
        QColor area = isShare() ? colour : mixed(colour, base, 0.6);
        if (isShare())
            area.setAlphaF(0.25F);
        const bool filled = m_graphs.size() <= mostFilled && !m_series[i].dashed;
        m_graphs[i]->setBrush(filled ? QBrush(area) : QBrush(Qt::NoBrush));
        if (m_curves[i])
            m_curves[i]->setPen(
                QPen(isShare() ? colour : look.color(QPalette::Text), 1.2, Qt::DotLine));
    }
}

void HistogramPlot::applyPalette(const QPalette &look)
{
    applyLook(*m_plot, look, font());
    const QColor accent = look.color(QPalette::Highlight);
    QColor veil = accent;
    veil.setAlphaF(0.2F);
    m_plot->selectionRect()->setPen(accent);
    m_plot->selectionRect()->setBrush(veil);
    styleSeries(look);
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

QRect HistogramPlot::legendArea() const
{
    return m_plot->legend->visible() ? m_plot->legend->outerRect() : QRect();
}

QRect HistogramPlot::curveArea() const { return m_plot->axisRect()->rect(); }

QPixmap HistogramPlot::picture()
{
    applyPalette(paperPalette());
    const QPixmap drawn = m_plot->toPixmap(m_plot->width(), m_plot->height(), 2);
    applyPalette(palette());
    return drawn;
}

bool HistogramPlot::write(PictureFormat format, QIODevice &device)
{
    applyPalette(paperPalette());
    const bool written = drawPicture(*m_plot, format, device);
    applyPalette(palette());
    return written;
}

void HistogramPlot::changeEvent(QEvent *event)
{
    if (changesLook(*event))
        applyPalette(palette());
    QWidget::changeEvent(event);
}

bool HistogramPlot::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_plot && event->type() == QEvent::Leave)
        Q_EMIT hovered(-1);
    if (watched == m_plot && event->type() == QEvent::Resize)
        fitSize();
    return QWidget::eventFilter(watched, event);
}

} // namespace lens
