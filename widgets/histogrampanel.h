// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/histogramoverlay.h"
#include "widgets/panel.h"
#include "widgets/pictureexport.h"

class QLabel;

namespace lens {

class HistogramControls;
class HistogramGrid;
class HistogramOptions;
class HistogramsModel;

// The histograms of the selected tensors over each other, with what they do not draw said in words;
// those of a group's tensors side by side.
class HistogramPanel final : public Panel
{
    Q_OBJECT

public:
    static constexpr std::size_t mostSideBySide = 1000;

    explicit HistogramPanel(const PanelContext &context, QWidget *parent = nullptr);

    void showSelection(const Selection &selection) override;
    void forgetSelection() override;
    bool isLogarithmic() const;
    void setLogarithmic(bool on);
    void toggleLogarithmic() { setLogarithmic(!isLogarithmic()); }
    QString caption() const;
    QString readout() const;
    HistogramPlot &plot() { return m_overlay->plot(); }
    HistogramGrid &grid() { return *m_grid; }
    // The picture, or the table where that is shown, to the clipboard.
    void copy();
    bool isExportable() const override { return true; }
    void exportView() override;

private:
    void prepareLabels();
    void connectControls();
    void connectOptions();
    void connectGrid();
    bool isGrid() const;
    HistogramOverlay::Tensor tensorShownAt(std::uint32_t node) const;
    void setPinned(bool on);
    // What is selected, with the choices made, is read and drawn.
    void present();
    void showGrid();
    void showOverlay();
    void showRow(int row);

    std::vector<std::uint32_t> m_rows; // tensors of the selection
    bool m_isGroup = false;            // that was selected alone

    PictureExportJob m_export;
    QLabel *m_title, *m_caption, *m_readout;
    HistogramControls *m_controls;
    HistogramOptions *m_options;
    HistogramOverlay *m_overlay;
    HistogramsModel *m_multiples;
    HistogramGrid *m_grid;
    QStackedWidget *m_views;
};

} // namespace lens
