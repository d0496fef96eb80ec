// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/heatpart.h"

#include <QWidget>

#include <array>

class QCheckBox;
class QComboBox;
class QFrame;
class QLabel;
class QPushButton;

namespace lens {

class HeatmapPlot;
class PlanePicker;

// The same slice of A, of Δ = B − A and of B in colours, side by side: A and B with one scale, Δ
// around zero. A cell that is pointed at or walked to is marked and read in all three, and what is
// zoomed or moved in one is in the others, and read again in finer cells. Reads only while it is
// seen. While something else is read, and after that was stopped, the last pictures stay, faded,
// and are not to be pointed at.
class CompareHeatmaps final : public QWidget
{
    Q_OBJECT

public:
    explicit CompareHeatmaps(QWidget *parent = nullptr);
    // Tensors of the same shape, by their indices. A slice stays for the next of that shape.
    void showTensors(CheckpointPtr a, std::uint32_t tensorA, CheckpointPtr b,
                     std::uint32_t tensorB);
    // Why there is nothing to draw.
    void showNothing(const QString &reason);
    HeatPairJob &job() { return m_job; }
    HeatPairPartJob &partJob() { return m_partJob; }
    const HeatView &view() const { return m_view; }
    QString caption() const;
    QString readout() const;

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    enum Picture { A, Delta, B, PictureCount };
    struct Element
    {
        std::int64_t row = -1, column = -1; // none
    };

    QWidget *makeControls();
    int widestControls() const;
    QFrame *makePictures();
    void connectPicture(HeatmapPlot &plot);
    void start();
    void startIfSeen();
    void ready(const Result<HeatPairPtr> &result);
    void showPair(const HeatPairPtr &pair);
    void stopped();
    void draw();
    void drawNext();
    void forget(const QString &caption);
    void setView(const HeatView &view);
    void applyView();
    void readPart();
    void partReady(const Result<HeatPairPtr> &result);
    const HeatPair &pairAt(const Element &element) const;
    const HeatPair &shownPair() const { return m_part ? *m_part : *m_pair; }
    bool handleKey(int key, Qt::KeyboardModifiers modifiers);
    void walk(std::int64_t rows, std::int64_t columns);
    void zoom(double factor);
    void hover(qint64 row, qint64 column);
    Element shownElement() const;
    void showCell();
    QString cellsText(const Element &element) const;
    void drawFocus();
    void nameDifference(HeatPair::Difference difference);
    void say(const QString &text);
    QString captionText() const;

    HeatPairJob m_job;
    HeatPairPartJob m_partJob;
    HeatPairSource m_source;
    std::vector<std::int64_t> m_shape;
    Plane m_plane;
    bool m_isDue = false;     // to be read once it is seen
    bool m_isCurrent = false; // what is drawn is what was chosen
    HeatPairPtr m_pair;       // null: nothing is drawn
    std::size_t m_drawn = 0;  // pictures of it
    HeatView m_view;
    std::optional<CellRange> m_wanted; // in finer cells
    HeatPairPtr m_part;                // the last of those that is there
    QString m_partError;               // why the next is not
    Element m_walked, m_hovered; // by keys, and under the pointer: that is shown while it is there

    std::array<QLabel *, PictureCount> m_headings{};
    std::array<HeatmapPlot *, PictureCount> m_plots{};
    PlanePicker *m_picker;
    QComboBox *m_span;
    QCheckBox *m_tiles;
    QString m_said;
    QLabel *m_readout, *m_caption;
    QPushButton *m_again;
    QWidget *m_controls;
    QFrame *m_pictures;
};

} // namespace lens
