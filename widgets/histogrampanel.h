// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/histogram.h"
#include "model/document/jobs.h"
#include "widgets/panel.h"

class QCheckBox;
class QLabel;
class QStackedLayout;
class QTableView;
class QToolButton;

namespace lens {

class BinsModel;
class HistogramControls;
class HistogramPlot;

// The histograms of the selected tensors, one over the other, with what they do not draw said in
// words; the tensors of a group when a group is selected.
class HistogramPanel final : public Panel
{
    Q_OBJECT

public:
    static constexpr std::size_t mostOverlaid = 20;

    explicit HistogramPanel(const PanelContext &context, QWidget *parent = nullptr);

    void showSelection(const Selection &selection) override;
    bool isLogarithmic() const;
    void setLogarithmic(bool on);
    void toggleLogarithmic() { setLogarithmic(!isLogarithmic()); }
    QString caption() const;
    HistogramPlot &plot() { return *m_plot; }
    // The picture, or the table where that is shown, to the clipboard.
    void copy();
    void exportView();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    // A tensor whose values are drawn.
    struct Shown
    {
        QString name;
        Result<TensorData> data;
    };
    QWidget *makeBottom();
    QWidget *makeView();
    QToolButton *button(const QString &icon, const QString &tip);
    void prepareLabels();
    std::vector<std::uint32_t> nodesToShow(const Selection &selection) const;
    Shown shownAt(std::uint32_t node) const;
    void setPinned(bool on);
    void start();
    void numbersReady(const Result<NumbersOfEach> &result);
    void draw();
    void showTable(bool on);
    // Nothing to draw, and why.
    void showNothing(const QString &reason);
    void showBin(int bin);
    QStringList tableHeaders() const;

    HistogramJob m_job;
    std::vector<Shown> m_shown;             // of the selection
    std::optional<Shown> m_pinned;          // drawn beside every selection
    QString m_omitted;                      // said of tensors past the last that is overlaid
    QStringList m_asked;                    // names of what the job reads, the pinned one first
    QStringList m_names;                    // of what is drawn
    std::vector<engine::Numbers> m_numbers; // of what is drawn
    bool m_pinDrawn = false, m_pinAsked = false;

    QLabel *m_title, *m_caption, *m_readout;
    HistogramControls *m_controls;
    QCheckBox *m_logarithmic, *m_normal, *m_asTable, *m_pin;
    HistogramPlot *m_plot;
    BinsModel *m_bins;
    QTableView *m_table;
    QStackedLayout *m_views = nullptr;
};

} // namespace lens
