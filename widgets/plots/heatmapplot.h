// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/heatscale.h"
#include "widgets/plots/plotlook.h"

#include <QWidget>

#include <array>

class QCPColorMap;
class QCPColorScale;
class QCPGraph;
class QCustomPlot;

namespace lens {

// A grid of cells as colours with a scale beside it: blue to red where the scale diverges from
// zero, one colour growing lighter where it does not. What is beyond the scale gets its last
// colour; a cell with NaN or an infinity in it, a colour of its own and, because it may be smaller
// than a pixel, a mark: a ring for NaN, a triangle that points up for +Inf and down for -Inf.
class HeatmapPlot final : public QWidget
{
    Q_OBJECT

public:
    explicit HeatmapPlot(QWidget *parent = nullptr);
    void show(const HeatGrid &grid, const HeatScale &scale);
    void clear();
    // Of cells that are not finite; beside words, never alone.
    static QColor specialColour();
    bool write(PictureFormat format, QIODevice &device);
    QPixmap picture();

Q_SIGNALS:
    // The cell under the pointer; -1, -1 when it left.
    void hovered(qint64 row, qint64 column);

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void applyPalette(const QPalette &look);
    void setPartsVisible(bool on);
    void tellCell(const QPointF &position);
    void fillCells(const HeatGrid &grid);
    void fillAxes(const HeatGrid &grid);
    void markSpecial(const HeatGrid &grid);

    QCustomPlot *m_plot;
    QCPColorScale *m_scale;
    QCPColorMap *m_map;
    std::array<QCPGraph *, 3> m_marks; // of NaN, +Inf, -Inf
    HeatScale m_limits;
    std::int64_t m_rows = 0, m_columns = 0, m_rowStep = 1, m_columnStep = 1;
};

} // namespace lens
