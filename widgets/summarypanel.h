// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/contents.h"
#include "model/document/jobs.h"
#include "widgets/factlist.h"
#include "widgets/panel.h"

class QLabel;

namespace lens {

class HashLine;
class HistogramPlot;
class LargestModel;
class RowTable;

// What the selected rows are, in words and numbers: for a tensor its statistics, a small histogram
// and its hash; for a group, or several rows, what there is of each dtype and on each device, and
// the largest tensors.
class SummaryPanel final : public Panel
{
    Q_OBJECT

public:
    explicit SummaryPanel(const PanelContext &context, QWidget *parent = nullptr);

    void showSelection(const Selection &selection) override;
    void forgetSelection() override;
    QString text() const;

protected:
    void showEvent(QShowEvent *event) override;

private:
    void documentChanged(const DocumentChange &change);
    void refreshDevices();
    QWidget *makeContent();
    void makeLargest();
    void showNode(std::uint32_t node);
    void showSeveral(std::size_t count);
    QString statisticsTitle(std::uint32_t node) const;
    void startNumbers(std::uint32_t tensor);
    void startContents(const std::vector<std::uint32_t> &nodes);
    void numbersReady(const Result<engine::Numbers> &result);
    void quantilesReady(const Result<engine::Quantiles> &result);
    void contentsReady(const Contents &contents);
    void offerHash();
    void computeHash();
    void hashReady(const Result<std::string> &result);
    // Something to know about the numbers, below what was said before of this row.
    void showNote(const QString &note);

    NumbersJob m_numbersJob;
    QuantilesJob m_quantilesJob;
    HashJob m_hashJob;
    ContentsJob m_contentsJob;
    Selection m_selection;
    bool m_stale = false;             // devices were changed while the panel was not seen
    std::uint32_t m_tensor = noIndex; // whose numbers are shown
    LargestModel *m_largestModel;
    QLabel *m_title, *m_reason;
    FactList *m_facts, *m_statistics, *m_further;
    HistogramPlot *m_plot;
    HashLine *m_hash;
    RowTable *m_largest;
    std::vector<FactSection> m_known; // statistics, quantiles: what is there, else "…"
};

} // namespace lens
