// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/summarypanel.h"

#include "model/document/plaintext.h"
#include "widgets/factlist.h"
#include "widgets/facts.h"
#include "widgets/messagebar.h"
#include "widgets/plots/histogramplot.h"

#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace lens {

SummaryPanel::SummaryPanel(const PanelContext &context, QWidget *parent)
    : Panel(context, parent)
    , m_title(new QLabel)
    , m_reason(new QLabel)
    , m_facts(new FactList(tr("Standard deviation")))
    , m_statistics(new FactList(tr("Standard deviation")))
    , m_storage(new FactList(tr("Standard deviation")))
    , m_plot(new HistogramPlot(HistogramPlot::Detail::Small))
{
    setObjectName(u"summaryPanel"_s);
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setBackgroundRole(QPalette::Base);
    scroll->setAccessibleName(tr("Summary of the selected entry"));
    scroll->setWidget(makeContent());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);
    watch(&m_numbersJob, tr("Reading values"));
    watch(&m_quantilesJob, tr("Median and percentiles"));
    connect(&m_numbersJob, &NumbersJob::finished, this, &SummaryPanel::numbersReady);
    connect(&m_quantilesJob, &QuantilesJob::finished, this, &SummaryPanel::quantilesReady);
}

QWidget *SummaryPanel::makeContent()
{
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.25);
    large.setBold(true);
    m_title->setFont(large);
    for (QLabel *label : {m_title, m_reason}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_title->setObjectName(u"summaryTitle"_s);
    m_plot->setFixedHeight(fontMetrics().height() * 9);

    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    const int margin = fontMetrics().height() * 3 / 4;
    column->setContentsMargins(margin, margin, margin, margin);
    column->setSpacing(margin);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_title, m_facts, m_statistics,
                                                            m_reason, m_plot, m_storage})
        column->addWidget(widget);
    column->addStretch(1);
    content->setBackgroundRole(QPalette::Base);
    return content;
}

void SummaryPanel::showSelection(const Selection &selection)
{
    m_numbersJob.abandon();
    m_quantilesJob.abandon();
    showNode(selection.current);
    if (const auto tensor = tensorAt(selection.current); tensor != noIndex)
        startNumbers(tensor);
}

void SummaryPanel::showNode(std::uint32_t node)
{
    const bool numbers = tensorAt(node) != noIndex;
    m_title->setText(pathTitle(document(), node));
    m_facts->setSections(facts(document(), node));
    m_known = pendingStatistics();
    m_statistics->setSections(m_known);
    m_statistics->setVisible(numbers);
    m_plot->setVisible(numbers);
    m_plot->clear();
    m_storage->setSections({storageFacts(document(), node)});
    m_reason->hide();
}

void SummaryPanel::startNumbers(std::uint32_t tensor)
{
    const Checkpoint &checkpoint = *document().checkpoint();
    engine::NumbersRequest request;
    request.bins = binsFor(checkpoint.tensors[tensor].numel());
    m_tensor = tensorWithValues(checkpoint, tensor);
    if (m_tensor != tensor)
        showNote(tr("The numbers are those of the stored values."));
    m_numbersJob.start(document().checkpoint(), m_tensor, request);
}

void SummaryPanel::numbersReady(const Result<engine::Numbers> &result)
{
    if (!result) {
        m_statistics->hide();
        m_plot->hide();
        m_reason->setForegroundRole(QPalette::Text);
        m_reason->setText(errorText(result.error()));
        return m_reason->show();
    }
    m_known[0] = statisticsFacts(result->statistics);
    m_statistics->setSections(m_known);
    m_plot->setVisible(result->histogram.has_value());
    if (result->histogram)
        m_plot->setHistogram(*result->histogram);
    m_quantilesJob.start(document().checkpoint(), m_tensor);
}

void SummaryPanel::quantilesReady(const Result<engine::Quantiles> &result)
{
    m_known[1] = result ? quantilesFacts(*result) : FactSection();
    m_statistics->setSections(m_known);
    if (!result)
        showNote(tr("No median and percentiles: %1").arg(plainText(result.error().text())));
}

void SummaryPanel::showNote(const QString &note)
{
    m_reason->setForegroundRole(QPalette::PlaceholderText);
    m_reason->setText(m_reason->isHidden() ? note : m_reason->text() + u'\n' + note);
    m_reason->show();
}

QString SummaryPanel::text() const
{
    auto text = m_title->text() + u'\n' + m_facts->text();
    if (!m_statistics->isHidden())
        text += m_statistics->text();
    return text;
}

} // namespace lens
