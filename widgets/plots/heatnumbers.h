// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/heatmap.h"

#include <qcustomplot.h>

namespace lens {

// The values of single elements, written on their cells as soon as there is room for nearly
// all that are seen, with as many digits as fit. What is not finite has marks instead.
class HeatNumbers final : public QCPLayerable
{
    Q_OBJECT

public:
    // Above `map`, whose colours they are to stand out from.
    HeatNumbers(QCustomPlot &plot, QCPColorMap &map);
    // Null: none. The cells are coloured by magnitude or as they are.
    void setGrid(const HeatGridPtr &grid, bool magnitude);

protected:
    void applyDefaultAntialiasingHint(QCPPainter *painter) const override;
    void draw(QCPPainter *painter) override;
    QRect clipRect() const override;

private:
    struct Number
    {
        QRectF place;
        QString text;
        double colour = 0; // by its value
    };
    QRectF placeOf(const CellRange &element) const;
    CellRange seen() const;
    QList<Number> numbers() const;
    QList<Number> numbers(const CellRange &cells, int digits, qsizetype mostWithout) const;
    QFont letters() const;
    QCPColorMap &m_map;
    HeatGridPtr m_grid;
    bool m_magnitude = false;
};

} // namespace lens
