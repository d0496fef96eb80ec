// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/engine/numbers.h"

#include <QWidget>

class QCheckBox;
class QLabel;

namespace lens {

class HistogramPlot;

// The histogram of the selected tensor with what it does not draw said in words.
class HistogramPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit HistogramPanel(QWidget *parent = nullptr);
    void showNumbers(const QString &title, const engine::Numbers &numbers);
    // Nothing to draw, and why.
    void showNothing(const QString &title, const QString &reason);
    // The last picture stays until the next is there; it is only marked as old.
    void showBusy(const QString &title);
    bool isLogarithmic() const;
    void setLogarithmic(bool on);
    void toggleLogarithmic() { setLogarithmic(!isLogarithmic()); }
    QString caption() const;

Q_SIGNALS:
    void logarithmicChanged(bool on);

private:
    void showBin(int bin);

    QLabel *m_title, *m_caption, *m_readout;
    QCheckBox *m_logarithmic;
    HistogramPlot *m_plot;
    engine::Numbers m_numbers;
};

} // namespace lens
