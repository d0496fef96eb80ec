// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/heatmap.h"
#include "model/document/heatscale.h"

#include <qcustomplot.h>

#include <vector>

namespace lens {

// The cells of a grid in colours. Where several share a pixel it shows the one that is furthest
// from zero, so that none that stands out is lost: one that is not finite goes before all others,
// and any before one without elements. Between tiles there are pixels of their own as long as there
// is room for them.
class HeatCells final : public QCPColorMap
{
    Q_OBJECT

public:
    HeatCells(QCPAxis *x, QCPAxis *y);
    void fill(const HeatGrid &grid, const HeatScale &limits);
    // As it was drawn last.
    bool areTilesApart() const { return m_areTilesApart; }

protected:
    void draw(QCPPainter *painter) override;

private:
    struct Line;
    Line lineOf(const QCPAxis &axis, double pixelsPerUnit) const;
    std::vector<double> furthest(const Line &across, const Line &down) const;
    std::vector<double> furthestOf(int begin, int end) const;
    QImage coloured(const std::vector<double> &values, int width);

    std::optional<HeatTiles> m_tiles;
    bool m_areTilesApart = true;
    std::vector<double> m_values; // of the cells, row by row: the library's is slow to ask
};

} // namespace lens
