// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/heatmapplot.h"

#include <QEvent>
#include <QGraphicsOpacityEffect>
#include <QVBoxLayout>

#include <qcustomplot.h>

#include <algorithm>
#include <limits>

namespace lens {
namespace {

constexpr QRgb special = 0xFFD020D0;  // in no gradient, so that it stands out
constexpr double farthest = 1e249;    // that the library draws
constexpr qsizetype mostMarks = 1000; // of a kind; more would cover the picture
constexpr double markSize = 10;
constexpr int patience = 150; // ms
constexpr double opacityOfOld = 0.4;

// Blue and orange-red differ for every eye; the middle is the paper they are drawn on.
QCPColorGradient diverging(const QColor &middle)
{
    QCPColorGradient gradient;
    const bool dark = middle.lightness() < 128;
    gradient.setColorStopAt(0, QColor::fromRgb(dark ? 0xFF8FC7FF : 0xFF0B3C7D));
    gradient.setColorStopAt(0.25, QColor::fromRgb(dark ? 0xFF2F6FB3 : 0xFF5B9BD5));
    gradient.setColorStopAt(0.5, middle);
    gradient.setColorStopAt(0.75, QColor::fromRgb(dark ? 0xFFB5472A : 0xFFEC8B62));
    gradient.setColorStopAt(1, QColor::fromRgb(dark ? 0xFFFFC08F : 0xFF8A1C0C));
    return gradient;
}

// Lightness grows evenly from one end to the other.
QCPColorGradient sequential()
{
    QCPColorGradient gradient;
    gradient.setColorStopAt(0, QColor::fromRgb(0xFF141B41));
    gradient.setColorStopAt(0.25, QColor::fromRgb(0xFF2B4F81));
    gradient.setColorStopAt(0.5, QColor::fromRgb(0xFF2F8F8B));
    gradient.setColorStopAt(0.75, QColor::fromRgb(0xFF8CC560));
    gradient.setColorStopAt(1, QColor::fromRgb(0xFFFBF3A3));
    return gradient;
}

// One cell has no width in the library: it is drawn twice, half as wide.
std::int64_t drawn(std::int64_t cells) { return std::max<std::int64_t>(cells, 2); }

// Between two indices there is nothing.
QSharedPointer<QCPAxisTicker> indices()
{
    QSharedPointer<QCPAxisTickerFixed> ticker(new QCPAxisTickerFixed);
    ticker->setTickStep(1);
    ticker->setScaleStrategy(QCPAxisTickerFixed::ssMultiples);
    return ticker;
}

// At most so many of them, from all over.
QVector<QCPGraphData> spread(const QVector<QCPGraphData> &places, qsizetype most)
{
    const qsizetype step = (places.size() + most - 1) / most;
    if (step <= 1)
        return places;
    QVector<QCPGraphData> some;
    for (qsizetype i = 0; i < places.size(); i += step)
        some.append(places[i]);
    return some;
}

QCPRange centres(std::int64_t cells, std::int64_t step)
{
    const double width = static_cast<double>(cells * step) / static_cast<double>(drawn(cells));
    return {width / 2 - 0.5, static_cast<double>(cells * step) - width / 2 - 0.5};
}

} // namespace

HeatmapPlot::HeatmapPlot(Detail detail, QWidget *parent)
    : QWidget(parent)
    , m_plot(new QCustomPlot(this))
    , m_scale(new QCPColorScale(m_plot))
    , m_map(new QCPColorMap(m_plot->xAxis, m_plot->yAxis))
    , m_marks{m_plot->addGraph(), m_plot->addGraph(), m_plot->addGraph()}
    , m_frames{new QCPItemRect(m_plot), new QCPItemRect(m_plot)}
    , m_fading(new QGraphicsOpacityEffect(this))
    , m_detail(detail)
{
    m_fading->setOpacity(opacityOfOld);
    m_fading->setEnabled(false);
    m_plot->setGraphicsEffect(m_fading);
    m_patience.setSingleShot(true);
    m_patience.setInterval(patience);
    connect(&m_patience, &QTimer::timeout, this, [this] { m_fading->setEnabled(true); });
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_plot);
    // The library sets it without painting every pixel.
    m_plot->setAttribute(Qt::WA_OpaquePaintEvent, false);
    m_plot->setFocusPolicy(Qt::NoFocus);
    m_plot->plotLayout()->addElement(0, 1, m_scale);
    m_plot->axisRect()->setupFullAxesBox();
    auto *margins = new QCPMarginGroup(m_plot);
    m_plot->axisRect()->setMarginGroup(QCP::msTop | QCP::msBottom, margins);
    m_scale->setMarginGroup(QCP::msTop | QCP::msBottom, margins);
    m_map->setColorScale(m_scale);
    m_map->setInterpolate(false);
    m_map->setTightBoundary(false);
    const QCPScatterStyle::ScatterShape shapes[] = {QCPScatterStyle::ssCircle,
                                                    QCPScatterStyle::ssTriangle,
                                                    QCPScatterStyle::ssTriangleInverted};
    for (std::size_t kind = 0; kind < m_marks.size(); ++kind) {
        m_marks[kind]->setLineStyle(QCPGraph::lsNone);
        m_marks[kind]->setScatterStyle(
            QCPScatterStyle(shapes[kind], QPen(specialColour(), 1.5), Qt::white, markSize));
    }
    m_plot->yAxis->setRangeReversed(true);
    for (auto *axis : {m_plot->xAxis, m_plot->yAxis, m_plot->xAxis2, m_plot->yAxis2}) {
        axis->grid()->setVisible(false);
        axis->setTicker(indices());
        axis->setSubTicks(false);
    }
    watchPointer();
    applyPalette(palette());
    clear();
}

QColor HeatmapPlot::specialColour() { return QColor::fromRgb(special); }

void HeatmapPlot::show(const HeatGrid &grid, const HeatScale &scale)
{
    m_limits = scale;
    m_limits.low = std::clamp(scale.low, -farthest, farthest);
    m_limits.high = std::clamp(scale.high, -farthest, farthest);
    m_rows = grid.rows;
    m_columns = grid.columns;
    m_rowStep = grid.rowStep;
    m_columnStep = grid.columnStep;
    fillCells(grid);
    fillAxes(grid);
    markSpecial(grid);
    hideFrames();
    setPartsVisible(true);
    if (m_detail == Detail::Full)
        m_scale->axis()->setLabel(scale.magnitude ? tr("|Value|") : tr("Value"));
    applyPalette(palette());
}

void HeatmapPlot::fillCells(const HeatGrid &grid)
{
    auto *data = m_map->data();
    const auto rows = drawn(grid.rows), columns = drawn(grid.columns);
    data->setSize(static_cast<int>(columns), static_cast<int>(rows));
    data->setRange(centres(grid.columns, grid.columnStep), centres(grid.rows, grid.rowStep));
    data->clearAlpha();
    for (std::int64_t row = 0; row < rows; ++row)
        for (std::int64_t column = 0; column < columns; ++column) {
            const HeatCell &cell =
                grid.at(std::min(row, grid.rows - 1), std::min(column, grid.columns - 1));
            const int x = static_cast<int>(column), y = static_cast<int>(row);
            // The library paints an infinity in the colour of the other end: it never gets one.
            const double number = cell.special() ? std::numeric_limits<double>::quiet_NaN()
                                  : cell.finite  ? std::clamp(valueOf(cell, m_limits.magnitude),
                                                              m_limits.low, m_limits.high)
                                                 : m_limits.low;
            data->setCell(x, y, number);
            if (cell.isEmpty())
                data->setAlpha(x, y, 0);
        }
}

void HeatmapPlot::markSpecial(const HeatGrid &grid)
{
    std::array<QVector<QCPGraphData>, 3> places;
    const auto middle = [](std::int64_t cell, std::int64_t step) {
        return static_cast<double>(cell * step) + static_cast<double>(step - 1) / 2;
    };
    const auto mark = [&](const HeatCell &cell, const QCPGraphData &place) {
        const std::uint32_t counts[] = {cell.nan, cell.positiveInf, cell.negativeInf};
        for (std::size_t kind = 0; kind < places.size(); ++kind)
            if (counts[kind])
                places[kind].append(place);
    };
    for (std::int64_t row = 0; row < grid.rows; ++row)
        for (std::int64_t column = 0; column < grid.columns; ++column)
            if (const HeatCell &cell = grid.at(row, column); cell.special())
                mark(cell, {middle(column, grid.columnStep), middle(row, grid.rowStep)});
    for (std::size_t kind = 0; kind < places.size(); ++kind)
        m_marks[kind]->data()->set(spread(places[kind], mostMarks));
}

// Rows and columns of tiles are no indices: the numbers of the axes would only mislead.
void HeatmapPlot::fillAxes(const HeatGrid &grid)
{
    const auto &tiles = grid.tiles;
    for (auto *axis : {m_plot->xAxis, m_plot->yAxis, m_plot->xAxis2, m_plot->yAxis2}) {
        axis->setTicks(!tiles);
        axis->setTickLabels(!tiles && (axis == m_plot->xAxis || axis == m_plot->yAxis));
    }
    m_plot->xAxis->setRange(-0.5, static_cast<double>(m_columns * m_columnStep) - 0.5);
    m_plot->yAxis->setRange(-0.5, static_cast<double>(m_rows * m_rowStep) - 0.5);
    if (m_detail == Detail::Small)
        return;
    m_plot->xAxis->setLabel(!tiles                  ? tr("Column")
                            : tiles->acrossAxis < 0 ? tr("Axis %1").arg(tiles->downAxis)
                                                    : tr("Axis %1").arg(tiles->acrossAxis));
    m_plot->yAxis->setLabel(!tiles ? tr("Row") : tr("Axis %1").arg(tiles->downAxis));
}

void HeatmapPlot::clear()
{
    m_rows = m_columns = 0;
    m_map->data()->clear();
    for (QCPGraph *marks : m_marks)
        marks->data()->clear();
    hideFrames();
    setPartsVisible(false);
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

// Axes around nothing would look like a mistake.
void HeatmapPlot::setPartsVisible(bool on)
{
    for (QCPLayerable *part : std::initializer_list<QCPLayerable *>{
             m_map, m_scale, m_plot->xAxis, m_plot->yAxis, m_plot->xAxis2, m_plot->yAxis2})
        part->setVisible(on);
}

// What is disabled is faded as a whole; other colours beside that would only confuse.
void HeatmapPlot::applyPalette(QPalette look)
{
    look.setCurrentColorGroup(QPalette::Active);
    applyLook(*m_plot, look, font());
    colourAxis(*m_scale->axis(), look, font());
    styleFrames(look);
    QCPColorGradient gradient =
        m_limits.diverging ? diverging(look.color(QPalette::Base)) : sequential();
    gradient.setNanHandling(QCPColorGradient::nhNanColor);
    gradient.setNanColor(QColor::fromRgb(special));
    m_scale->setGradient(gradient);
    m_scale->setDataRange({m_limits.low, m_limits.high});
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

QPixmap HeatmapPlot::picture()
{
    applyPalette(paperPalette());
    const QPixmap drawn = m_plot->toPixmap(m_plot->width(), m_plot->height(), 2);
    applyPalette(palette());
    return drawn;
}

bool HeatmapPlot::write(PictureFormat format, QIODevice &device)
{
    applyPalette(paperPalette());
    const bool written = drawPicture(*m_plot, format, device);
    applyPalette(palette());
    return written;
}

void HeatmapPlot::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        applyPalette(palette());
    if (event->type() == QEvent::EnabledChange && isEnabled()) {
        m_patience.stop();
        m_fading->setEnabled(false);
    } else if (event->type() == QEvent::EnabledChange) {
        m_patience.start();
    }
    QWidget::changeEvent(event);
}

} // namespace lens
