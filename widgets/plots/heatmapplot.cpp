// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plots/heatmapplot.h"

#include "widgets/plots/heatcells.h"
#include "widgets/plots/heatgradient.h"
#include "widgets/plots/heatnumbers.h"
#include "widgets/plots/indexticker.h"

#include <QEvent>
#include <QGraphicsOpacityEffect>
#include <QStyle>
#include <QVBoxLayout>

#include <qcustomplot.h>

#include <algorithm>
#include <utility>

namespace lens {
namespace {

constexpr double farthest = 1e249;    // that the library draws
constexpr qsizetype mostMarks = 1000; // of a kind; more would cover the picture
constexpr double markSize = 10;
constexpr int patience = 150; // ms
constexpr double opacityOfOld = 0.4;

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

} // namespace

HeatmapPlot::HeatmapPlot(Detail detail, QWidget *parent)
    : QWidget(parent)
    , m_plot(new QCustomPlot(this))
    , m_scale(new QCPColorScale(m_plot))
    , m_map(new HeatCells(m_plot->xAxis, m_plot->yAxis))
    , m_partMap(new HeatCells(m_plot->xAxis, m_plot->yAxis))
    , m_marks{m_plot->addGraph(), m_plot->addGraph(), m_plot->addGraph()}
    , m_numbers(new HeatNumbers(*m_plot, *m_map))
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
    const int frame =
        detail == Detail::Full ? style()->pixelMetric(QStyle::PM_FocusFrameHMargin) + 1 : 0;
    layout->setContentsMargins(frame, frame, frame, frame);
    layout->addWidget(m_plot);
    // The library sets it without painting every pixel.
    m_plot->setAttribute(Qt::WA_OpaquePaintEvent, false);
    m_plot->setFocusPolicy(Qt::NoFocus);
    m_plot->plotLayout()->addElement(0, 1, m_scale);
    m_plot->axisRect()->setupFullAxesBox();
    for (auto *axis : {m_plot->xAxis2, m_plot->yAxis2}) // they only close the frame
        axis->setTicks(false);
    auto *margins = new QCPMarginGroup(m_plot);
    m_plot->axisRect()->setMarginGroup(QCP::msTop | QCP::msBottom, margins);
    m_scale->setMarginGroup(QCP::msTop | QCP::msBottom, margins);
    for (HeatCells *cells : {m_map, m_partMap})
        cells->setColorScale(m_scale);
    const QCPScatterStyle::ScatterShape shapes[] = {QCPScatterStyle::ssCircle,
                                                    QCPScatterStyle::ssTriangle,
                                                    QCPScatterStyle::ssTriangleInverted};
    for (std::size_t kind = 0; kind < m_marks.size(); ++kind) {
        m_marks[kind]->setLineStyle(QCPGraph::lsNone);
        m_marks[kind]->setScatterStyle(
            QCPScatterStyle(shapes[kind], QPen(Qt::white, 1.5), specialColour(), markSize));
    }
    m_plot->yAxis->setRangeReversed(true);
    for (auto *axis : {m_plot->xAxis, m_plot->yAxis, m_plot->xAxis2, m_plot->yAxis2}) {
        axis->grid()->setVisible(false);
        axis->setTicker(QSharedPointer<QCPAxisTicker>(new IndexTicker(*axis)));
        axis->setNumberFormat("f"); // all digits of an index
        axis->setNumberPrecision(0);
        axis->setSubTicks(false);
        axis->setTickLength(0, axis->tickLengthIn()); // beside the cells, not on them
    }
    // These two would lie on the cells at the edge.
    m_plot->xAxis2->setOffset(1);
    m_plot->yAxis->setOffset(1);
    // Ticks are set before it is known how much room there is.
    connect(m_plot, &QCustomPlot::afterLayout, m_plot,
            [this] { m_plot->axisRect()->update(QCPLayoutElement::upPreparation); });
    connect(m_plot, &QCustomPlot::afterReplot, this, [this] {
        if (std::exchange(m_wereTilesApart, areTilesApart()) != areTilesApart())
            Q_EMIT tilesMoved();
    });
    watchPointer();
    applyPalette(palette());
    clear();
}

bool HeatmapPlot::areTilesApart() const { return m_map->areTilesApart(); }

QColor HeatmapPlot::specialColour() { return heatSpecialColour(); }

void HeatmapPlot::show(const HeatGridPtr &grid, const HeatScale &scale, const HeatGridPtr &part)
{
    m_limits = scale;
    m_limits.low = std::clamp(scale.low, -farthest, farthest);
    m_limits.high = std::clamp(scale.high, -farthest, farthest);
    m_grid = grid;
    m_part = part;
    if (part)
        m_partMap->fill(*part, m_limits);
    else
        fillWhole();
    // Below a part hardly anything is seen: it waits for the next round of the event loop.
    QTimer::singleShot(0, this, &HeatmapPlot::fillWhole);
    fillAxes(*grid);
    markSpecial(finest());
    m_numbers->setGrid(part ? part : grid, scale.magnitude);
    hideFrames();
    setPartsVisible(true);
    if (m_detail == Detail::Full)
        m_scale->axis()->setLabel(scale.magnitude || grid->isComplex ? tr("|Value|") : tr("Value"));
    applyPalette(palette());
}

void HeatmapPlot::fillWhole()
{
    if (!m_grid || (m_grid == m_filled.first && m_limits == m_filled.second))
        return;
    m_filled = {m_grid, m_limits};
    m_map->fill(*m_grid, m_limits);
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void HeatmapPlot::markSpecial(const HeatGrid &grid)
{
    std::array<QVector<QCPGraphData>, 3> places;
    const auto middle = [](std::int64_t from, std::int64_t cell, std::int64_t step) {
        return static_cast<double>(from + cell * step) + static_cast<double>(step - 1) / 2;
    };
    const auto mark = [&](const HeatCell &cell, const QCPGraphData &place) {
        const std::uint32_t counts[] = {cell.nan, cell.positiveInf, cell.negativeInf};
        for (std::size_t kind = 0; kind < places.size(); ++kind)
            if (counts[kind])
                places[kind].append(place);
    };
    const std::int64_t rows = grid.totals.special() ? grid.rows : 0;
    for (std::int64_t row = 0; row < rows; ++row)
        for (std::int64_t column = 0; column < grid.columns; ++column)
            if (const HeatCell &cell = grid.at(row, column); cell.special())
                mark(cell, {middle(grid.part.column, column, grid.columnStep),
                            middle(grid.part.row, row, grid.rowStep)});
    for (std::size_t kind = 0; kind < places.size(); ++kind)
        m_marks[kind]->data()->set(spread(places[kind], mostMarks));
}

// Rows and columns of tiles are no indices: the numbers of the axes would only mislead.
void HeatmapPlot::fillAxes(const HeatGrid &grid)
{
    const auto &tiles = grid.tiles;
    for (auto *axis : {m_plot->xAxis, m_plot->yAxis})
        axis->setTicks(!tiles);
    m_plot->xAxis->setRange(-0.5, static_cast<double>(grid.planeColumns) - 0.5);
    m_plot->yAxis->setRange(-0.5, static_cast<double>(grid.planeRows) - 0.5);
    if (m_detail == Detail::Small)
        return fitRowNumbers();
    m_plot->xAxis->setLabel(!tiles                  ? tr("Column")
                            : tiles->acrossAxis < 0 ? tr("Axis %1").arg(tiles->downAxis)
                                                    : tr("Axis %1").arg(tiles->acrossAxis));
    m_plot->yAxis->setLabel(!tiles ? tr("Row") : tr("Axis %1").arg(tiles->downAxis));
}

// Beside others there may be no room for long ones and the cells.
void HeatmapPlot::fitRowNumbers()
{
    if (m_detail == Detail::Full || !m_grid)
        return;
    const QString longest = QString::number(m_grid->planeRows);
    m_plot->yAxis->setTickLabels(fontMetrics().horizontalAdvance(longest) <= width() / 4);
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void HeatmapPlot::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitRowNumbers();
}

void HeatmapPlot::clear()
{
    m_grid = m_part = {};
    m_filled = {};
    m_numbers->setGrid({}, false);
    m_map->data()->clear();
    m_partMap->data()->clear();
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
    m_partMap->setVisible(on && m_part);
}

// What is disabled is faded as a whole; other colours beside that would only confuse.
void HeatmapPlot::applyPalette(QPalette look)
{
    look.setCurrentColorGroup(QPalette::Active);
    applyLook(*m_plot, look, font());
    colourAxis(*m_scale->axis(), look, font());
    styleFrames(look);
    m_scale->setGradient(heatGradient(m_limits.diverging, look.color(QPalette::Base)));
    m_scale->setDataRange({m_limits.low, m_limits.high});
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

QPixmap HeatmapPlot::picture()
{
    QPixmap drawn;
    onPaper([&] { drawn = m_plot->toPixmap(m_plot->width(), m_plot->height(), 2); });
    return drawn;
}

bool HeatmapPlot::write(PictureFormat format, QIODevice &device)
{
    bool written = false;
    onPaper([&] { written = drawPicture(*m_plot, format, device); });
    return written;
}

void HeatmapPlot::onPaper(const std::function<void()> &draw)
{
    const bool isMarked = m_frames.front()->visible();
    setFramesVisible(false);
    applyPalette(paperPalette());
    draw();
    applyPalette(palette());
    setFramesVisible(isMarked);
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
