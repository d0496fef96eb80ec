// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/engine/numbers.h"

#include <QWidget>

#include <optional>

class QCPGraph;
class QCustomPlot;

namespace lens {

// A histogram as one filled step line, in the colours of the palette. Bars would cost twenty times
// as much to draw. Shows nothing but the drawing: the numbers beside it are its owner's.
class HistogramPlot final : public QWidget
{
    Q_OBJECT

public:
    enum class Detail { Full, Small }; // Small: no grid, few labels, for a summary

    explicit HistogramPlot(Detail detail, QWidget *parent = nullptr);
    void setHistogram(const engine::Histogram &histogram);
    void clear();
    void setLogarithmic(bool on);
    bool isEmpty() const { return !m_histogram; }

Q_SIGNALS:
    // The bin under the pointer; -1 when it left.
    void hovered(int bin);

protected:
    void changeEvent(QEvent *event) override;

private:
    void applyPalette();
    void applyScale();
    void fill();
    void watchPointer();

    QCustomPlot *m_plot;
    QCPGraph *m_graph;
    Detail m_detail;
    bool m_logarithmic = false;
    std::optional<engine::Histogram> m_histogram;
};

} // namespace lens
