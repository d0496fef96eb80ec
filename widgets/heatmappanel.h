// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/heatpart.h"
#include "widgets/panel.h"
#include "widgets/pictureexport.h"

class QLabel;

namespace lens {

class HeatmapControls;
class HeatmapPlot;
class PlanePicker;

// A plane of the selected tensor in colours: the one that Values shows. What a person zooms in on
// is read again in finer cells, until each is an element.
class HeatmapPanel final : public Panel
{
    Q_OBJECT

public:
    explicit HeatmapPanel(const PanelContext &context, QWidget *parent = nullptr);

    void showSelection(const Selection &selection) override;
    void forgetSelection() override;
    QWidget *mainPart() const override;
    HeatmapPlot &plot() { return *m_plot; }
    QString caption() const { return m_said; }
    QString readout() const;
    const HeatView &view() const { return m_view; }
    // The picture to the clipboard.
    void copy();
    bool isExportable() const override { return true; }
    void exportView() override;

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *makeBottom();
    void choosePlane(const Plane &plane);
    void start();
    void gridReady(const Result<HeatGridPtr> &result);
    void showGrid(const HeatGridPtr &grid);
    void connectPlot();
    void setView(const HeatView &view);
    void readPart();
    void partReady(const Result<HeatGridPtr> &result);
    void draw();
    void showNothing(const QString &reason);
    void point(qint64 row, qint64 column);
    void walk(int rows, int columns);
    void showCell();
    void describe();
    void describeCell();
    void say(const QString &caption);
    const HeatGrid &drawn() const { return m_part ? *m_part : *m_grid; }
    QString captionText() const;

    HeatmapJob m_job;
    HeatPartJob m_partJob;
    PictureExportJob m_export;
    std::uint32_t m_index = 0; // of the tensor
    std::optional<TensorData> m_tensor;
    Plane m_plane, m_gridPlane;  // chosen, and of what is drawn
    HeatGridPtr m_grid;          // null: nothing is drawn
    bool m_isSameTensor = false; // as that of what is drawn
    HeatView m_view;
    std::optional<CellRange> m_wanted; // of the plane, in finer cells
    HeatGridPtr m_part;                // the last of those that is there
    QString m_partError;               // why the next is not
    std::pair<qint64, qint64> m_pointed{-1, -1};

    QString m_said;
    QLabel *m_title, *m_caption, *m_readout;
    PlanePicker *m_picker;
    HeatmapControls *m_controls;
    HeatmapPlot *m_plot;
    QWidget *m_bottom;
};

} // namespace lens
