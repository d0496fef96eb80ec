// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/deltasjob.h"
#include "model/document/histogrampair.h"
#include "model/items/comparemodel.h"

#include <QWidget>

class QCheckBox;
class QTabBar;
class QLabel;
class QTabWidget;
class QTableView;

namespace lens {

class CaptionedPlot;
class CompareHeatmaps;
class DeltasModel;
class Settings;
class SideBySide;

// One row of a comparison: both histograms over the same bins, the histogram of the difference, the
// elements that differ most, and both sides in words; or, on a second view, the same slice of both
// and of the difference in colours.
class CompareDetails final : public QWidget
{
    Q_OBJECT

public:
    CompareDetails(const CompareModel &model, Settings &settings, QWidget *parent = nullptr);
    // -1: none is selected.
    void showRow(std::ptrdiff_t row);
    // The numbers of the row that is shown may have come.
    void refresh();
    void setLogarithmic(bool on);
    // What can be shown of a row, by the names of the command line.
    static QStringList pageNames();
    void showPage(const QString &name);
    HistogramPairJob &histogramJob() { return m_histogramJob; }
    DeltasJob &deltasJob() { return m_deltasJob; }
    LatestJob &heatmapJob();
    LatestJob &heatmapPartJob();
    bool isSettled() const;

Q_SIGNALS:
    void logarithmicChanged(bool on);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    enum View { NumbersView, HeatmapsView };
    enum Table { SidesTable, LargestTable };
    struct PageSpec;
    static const std::vector<PageSpec> &pages();

    QLayout *makeHeading();
    QWidget *makeNumbers();
    QWidget *makeTables();
    QString whyNoDifference(const Tensor *a, const Tensor *b) const;
    void chooseView();
    void setStatus(const QString &text);
    void nameNumbers(const Tensor *a, const Tensor *b);
    void startJobs(const Tensor *a, const Tensor *b);
    void histogramsReady(const Result<HistogramPair> &result);
    void deltasReady(const Result<TensorDeltas> &result);
    void showTensors(bool areTensors);

    const CompareModel &m_model;
    HistogramPairJob m_histogramJob;
    DeltasJob m_deltasJob;
    std::ptrdiff_t m_row = -1;
    std::optional<HistogramPair> m_pair;
    bool m_areTensors = false;
    bool m_isComplex = false; // a side of the row
    int m_table = SidesTable; // that was chosen last
    QLabel *m_title, *m_status;
    QTabBar *m_views;
    QCheckBox *m_logarithmic;
    CaptionedPlot *m_both, *m_delta;
    QTabWidget *m_tables;
    SideBySide *m_sides;
    DeltasModel *m_largest;
    QTableView *m_largestTable;
    QWidget *m_numbers;
    CompareHeatmaps *m_heatmaps;
};

} // namespace lens
