// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/document.h"
#include "model/engine/engine.h"
#include "model/engine/numbers.h"
#include "widgets/factlist.h"

#include <QWidget>

class QLabel;

namespace lens {

class HistogramPlot;

// What the selected row is, in words and numbers; for a tensor its statistics and a small
// histogram.
class SummaryPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit SummaryPanel(QWidget *parent = nullptr);
    enum class Expect { Nothing, Numbers };
    // Shows the row; numbers follow when they are expected. The document outlives the panel.
    void showNode(const Document &document, std::uint32_t node, Expect expect);
    void showNumbers(const engine::Numbers &numbers);
    void showQuantiles(const engine::Quantiles &quantiles);
    void showNoQuantiles(const QString &reason);
    // Something to know about the numbers, below what was said before of this row.
    void showNote(const QString &note);
    void showNoNumbers(const QString &reason);
    QString text() const;

private:
    QLabel *m_title, *m_reason;
    FactList *m_facts, *m_statistics, *m_storage;
    HistogramPlot *m_plot;
    std::vector<FactSection> m_known; // statistics, quantiles: what is there, else "…"
};

} // namespace lens
