// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/summarypanel.h"

#include "widgets/factlist.h"
#include "widgets/facts.h"
#include "widgets/plots/histogramplot.h"

#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace lens {

SummaryPanel::SummaryPanel(QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel)
    , m_reason(new QLabel)
    , m_facts(new FactList(tr("Standard deviation")))
    , m_statistics(new FactList(tr("Standard deviation")))
    , m_storage(new FactList(tr("Standard deviation")))
    , m_plot(new HistogramPlot(HistogramPlot::Detail::Small))
{
    setObjectName(u"summaryPanel"_s);
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
    for (QWidget *widget : {static_cast<QWidget *>(m_title), static_cast<QWidget *>(m_facts),
                            static_cast<QWidget *>(m_statistics), static_cast<QWidget *>(m_reason),
                            static_cast<QWidget *>(m_plot), static_cast<QWidget *>(m_storage)})
        column->addWidget(widget);
    column->addStretch(1);
    content->setBackgroundRole(QPalette::Base);
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setBackgroundRole(QPalette::Base);
    scroll->setAccessibleName(tr("Summary of the selected entry"));
    scroll->setWidget(content);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);
}

void SummaryPanel::showNode(const Document &document, std::uint32_t node, Expect expect)
{
    const bool numbers = expect == Expect::Numbers;
    m_title->setText(pathTitle(document, node));
    m_facts->setSections(facts(document, node));
    m_known = pendingStatistics();
    m_statistics->setSections(m_known);
    m_statistics->setVisible(numbers);
    m_plot->setVisible(numbers);
    m_plot->clear();
    m_storage->setSections({storageFacts(document, node)});
    m_reason->hide();
}

void SummaryPanel::showNumbers(const engine::Numbers &numbers)
{
    m_known[0] = statisticsFacts(numbers.statistics);
    m_statistics->setSections(m_known);
    m_plot->setVisible(numbers.histogram.has_value());
    if (numbers.histogram)
        m_plot->setHistogram(*numbers.histogram);
}

void SummaryPanel::showQuantiles(const engine::Quantiles &quantiles)
{
    m_known[1] = quantilesFacts(quantiles);
    m_statistics->setSections(m_known);
}

void SummaryPanel::showNoQuantiles(const QString &reason)
{
    m_known[1] = {};
    m_statistics->setSections(m_known);
    showNote(reason);
}

void SummaryPanel::showNote(const QString &note)
{
    m_reason->setForegroundRole(QPalette::PlaceholderText);
    m_reason->setText(m_reason->isHidden() ? note : m_reason->text() + u'\n' + note);
    m_reason->show();
}

void SummaryPanel::showNoNumbers(const QString &reason)
{
    m_statistics->hide();
    m_plot->hide();
    m_reason->setForegroundRole(QPalette::Text);
    m_reason->setText(reason);
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
