// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/plaintext.h"
#include "widgets/heatmappanel.h"
#include "widgets/heattexts.h"
#include "widgets/messagebar.h"
#include "widgets/plots/heatmapplot.h"

#include <QLabel>

#include <utility>

// What of a heatmap a person looks at, and what is read for that.

using namespace Qt::StringLiterals;

namespace lens {

QWidget *HeatmapPanel::mainPart() const { return m_plot; }

void HeatmapPanel::connectPlot()
{
    m_plot->setObjectName(u"heatmapPlot"_s);
    m_plot->setAccessibleName(tr("Heatmap"));
    m_plot->setFocusPolicy(Qt::WheelFocus);
    connect(m_plot, &HeatmapPlot::tilesMoved, this, [this] {
        if (m_grid)
            describe();
    });
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
    m_partError.clear();
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

// What did not come is asked for again when a person looks elsewhere.
void HeatmapPanel::partReady(const Result<HeatGridPtr> &result)
{
    if (result) {
        m_part = *result;
        return draw();
    }
    m_wanted = m_part ? std::optional(m_part->part) : std::nullopt;
    if (result.error().code != ErrorCode::Cancelled)
        m_partError = errorText(result.error());
    describe();
}

void HeatmapPanel::point(qint64 row, qint64 column)
{
    if (row < 0)
        return;
    m_pointed = {row, column};
    showCell();
}

// From the first cell that is seen, where none was read before. In steps of the part that is drawn,
// also out of it, where the next is not read yet.
void HeatmapPanel::walk(int rows, int columns)
{
    if (!m_grid || m_job.isRunning())
        return;
    if (m_pointed.first < 0) {
        m_pointed = m_view.first();
        return showCell();
    }
    const CellRange to = drawn().beside(m_pointed, rows, columns);
    m_pointed = {to.row, to.column};
    HeatView view = m_view;
    view.reveal(to);
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
    if (place.empty())
        return;
    m_readout->setText(u"%1: %2"_s.arg(plainText(place),
                                       cellText(grid.at(cell.first, cell.second), grid.isComplex)));
    describeCell();
}

} // namespace lens
