// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/failurereport.h"

#include "model/document/plaintext.h"
#include "widgets/divider.h"
#include "widgets/facts.h"
#include "widgets/findingdetails.h"
#include "widgets/icons.h"
#include "widgets/jobstrip.h"
#include "widgets/reporttables.h"
#include "widgets/selecting.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace lens {

FailureReport::FailureReport(const PanelContext &context, QWidget *parent)
    : QWidget(parent)
    , m_exportJob(context)
    , m_findings(new FindingsModel(this))
    , m_globals(new GlobalsModel(this))
    , m_verdict(heading({}))
    , m_coverage(new QLabel)
    , m_findingsTable(new RowTable(u"failureFindings"_s, tr("Findings"), context.settings))
    , m_globalsTable(
          new RowTable(u"failureGlobals"_s, tr("What Python would import"), context.settings))
    , m_divider(new Divider(Qt::Horizontal, context.settings, u"failure"_s))
    , m_details(new FindingDetails)
{
    setObjectName(u"failureReport"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(makeHead());
    layout->addWidget(makeTables(), 1);
    layout->addWidget(m_details);
    m_details->hideWay();
    context.jobs.watch(&m_exportJob.question(), tr("Exporting"));
    context.jobs.watch(&m_exportJob, tr("Exporting"));
    connect(&m_exportJob, &ReportExportJob::finished, this, &FailureReport::said);
    connect(m_findingsTable, &RowTable::currentRowChanged, this, &FailureReport::showDetails);
}

QWidget *FailureReport::makeHead()
{
    m_verdict->setObjectName(u"failureVerdict"_s);
    m_coverage->setObjectName(u"failureCoverage"_s);
    m_coverage->setForegroundRole(QPalette::PlaceholderText);
    auto *texts = new QVBoxLayout;
    for (QLabel *label : {m_verdict, m_coverage}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        texts->addWidget(label);
    }
    auto *save = new QPushButton(icon(u"export"_s), tr("E&xport…"));
    save->setObjectName(u"exportFailure"_s);
    save->setAccessibleName(tr("Export the report"));
    save->setToolTip(tr("Save the report as HTML, Markdown or JSON"));
    connect(save, &QPushButton::clicked, this, [this] { m_exportJob.start(this, m_report); });
    auto *head = new QWidget;
    auto *line = new QHBoxLayout(head);
    line->setContentsMargins(0, 0, 0, 0);
    line->addLayout(texts, 1);
    line->addWidget(save, 0, Qt::AlignTop);
    return head;
}

QWidget *FailureReport::makeTables()
{
    showFindings(*m_findingsTable, *m_findings);
    showGlobals(*m_globalsTable, *m_globals);
    m_globalsTable->setEmptyText(tr("Nothing, as far as the file could be read."));
    auto *side = new QWidget;
    auto *layout = new QVBoxLayout(side);
    layout->setContentsMargins(fontMetrics().height() / 2, 0, 0, 0);
    layout->addWidget(heading(tr("What Python would import")));
    layout->addWidget(m_globalsTable, 1);
    m_divider->addWidget(m_findingsTable);
    m_divider->addWidget(side);
    m_divider->setStretchFactor(0, 1);
    m_divider->setStretchFactor(1, 1);
    m_divider->begin({1000, 1000});
    return m_divider;
}

void FailureReport::resetLayout() { m_divider->reset(); }

void FailureReport::showReport(const Report &report)
{
    m_report = report;
    m_verdict->setText(plainText(report.verdict.text));
    m_coverage->setText(formatName(report.format) + u" · "_s + plainText(report.coverage));
    m_findings->setItems(report.items, report.counts);
    m_globals->setGlobals(report.globals);
    selectAlone(*m_findingsTable, m_findings->index(0, 0));
    showDetails(m_findingsTable->currentIndex());
}

void FailureReport::showDetails(const QModelIndex &row)
{
    const auto source = m_findings->sourceRow(row.row());
    if (source >= 0 && source < m_findings->rowCount())
        m_details->showItem(*m_findings->items()[source]);
    else
        m_details->showNothing();
}

} // namespace lens
