// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/jobs.h"
#include "widgets/factlist.h"
#include "widgets/panel.h"

class QLabel;

namespace lens {

class HistogramPlot;

// What the selected row is, in words and numbers; for a tensor its statistics and a small
// histogram.
class SummaryPanel final : public Panel
{
    Q_OBJECT

public:
    explicit SummaryPanel(const PanelContext &context, QWidget *parent = nullptr);

    void showSelection(const Selection &selection) override;
    QString text() const;

private:
    QWidget *makeContent();
    void showNode(std::uint32_t node);
    void startNumbers(std::uint32_t tensor);
    void numbersReady(const Result<engine::Numbers> &result);
    void quantilesReady(const Result<engine::Quantiles> &result);
    // Something to know about the numbers, below what was said before of this row.
    void showNote(const QString &note);

    NumbersJob m_numbersJob;
    QuantilesJob m_quantilesJob;
    std::uint32_t m_tensor = noIndex; // whose numbers are shown
    QLabel *m_title, *m_reason;
    FactList *m_facts, *m_statistics, *m_storage;
    HistogramPlot *m_plot;
    std::vector<FactSection> m_known; // statistics, quantiles: what is there, else "…"
};

} // namespace lens
