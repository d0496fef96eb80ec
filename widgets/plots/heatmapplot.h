// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/heatscale.h"
#include "model/document/heatview.h"
#include "widgets/plots/plotlook.h"

#include <QTimer>
#include <QWidget>

#include <array>
#include <functional>

class QCPColorScale;
class QCPGraph;
class QCPItemRect;
class QCustomPlot;
class QGraphicsOpacityEffect;

namespace lens {

class HeatCells;
class HeatNumbers;

// A grid of cells as colours with a scale beside it, a part of it in finer cells, and the numbers
// of single elements where there is room for them: blue to red where the scale diverges from zero,
// one colour growing lighter where it does not. What is beyond the scale gets its last colour; a
// cell with NaN or an infinity in it, a colour of its own and, because it may be smaller than a
// pixel, a mark: a disc for NaN, a triangle that points up for +Inf and down for -Inf. While it is
// disabled it is old: it fades, unless the next comes in a moment.
class HeatmapPlot final : public QWidget
{
    Q_OBJECT

public:
    enum class Detail { Full, Small }; // Small: no names at the axes, for one beside others

    explicit HeatmapPlot(Detail detail = Detail::Full, QWidget *parent = nullptr);
    // All of it, until a view is set. `part` of the same plane lies over it.
    void show(const HeatGridPtr &grid, const HeatScale &scale, const HeatGridPtr &part = {});
    void clear();
    void setView(const HeatView &view);
    // In the picture as it was drawn last; of what has no tiles, too.
    bool areTilesApart() const;
    // A frame around the cell of an element; none at -1, -1.
    void mark(qint64 row, qint64 column);
    // Of cells that are not finite; beside words, never alone.
    static QColor specialColour();
    bool write(PictureFormat format, QIODevice &device);
    QPixmap picture();

Q_SIGNALS:
    void tilesMoved(); // together or apart
    // The element under the pointer; -1, -1 when it left.
    void hovered(qint64 row, qint64 column);
    // What a person wants to see: so many times as much about a place, another part, all of it.
    // Places and distances are in elements; whoever wants it done sets the view.
    void zoomed(double factor, double row, double column);
    void dragged(double rows, double columns);
    void resetRequested();
    // So many cells on from the one that was pointed at.
    void walked(int rows, int columns);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void applyPalette(QPalette look);
    void onPaper(const std::function<void()> &draw);
    void setPartsVisible(bool on);
    void watchPointer();
    void drag(const QPointF &to);
    QPointF placeAt(const QPointF &position) const;
    QPointF middle() const;
    void tellCell(const QPointF &position);
    void styleFrames(const QPalette &look);
    void fitRowNumbers();
    void hideFrames() { setFramesVisible(false); }
    void setFramesVisible(bool on);
    const HeatGrid &finest() const { return m_part ? *m_part : *m_grid; }
    void fillWhole();
    void fillAxes(const HeatGrid &grid);
    void markSpecial(const HeatGrid &grid);

    QCustomPlot *m_plot;
    QCPColorScale *m_scale;
    HeatCells *m_map, *m_partMap;
    std::array<QCPGraph *, 3> m_marks; // of NaN, +Inf, -Inf
    HeatNumbers *m_numbers;
    std::array<QCPItemRect *, 2> m_frames; // seen on dark and on light cells
    QGraphicsOpacityEffect *m_fading;
    QTimer m_patience; // before it fades
    Detail m_detail;
    QPointF m_dragged; // where the pointer was last
    HeatScale m_limits;
    HeatGridPtr m_grid, m_part; // null: nothing is drawn; nothing is finer
    bool m_wereTilesApart = true;
    std::pair<HeatGridPtr, HeatScale> m_filled; // what the map of the whole has, in which colours
};

} // namespace lens
