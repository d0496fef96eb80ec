// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/reportpage.h"

#include "model/document/plaintext.h"
#include "model/items/reportmodels.h"
#include "model/items/roles.h"
#include "widgets/divider.h"
#include "widgets/facts.h"
#include "widgets/findingdetails.h"
#include "widgets/icons.h"
#include "widgets/messagebar.h"
#include "widgets/reporttables.h"
#include "widgets/selecting.h"

#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

// Also where it says something else by now.
bool isSame(const ReportItemPtr &item, const ReportItemPtr &before)
{
    return item == before ||
           (before && item->finding.id == before->finding.id && item->entry == before->entry);
}

} // namespace

ReportPage::ReportPage(const PanelContext &context, QWidget *parent)
    : Panel(context, parent)
    , m_exportJob(context)
    , m_findings(new FindingsModel(this))
    , m_globals(new GlobalsModel(this))
    , m_mark(new QLabel)
    , m_verdict(new QLabel)
    , m_countsMark(new QLabel)
    , m_counts(new QLabel)
    , m_check(new QPushButton(tr("Check v&alues")))
    , m_export(new QPushButton(tr("E&xport…")))
    , m_findingsTable(new RowTable(u"findingsTable"_s, tr("Findings"), context.settings))
    , m_globalsTable(
          new RowTable(u"globalsTable"_s, tr("What Python would import"), context.settings))
    , m_facts(new FactList(tr("Optimizer state")))
    , m_details(new FindingDetails)
    , m_divider(new Divider(Qt::Horizontal, context.settings, u"report"_s))
{
    setObjectName(u"reportPage"_s);
    for (QLabel *label : {m_verdict, m_counts}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        auto policy = label->sizePolicy();
        policy.setHorizontalPolicy(QSizePolicy::Expanding); // a stretch alone is not for one line
        label->setSizePolicy(policy);
    }
    m_divider->addWidget(makeFindings());
    m_divider->addWidget(makeSide());
    m_divider->setStretchFactor(0, 2);
    m_divider->setStretchFactor(1, 1);
    m_divider->begin({2000, 1000});
    auto *layout = new QVBoxLayout(this);
    const int margin = fontMetrics().height() * 3 / 4;
    layout->setContentsMargins(margin, margin, margin, margin);
    layout->addWidget(makeHead());
    layout->addWidget(m_divider, 1);
    m_findingsTable->setFocus(); // no proxy: Tab would pass by what is before it

    watch(&m_reportJob, tr("Looking at the structure"));
    watch(&m_retagJob, tr("Looking at the devices"));
    watch(&m_checksJob, tr("Checking values"));
    watch(&m_exportJob.question(), tr("Exporting"));
    watch(&m_exportJob, tr("Exporting"));
    watch(&m_findings->sortJob(), tr("Sorting"));
    connect(&document(), &Document::changed, this, [this](const DocumentChange &change) {
        if (change.kind == DocumentChange::Kind::Loaded)
            start();
        else if (change.kind == DocumentChange::Kind::Devices)
            retellDevices();
        else if (change.kind == DocumentChange::Kind::File && m_told)
            takeFile();
    });
    connect(&m_retagJob, &RetagReportJob::finished, this, &ReportPage::showRetagged);
    connect(&m_reportJob, &ReportJob::finished, this, &ReportPage::showReport);
    connect(&m_checksJob, &ValueChecksJob::found, this, [this](const auto &items) {
        m_findings->add(items);
        countFindings();
    });
    connect(&m_exportJob, &ReportExportJob::finished, this, &Panel::said);
    connect(&m_checksJob, &ValueChecksJob::finished, this, &ReportPage::valuesChecked);
    connect(&m_checksJob, &ValueChecksJob::finished, this, &ReportPage::retellDevices);
    connect(&m_checksJob, &LatestJob::runningChanged, m_check, &QWidget::setDisabled);
}

ReportPage::~ReportPage() { freeByWorker(std::move(m_report)); }

QWidget *ReportPage::makeHead()
{
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.25);
    large.setBold(true);
    m_verdict->setFont(large);
    m_verdict->setObjectName(u"reportVerdict"_s);
    m_counts->setForegroundRole(QPalette::PlaceholderText);
    m_counts->setObjectName(u"reportCounts"_s);
    m_check->setObjectName(u"checkValues"_s);
    m_check->setAccessibleName(tr("Check values"));
    m_check->setToolTip(tr("Look at every value: NaN, infinite, all zero, constant, dead rows"));
    m_export->setObjectName(u"exportReport"_s);
    m_export->setAccessibleName(tr("Export the report"));
    m_export->setToolTip(tr("Save the report as HTML, Markdown or JSON"));
    connect(m_check, &QPushButton::clicked, this, &ReportPage::checkValues);
    connect(m_export, &QPushButton::clicked, this, &ReportPage::exportView);
    auto *texts = new QVBoxLayout;
    auto *counts = new QHBoxLayout;
    counts->addWidget(m_countsMark);
    counts->addWidget(m_counts, 1);
    texts->addWidget(m_verdict);
    texts->addLayout(counts);
    auto *head = new QWidget;
    auto *line = new QHBoxLayout(head);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(fontMetrics().height() / 2);
    line->addWidget(m_mark);
    line->addLayout(texts, 1);
    line->addWidget(m_check);
    line->addWidget(m_export);
    return head;
}

QWidget *ReportPage::makeFindings()
{
    showFindings(*m_findingsTable, *m_findings);
    actOn(*m_findingsTable);
    connect(m_findingsTable, &RowTable::currentRowChanged, this, &ReportPage::showDetails);
    connect(m_findingsTable, &RowTable::rowChosen, this, &ReportPage::goTo);
    connect(m_details, &FindingDetails::goToRequested, this,
            [this] { goTo(m_findingsTable->currentIndex()); });
    auto *part = new QWidget;
    auto *layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_findingsTable, 1);
    layout->addWidget(m_details);
    return part;
}

QWidget *ReportPage::makeSide()
{
    showGlobals(*m_globalsTable, *m_globals);
    m_globalsTable->setEmptyText(tr("Nothing: this file names nothing to import."));
    auto *part = new QWidget;
    auto *layout = new QVBoxLayout(part);
    layout->setContentsMargins(fontMetrics().height() / 2, 0, 0, 0);
    layout->addWidget(m_facts);
    layout->addSpacing(fontMetrics().height() / 2);
    layout->addWidget(heading(tr("What Python would import")));
    layout->addWidget(m_globalsTable, 1);
    return part;
}

// A load starts it, not a look: the title of the tab says how much there is to see.
void ReportPage::start()
{
    m_checksJob.abandon();
    m_retagJob.abandon();
    m_told.reset();
    m_asked = document().edited()->now;
    m_stepped = false;
    m_findings->setItems({});
    m_globals->setGlobals({});
    m_findingsTable->setEmptyText(tr("Looking at the file…"));
    freeByWorker(std::exchange(m_report, {}));
    m_report.verdict = document().verdict();
    m_verdict->setText(plainText(m_report.verdict.text));
    countFindings();
    m_reportJob.start(document().snapshot());
}

void ReportPage::resetLayout() { m_divider->reset(); }

QWidget *ReportPage::mainPart() const { return m_findingsTable; }

void ReportPage::showSelection(const Selection &) {}

void ReportPage::showReport(const Result<Report> &result)
{
    if (!result)
        return m_findingsTable->setEmptyText(errorText(result.error()));
    m_report = *result;
    m_told = m_asked;
    takeFile();
    m_findingsTable->setEmptyText(tr("Nothing to report so far; the values are not checked yet."));
    m_findings->setItems(m_report.items, m_report.counts);
    m_globals->setGlobals(m_report.globals);
    document().setFound(m_report.found);
    countFindings();
    selectAlone(*m_findingsTable, m_findings->index(0, 0));
    showDetails(m_findingsTable->currentIndex());
    retellDevices();
}

// Edits change device tags and nothing else. What comes while values are checked waits for them.
void ReportPage::retellDevices()
{
    const EditSetPtr &edits = document().edited()->now;
    if (!m_told || m_checksJob.isRunning())
        return;
    if (m_told == edits)
        return m_retagJob.abandon(); // what it was for was undone meanwhile
    m_retagJob.start(document().snapshot(), edits, m_report.items, m_findings->items());
}

void ReportPage::showRetagged(const RetaggedItems &made)
{
    const auto current = m_findings->sourceRow(m_findingsTable->currentIndex().row());
    const auto before = m_findings->items().value(current);
    m_told = made.edits;
    m_report.items = made.items;
    m_report.counts = made.counts;
    m_findings->setItems(made.shown, made.shownCounts);
    document().setFound(made.found);
    const int count = m_findings->rowCount();
    int row = 0;
    while (row < count && !isSame(m_findings->items()[m_findings->sourceRow(row)], before))
        ++row;
    selectAlone(*m_findingsTable, m_findings->index(row == count ? 0 : row, 0));
    showDetails(m_findingsTable->currentIndex());
    countFindings();
}

// Two, because weights that are NaN say nothing of the code, nor that of the weights.
void ReportPage::showMarks()
{
    const auto show = [this](QLabel &mark, Severity severity, int height) {
        mark.setPixmap(severityIcon(int(severity), palette()).pixmap(height));
    };
    const int height = fontMetrics().height();
    show(*m_mark, m_report.verdict.severity, height * 2);
    show(*m_countsMark, m_findings->worst(), height);
}

void ReportPage::changeEvent(QEvent *event)
{
    Panel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        showMarks();
}

// It may have been saved elsewhere since it was looked at.
void ReportPage::takeFile()
{
    m_report.file = document().path();
    m_report.fileBytes = document().fileBytes().value_or(m_report.fileBytes);
    showFacts();
}

void ReportPage::showFacts() { m_facts->setSections({structureFacts(m_report)}); }

void ReportPage::checkValues()
{
    if (!document().isLoaded() || m_reportJob.isRunning())
        return;
    m_retagJob.abandon();
    m_report.valuesChecked = false;
    m_findings->setItems(m_report.items, m_report.counts);
    m_checksJob.start(document().checkpoint(), document().outline(), m_report.items);
}

// Also where the check was stopped: the list has what was found until then.
void ReportPage::valuesChecked(const CheckedValues &checked)
{
    m_report.valuesChecked = checked.result.has_value();
    document().setFound(checked.found);
    if (!checked.result && m_findings->rowCount() < checked.items.size())
        m_findings->setItems(checked.items, checked.counts); // some were only counted
    countFindings();
    if (!checked.result)
        return Q_EMIT said(Tone::Note, checked.result.error().code == ErrorCode::Cancelled
                                           ? tr("Stopped: not every value was checked.")
                                           : errorText(checked.result.error()));
    m_findingsTable->setEmptyText(
        tr("Nothing to report: structure and values are as they should be."));
    m_findings->setItems(checked.items, checked.counts);
    selectAlone(*m_findingsTable, m_findings->index(0, 0));
    showFacts();
    countFindings();
}

Report ReportPage::currentReport() const
{
    Report report = m_report;
    report.items = m_findings->items();
    return report;
}

void ReportPage::countFindings()
{
    const SeverityCounts &counts = m_findings->counts();
    QStringList parts;
    const std::pair<QString, QString> words[] = {{tr("1 note"), tr("%1 notes")},
                                                 {tr("1 warning"), tr("%1 warnings")},
                                                 {tr("1 error"), tr("%1 errors")}};
    for (const std::size_t severity : {2u, 1u, 0u})
        if (counts[severity])
            parts << (counts[severity] == 1 ? words[severity].first
                                            : words[severity].second.arg(counts[severity]));
    m_counts->setText(parts.join(", "_L1));
    m_counts->setVisible(!parts.isEmpty());
    m_countsMark->setVisible(!parts.isEmpty());
    showMarks();
    const auto serious = counts[1] + counts[2];
    Q_EMIT titleChanged(serious ? tr("Report %1").arg(serious) : tr("Report"));
}

void ReportPage::showDetails(const QModelIndex &row)
{
    const auto source = m_findings->sourceRow(row.row());
    if (source >= 0 && source < m_findings->rowCount())
        m_details->showItem(*m_findings->items()[source]);
    else
        m_details->showNothing();
}

bool ReportPage::step(int by)
{
    const int count = m_findings->rowCount();
    if (count == 0) {
        Q_EMIT said(Tone::Note, tr("There is no finding to go to."));
        return false;
    }
    const int at = std::max(m_findingsTable->currentIndex().row(), 0);
    const int row = std::exchange(m_stepped, true) ? (at + by + count) % count : at;
    selectAlone(*m_findingsTable, m_findings->index(row, 0));
    const ReportItem &item = *m_findings->items()[m_findings->sourceRow(row)];
    Q_EMIT said(
        Tone::Note,
        tr("Finding %1 of %2: %3").arg(row + 1).arg(count).arg(plainText(item.finding.text)));
    goTo(m_findingsTable->currentIndex());
    return item.entry != noIndex;
}

void ReportPage::goTo(const QModelIndex &row)
{
    const auto entry = row.isValid() ? row.data(EntryRole).toUInt() : noIndex;
    if (entry != noIndex)
        Q_EMIT entryRequested(entry);
}

void ReportPage::exportView()
{
    if (document().isLoaded())
        m_exportJob.start(this, currentReport());
}

} // namespace lens
