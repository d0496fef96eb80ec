// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/jobs.h"
#include "widgets/panel.h"

class QCheckBox;
class QLabel;

namespace lens {

class HistogramPlot;

// The histogram of the selected tensor with what it does not draw said in words.
class HistogramPanel final : public Panel
{
    Q_OBJECT

public:
    explicit HistogramPanel(const PanelContext &context, QWidget *parent = nullptr);

    void showSelection(const Selection &selection) override;
    bool isLogarithmic() const;
    void setLogarithmic(bool on);
    void toggleLogarithmic() { setLogarithmic(!isLogarithmic()); }
    QString caption() const;

private:
    void numbersReady(const Result<engine::Numbers> &result);
    void showNumbers(const engine::Numbers &numbers);
    // Nothing to draw, and why.
    void showNothing(const QString &reason);
    // The last picture stays until the next is there; it is only marked as old.
    void showBusy();
    void showBin(int bin);

    NumbersJob m_numbersJob;

    QLabel *m_title, *m_caption, *m_readout;
    QCheckBox *m_logarithmic;
    HistogramPlot *m_plot;
    engine::Numbers m_numbers;
};

} // namespace lens
