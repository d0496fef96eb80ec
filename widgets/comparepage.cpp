// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/comparepage.h"

#include "model/document/plaintext.h"
#include "model/document/settings.h"
#include "widgets/comparebar.h"
#include "widgets/comparedetails.h"
#include "widgets/comparefilter.h"
#include "widgets/comparelist.h"
#include "widgets/comparestrip.h"
#include "widgets/divider.h"
#include "widgets/icons.h"
#include "widgets/jobstrip.h"
#include "widgets/messagebar.h"
#include "widgets/prompts.h"
#include "widgets/statechips.h"

#include <QDir>
#include <QFileInfo>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

QLabel *plainLabel(const QString &text = {})
{
    auto *label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    return label;
}

} // namespace

ComparePage::ComparePage(Settings &settings, Prompts &prompts, JobStrip &jobs, QWidget *parent)
    : Page(parent)
    , m_settings(settings)
    , m_prompts(prompts)
    , m_question(prompts)
    , m_model(new CompareModel(this))
    , m_messages(new MessageBar(this))
    , m_outdated(new MessageBar(this))
    , m_stack(new QStackedWidget)
    , m_body(new QStackedWidget)
    , m_notice(plainLabel())
    , m_waiting(plainLabel())
    , m_again(new QPushButton(icon(u"reload"_s), tr("Try &again")))
    , m_rows(new Divider(Qt::Vertical, settings, u"compare"_s))
    , m_bar(new CompareBar)
    , m_filter(new CompareFilter(*m_model))
    , m_list(new CompareList(*m_model, settings))
    , m_details(new CompareDetails(*m_model, settings))
{
    setObjectName(u"comparePage"_s);
    m_outdated->setObjectName(u"outdatedBar"_s);
    m_stack->addWidget(makeWaiting());
    m_stack->addWidget(makeContent());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_outdated);
    layout->addWidget(m_messages);
    layout->addWidget(m_bar);
    layout->addWidget(m_stack, 1);
    m_details->setLogarithmic(settings.logarithmicCounts());
    watch(jobs);
    connectParts();
}

void ComparePage::watch(JobStrip &jobs)
{
    const std::pair<LatestJob *, QString> watched[] = {
        {&m_openA, tr("Opening A")},
        {&m_openB, tr("Opening B")},
        {&m_details->histogramJob(), tr("Reading values")},
        {&m_details->deltasJob(), tr("Subtracting values")},
        {&m_details->heatmapJob(), tr("Reading values")},
        {&m_details->heatmapPartJob(), tr("Reading values")},
        {&m_question, tr("Exporting")},
        {&m_export, tr("Exporting")},
        {&m_list->copyJob(), tr("Copying")},
        {&m_job, tr("Comparing")},
    };
    for (const auto &[job, name] : watched) {
        jobs.watch(job, name);
        // Later, because a result may start another job.
        connect(job, &LatestJob::runningChanged, this, &ComparePage::settle, Qt::QueuedConnection);
    }
    connect(&m_openA, &OpenJob::finished, this, [this](const auto &r) { opened(m_a, r); });
    connect(&m_openB, &OpenJob::finished, this, [this](const auto &r) { opened(m_b, r); });
    connect(&m_export, &CompareExportJob::finished, this, &ComparePage::exported);
    connect(&m_job, &CompareJob::aligned, this, &ComparePage::aligned);
    connect(&m_job, &CompareJob::compared, this, &ComparePage::compared);
    connect(&m_job, &CompareJob::finished, this, &ComparePage::finished);
}

void ComparePage::connectParts()
{
    connect(m_bar, &CompareBar::swapRequested, this, &ComparePage::swapSides);
    connect(m_bar, &CompareBar::exportRequested, this, &ComparePage::exportView);
    connect(m_bar, &CompareBar::changed, this, &ComparePage::restart);
    connect(m_stack, &QStackedWidget::currentChanged, this,
            [this](int page) { m_bar->setExportable(page == ContentPage); });
    connect(m_bar, &CompareBar::partsReleased, this, [this] {
        leaveParts();
        restart();
    });
    connect(m_bar, &CompareBar::toleranceRefused, this, &ComparePage::sayRefused);
    connect(m_filter, &CompareFilter::left, m_list, &CompareList::enter);
    connect(m_filter, &CompareFilter::changed, this, [this] { m_chosen.reset(); });
    connect(m_model, &CompareModel::listed, this, &ComparePage::listed);
    connect(m_list, &CompareList::currentSourceChanged, this,
            [this] { m_details->showRow(m_list->currentSource()); });
    connect(m_details, &CompareDetails::logarithmicChanged, this,
            [this](bool on) { m_settings.setLogarithmicCounts(on); });
}

void ComparePage::resetLayout() { m_rows->reset(); }

QWidget *ComparePage::makeWaiting()
{
    m_waiting->setObjectName(u"compareWaiting"_s);
    m_waiting->setAlignment(Qt::AlignCenter);
    m_waiting->setWordWrap(true);
    m_again->setObjectName(u"tryComparisonAgain"_s);
    m_again->setAccessibleName(tr("Try again"));
    m_again->hide();
    connect(m_again, &QPushButton::clicked, this, &ComparePage::compareAgain);
    auto *waiting = new QWidget;
    auto *layout = new QVBoxLayout(waiting);
    layout->setSpacing(fontMetrics().height());
    layout->addStretch();
    layout->addWidget(m_waiting);
    layout->addWidget(m_again, 0, Qt::AlignHCenter);
    layout->addStretch();
    return waiting;
}

QWidget *ComparePage::makeContent()
{
    m_notice->setObjectName(u"compareNotice"_s);
    m_notice->setAlignment(Qt::AlignCenter);
    m_notice->setWordWrap(true);
    m_notice->setContentsMargins(0, fontMetrics().height(), 0, fontMetrics().height());
    m_rows->addWidget(makeList());
    m_rows->addWidget(m_details);
    m_rows->setStretchFactor(0, 3);
    m_rows->setStretchFactor(1, 2);
    m_rows->begin({550, 450}); // shares
    m_body->addWidget(m_notice);
    m_body->addWidget(m_rows);
    m_body->setCurrentIndex(RowsPage);
    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_filter);
    layout->addWidget(m_body, 1);
    return content;
}

QWidget *ComparePage::makeList()
{
    auto *strip = new CompareStrip(*m_model);
    connect(strip, &CompareStrip::rowRequested, m_list, &CompareList::seek);
    auto *list = new QWidget;
    auto *line = new QHBoxLayout(list);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(0);
    line->addWidget(m_list, 1);
    line->addWidget(strip);
    return list;
}

void ComparePage::swapSides()
{
    if (m_openA.isRunning() || m_openB.isRunning())
        return;
    if (m_bar->readTyped() == CompareBar::Typed::Refused)
        return;
    std::swap(m_a, m_b);
    startOpening();
    showParts();
}

void ComparePage::startFilter() { m_filter->start(); }

void ComparePage::showDetails(const QString &page) { m_details->showPage(page); }

void ComparePage::stepDifference(int by)
{
    const bool found = m_list->step(by);
    if (!found)
        m_messages->say(Tone::Note, by > 0 ? tr("There is no difference below this row.")
                                           : tr("There is no difference above this row."));
    else if (m_isEndTold)
        m_messages->hide();
    m_isEndTold = !found;
}

bool ComparePage::canExport() const { return m_stack->currentIndex() == ContentPage; }

void ComparePage::exportView()
{
    if (!canExport())
        return;
    if (m_bar->readTyped() == CompareBar::Typed::Refused)
        return;
    const engine::Tolerance &wanted = m_bar->tolerance(), &ofRows = m_rowsTolerance;
    if (ofRows.rtol != wanted.rtol || ofRows.atol != wanted.atol)
        return m_messages->say(Tone::Note, tr("The comparison has begun anew, with the tolerance "
                                              "that was typed. Export it when that is done."));
    const QString file = m_a.path.isEmpty() ? m_b.path : m_a.path;
    const QString folder =
        file.isEmpty() ? m_settings.lastFolder() : QFileInfo(file).absolutePath();
    const QString suggestion = QDir(folder).filePath(u"comparison.json"_s);
    const QString path =
        m_prompts.fileToExport(this, suggestion, tr("JSON (*.json);;CSV (*.csv);;HTML (*.html)"));
    if (path.isEmpty())
        return;
    CompareTable table = m_model->table();
    table.title = m_rowsTitle;
    auto write = [this, path, table = std::move(table)](const auto &place) mutable {
        if (place)
            m_export.start(std::move(table), path);
        else if (m_question.wasStopped())
            sayExportStopped();
    };
    m_question.ask(this, path, {}, std::move(write));
}

QString ComparePage::title() const { return u"%1 ⇄ %2"_s.arg(m_a.name(), m_b.name()); }

QString ComparePage::place() const { return u"%1 ⇄ %2"_s.arg(m_a.path, m_b.path); }

// Of what is seen: rows from before are none of files that are read again or could not be.
QString ComparePage::statusLine() const
{
    if (m_stack->currentIndex() != ContentPage)
        return {};
    QStringList parts;
    for (std::size_t i = 0; i < compareStates; ++i)
        if (const auto count = m_model->counts()[i])
            parts << u"%1 %2"_s.arg(plainText(grouped(count)),
                                    stateWord(static_cast<CompareState>(i)));
    return parts.join(u" · "_s);
}

bool ComparePage::isSettled() const
{
    return !m_openA.isRunning() && !m_openB.isRunning() && !m_job.isRunning() &&
           !m_question.isRunning() && !m_export.isRunning() && !m_model->isListing() &&
           !m_list->copyJob().isRunning() && m_details->isSettled();
}

void ComparePage::settle()
{
    if (isSettled())
        Q_EMIT settled();
}

} // namespace lens
