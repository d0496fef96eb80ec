// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/histogram.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;

namespace lens {

class Settings;

// How histograms are made: bins, range and axis, remembered in the settings. A range of the
// person's own is typed here or dragged on the plot.
class HistogramControls final : public QWidget
{
    Q_OBJECT

public:
    explicit HistogramControls(Settings &settings, QWidget *parent = nullptr);
    const HistogramChoice &choice() const { return m_choice; }
    void setCustom(double from, double to);
    // Back to the range before a custom one.
    void leaveCustom();
    // What the fields of a custom range begin with.
    void setShown(double from, double to);

Q_SIGNALS:
    void choiceChanged();

private:
    void addBins();
    void addSpans();
    void addAxes();
    void addCustom();
    void chooseSpan();
    void readCustom();
    void fill();

    Settings &m_settings;
    HistogramChoice m_choice;
    HistogramSpan m_last; // that is not custom
    std::pair<double, double> m_shown{-1, 1};
    QComboBox *m_bins, *m_spans, *m_axes;
    QWidget *m_custom;
    QLineEdit *m_from, *m_to;
};

} // namespace lens
