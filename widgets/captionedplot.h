// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plots/histogramplot.h"

class QLabel;

namespace lens {

// A histogram under a title and over a line that says what it is, or what is under the pointer.
class CaptionedPlot final : public QWidget
{
    Q_OBJECT

public:
    explicit CaptionedPlot(const QString &title, QWidget *parent = nullptr);
    void setTitle(const QString &title);
    // The values are magnitudes of complex ones, which the axis says.
    void setComplex(bool on) { m_plot->setComplex(on); }
    void draw(std::vector<HistogramSeries> series, const QString &caption);
    // Nothing to draw: why. What was drawn before goes.
    void showNothing(const QString &reason);
    // What was drawn before stays, greyed, until the next.
    void wait();
    void setLogarithmic(bool on) { m_plot->setLogarithmic(on); }
    QString caption() const { return m_caption; }
    bool isEmpty() const { return m_plot->isEmpty(); }

private:
    void tell(int bin);
    void setCaption(const QString &caption);

    std::vector<HistogramSeries> m_series;
    QString m_caption;
    HistogramPlot *m_plot;
    QLabel *m_heading, *m_line;
};

} // namespace lens
