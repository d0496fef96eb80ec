// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/plaintext.h"
#include "widgets/heatmappanel.h"
#include "widgets/heattexts.h"
#include "widgets/messagebar.h"
#include "widgets/plots/heatmapplot.h"

#include <QLabel>

#include <cmath>
#include <utility>

// What of a heatmap a person looks at, and what is read for that.

using namespace Qt::StringLiterals;

namespace lens {

void HeatmapPanel::connectPlot()
{
    m_plot->setObjectName(u"heatmapPlot"_s);
    m_plot->setAccessibleName(tr("Heatmap"));
    m_plot->setFocusPolicy(Qt::StrongFocus);
    connect(m_plot, &HeatmapPlot::hovered, this, &HeatmapPanel::point);
    connect(m_plot, &HeatmapPlot::walked, this, &HeatmapPanel::walk);
    connect(m_plot, &HeatmapPlot::zoomed, this, [this](double factor, double row, double column) {
        HeatView view = m_view;
        view.zoom(factor, row, column);
        setView(view);
    });
    connect(m_plot, &HeatmapPlot::dragged, this, [this](double rows, double columns) {
        HeatView view = m_view;
        view.move(rows, columns);
        setView(view);
    });
    connect(m_plot, &HeatmapPlot::resetRequested, this, [this] {
        HeatView view = m_view;
        view.showAll();
        setView(view);
    });
}

void HeatmapPanel::setView(const HeatView &view)
{
    if (!m_grid || m_job.isRunning() || view == m_view)
        return;
    m_view = view;
    m_plot->setView(view);
    describe();
    readPart();
}

// What is there stays until the next part is; all of the plane is there anyway.
void HeatmapPanel::readPart()
{
    const auto last = std::exchange(m_wanted, partFor(m_view, *m_grid, mostHeatCells, m_wanted));
    if (m_wanted == last)
        return;
    if (m_wanted)
        return m_partJob.start(*m_tensor, m_gridPlane, m_grid, *m_wanted);
    m_partJob.abandon();
    m_part.reset();
    draw();
}

void HeatmapPanel::partReady(const Result<HeatGridPtr> &result)
{
    if (result) {
        m_part = *result;
        draw();
    } else if (result.error().code != ErrorCode::Cancelled) {
        m_readout->setText(errorText(result.error()));
    }
}

void HeatmapPanel::point(qint64 row, qint64 column)
{
    if (row < 0)
        return;
    m_pointed = {row, column};
    showCell();
}

// From the first cell that is seen, where none was read before.
void HeatmapPanel::walk(int rows, int columns)
{
    if (!m_grid || m_job.isRunning())
        return;
    const auto [row, column] = m_pointed;
    const HeatGrid &grid = gridAt(*m_grid, m_part.get(), row, column);
    if (row >= 0)
        m_pointed = grid.beside(m_pointed, rows, columns);
    else
        m_pointed = {static_cast<qint64>(std::ceil(m_view.rows().from)),
                     static_cast<qint64>(std::ceil(m_view.columns().from))};
    HeatView view = m_view;
    view.reveal(grid.elementsOf(grid.cellOf(m_pointed.first, m_pointed.second)));
    setView(view);
    showCell();
}

void HeatmapPanel::showCell()
{
    const auto [row, column] = m_pointed;
    if (!m_grid || m_job.isRunning() || row < 0)
        return; // what is drawn may be of another tensor than what is chosen
    m_plot->mark(row, column);
    const HeatGrid &grid = gridAt(*m_grid, m_part.get(), row, column);
    const auto cell = grid.cellOf(row, column);
    const std::string place =
        heatPlace(grid, m_gridPlane, m_tensor->shape, cell.first, cell.second);
    if (!place.empty())
        m_readout->setText(
            u"%1: %2"_s.arg(plainText(place), cellText(grid.at(cell.first, cell.second))));
}

} // namespace lens
