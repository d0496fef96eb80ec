// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/deltasjob.h"
#include "model/document/histogrampair.h"
#include "model/items/comparemodel.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QTabWidget;
class QTableView;

namespace lens {

class CaptionedPlot;
class DeltasModel;
class SideBySide;

// One row of a comparison: both histograms over the same bins, the histogram of the difference, the
// elements that differ most, and both sides in words.
class CompareDetails final : public QWidget
{
    Q_OBJECT

public:
    explicit CompareDetails(const CompareModel &model, QWidget *parent = nullptr);
    // -1: none is selected.
    void showRow(std::ptrdiff_t row);
    // The numbers of the row that is shown may have come.
    void refresh();
    void setLogarithmic(bool on);
    HistogramPairJob &histogramJob() { return m_histogramJob; }
    DeltasJob &deltasJob() { return m_deltasJob; }
    bool isSettled() const;

Q_SIGNALS:
    void logarithmicChanged(bool on);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeTables();
    void setStatus(const QString &text);
    void startJobs(const Tensor *a, const Tensor *b);
    void histogramsReady(const Result<HistogramPair> &result);
    void deltasReady(const Result<TensorDeltas> &result);
    void showTensors(bool areTensors);

    const CompareModel &m_model;
    HistogramPairJob m_histogramJob;
    DeltasJob m_deltasJob;
    std::ptrdiff_t m_row = -1;
    std::optional<HistogramPair> m_pair;
    QLabel *m_title, *m_status;
    QCheckBox *m_logarithmic;
    CaptionedPlot *m_both, *m_delta;
    QTabWidget *m_tables;
    SideBySide *m_sides;
    DeltasModel *m_largest;
    QTableView *m_largestTable;
};

} // namespace lens
