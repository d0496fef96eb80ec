// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/histogram.h"
#include "widgets/plots/plotlook.h"

#include <QStackedWidget>

class QTableView;

namespace lens {

class BinsModel;
class HistogramPlot;
class Settings;

// The histograms of some tensors over each other, or their bins as a table, and in words what they
// do not draw. A pinned tensor is drawn beside all that follow.
class HistogramOverlay final : public QStackedWidget
{
    Q_OBJECT

public:
    static constexpr std::size_t mostTensors = 20;
    struct Tensor
    {
        QString name;
        Result<TensorData> data;
    };

    explicit HistogramOverlay(Settings &settings, QWidget *parent = nullptr);
    HistogramJob &job() { return m_job; }
    HistogramPlot &plot() { return *m_plot; }
    // Reads and draws the first tensors of `rows`, of which there may be more.
    void present(std::vector<Tensor> tensors, std::size_t rows, const HistogramChoice &choice);
    // Nothing to draw, and why.
    void clear(const QString &reason);
    void pin(std::optional<Tensor> tensor) { m_pinned = std::move(tensor); }
    bool hasPinned() const { return m_pinned.has_value(); }
    void setNormal(bool on);
    void setTable(bool on);
    bool isTable() const { return currentIndex() > 0; }
    bool isDrawn() const { return !m_numbers.empty(); }
    // The picture, or the table where that is shown, to the clipboard.
    void copy();
    bool write(PictureFormat format, QIODevice &device);
    QByteArray csv() const;

Q_SIGNALS:
    void captionChanged(const QString &caption);
    void readoutChanged(const QString &readout);
    // What the bins cover now.
    void rangeShown(double from, double to);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void prepareTable(Settings &settings);
    void numbersReady(const Result<NumbersOfEach> &result);
    void takeNumbers(const NumbersOfEach &all);
    void draw();
    void showBin(int bin);

    HistogramJob m_job;
    HistogramChoice m_choice;
    std::optional<Tensor> m_pinned;
    QStringList m_asked;                    // names of what the job reads, the pinned one first
    std::size_t m_rows = 0;                 // that were selected
    QStringList m_names;                    // of what is drawn
    std::vector<engine::Numbers> m_numbers; // of what is drawn
    bool m_pinAsked = false, m_complexAsked = false;
    bool m_pinDrawn = false, m_complexDrawn = false, m_magnitudesDrawn = false, m_normal = false;

    HistogramPlot *m_plot;
    BinsModel *m_bins;
    QTableView *m_table;
};

} // namespace lens
