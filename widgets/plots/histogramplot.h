// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/engine/numbers.h"
#include "widgets/plots/plotlook.h"

#include <QWidget>

#include <optional>

class QCPGraph;
class QCustomPlot;

namespace lens {

// One histogram of a plot.
struct HistogramSeries
{
    QString name;
    engine::Histogram histogram;
    std::vector<double> normal; // the curve to compare with, a count for each bin; or empty
    bool dashed = false;        // set apart from the others by more than colour
};

// Histograms over the same bins as filled step lines, in the colours of the palette. Bars would
// cost twenty times as much to draw. Several are drawn as shares of their values, so that a small
// tensor is seen beside a large one. Shows nothing but the drawing: the numbers beside it are its
// owner's.
class HistogramPlot final : public QWidget
{
    Q_OBJECT

public:
    enum class Detail { Full, Small }; // Small: no grid, few labels, for a summary

    explicit HistogramPlot(Detail detail, QWidget *parent = nullptr);
    // The library draws no axis that reaches as far as the largest numbers.
    static bool canDraw(const engine::Histogram &histogram);
    void setHistogram(const engine::Histogram &histogram);
    // All of them over the bins of the first.
    void setSeries(std::vector<HistogramSeries> series);
    void clear();
    void setLogarithmic(bool on); // counts
    // The bins are of |x| and of equal ratio: a logarithmic axis shows them as wide as each other.
    void setMagnitudes(bool on);
    // The values are magnitudes of complex ones, which the axis says.
    void setComplex(bool on) { m_complex = on; }
    bool isEmpty() const { return m_series.empty(); }
    // Where the legend is, empty where there is none, and where the curves are.
    QRect legendArea() const;
    QRect curveArea() const;

    // In the colours of paper, as large as it is on the screen.
    QPixmap picture();
    bool write(PictureFormat format, QIODevice &device);

Q_SIGNALS:
    // The bin under the pointer; -1 when it left.
    void hovered(int bin);
    // A range of values dragged out with the left button; and a double click.
    void rangeDragged(double from, double to);
    void resetRequested();

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void applyPalette(const QPalette &look);
    void applyScale();
    void fitValues();
    void fill();
    void fitSize();
    double middleOf(double low, double high) const;
    double addSeries(const HistogramSeries &series, double floor);
    void styleSeries(const QPalette &look);
    void watchPointer();
    void takeSelection(const QRect &area);
    int binAt(double pixel) const;
    bool isShare() const { return m_series.size() > 1; }
    double floor() const;
    double unitOf(const HistogramSeries &series) const;

    QCustomPlot *m_plot;
    Detail m_detail;
    bool m_logarithmic = false, m_magnitudes = false, m_complex = false;
    std::vector<HistogramSeries> m_series;
    std::vector<QCPGraph *> m_graphs, m_curves; // by series; null where it has no curve
};

} // namespace lens
