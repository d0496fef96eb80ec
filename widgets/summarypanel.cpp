// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/summarypanel.h"

#include "model/document/magnitudes.h"
#include "model/document/plaintext.h"
#include "model/items/largestmodel.h"
#include "model/items/roles.h"
#include "widgets/factlist.h"
#include "widgets/facts.h"
#include "widgets/hashline.h"
#include "widgets/messagebar.h"
#include "widgets/plots/histogramplot.h"
#include "widgets/rowtable.h"
#include "widgets/titlelabel.h"

#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

// A larger tensor is hashed when a person asks for it: this takes about a tenth of a second.
constexpr std::uint64_t hashedAtOnce = 32u << 20;

} // namespace

SummaryPanel::SummaryPanel(const PanelContext &context, QWidget *parent)
    : Panel(context, parent)
    , m_largestModel(new LargestModel(this))
    , m_title(new TitleLabel)
    , m_reason(new QLabel)
    , m_facts(new FactList(tr("Standard deviation")))
    , m_statistics(new FactList(tr("Standard deviation")))
    , m_further(new FactList(tr("Standard deviation")))
    , m_plot(new HistogramPlot(HistogramPlot::Detail::Small))
    , m_hash(new HashLine(tr("Standard deviation")))
    , m_largest(new RowTable(u"largestTensors"_s, tr("The largest tensors"), context.settings))
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
    watch(&m_hashJob, tr("Computing the hash"));
    watch(&m_contentsJob, tr("Adding up"));
    connect(&m_numbersJob, &NumbersJob::finished, this, &SummaryPanel::numbersReady);
    connect(&m_quantilesJob, &QuantilesJob::finished, this, &SummaryPanel::quantilesReady);
    connect(&m_hashJob, &HashJob::finished, this, &SummaryPanel::hashReady);
    connect(&m_contentsJob, &ContentsJob::finished, this, &SummaryPanel::contentsReady);
    connect(&document(), &Document::changed, this, &SummaryPanel::documentChanged);
    connect(m_hash, &HashLine::computeRequested, this, &SummaryPanel::computeHash);
}

QWidget *SummaryPanel::makeContent()
{
    m_reason->setTextFormat(Qt::PlainText);
    m_reason->setWordWrap(true);
    m_reason->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_title->setObjectName(u"summaryTitle"_s);
    m_plot->setFixedHeight(fontMetrics().height() * 9);
    makeLargest();

    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    const int margin = fontMetrics().height() * 3 / 4;
    column->setContentsMargins(margin, margin, margin, margin);
    column->setSpacing(margin);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_title, m_facts, m_statistics,
                                                            m_reason, m_plot, m_largest})
        column->addWidget(widget);
    auto *storage = new QVBoxLayout;
    storage->setSpacing(fontMetrics().height() / 4);
    storage->addWidget(m_further);
    storage->addWidget(m_hash);
    column->addLayout(storage);
    column->addStretch(1);
    content->setBackgroundRole(QPalette::Base);
    return content;
}

void SummaryPanel::makeLargest()
{
    m_largest->setRows(m_largestModel);
    m_largest->sizeColumns({{}, u"512×512×3×3"_s, u"bfloat16"_s, u"1023.9 MiB"_s, u"100.0 %"_s});
    m_largest->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(m_largest, &RowTable::rowChosen, this, [this](const QModelIndex &row) {
        Q_EMIT entryRequested(row.data(EntryRole).toUInt());
    });
}

void SummaryPanel::forgetSelection()
{
    m_contentsJob.abandon();
    m_selection = {};
    m_stale = false;
}

void SummaryPanel::documentChanged(const DocumentChange &change)
{
    if (change.kind != DocumentChange::Kind::Devices || m_selection.nodes.empty())
        return;
    m_stale = true;
    if (isVisible())
        refreshDevices();
}

void SummaryPanel::showEvent(QShowEvent *event)
{
    Panel::showEvent(event);
    if (m_stale && document().isLoaded())
        refreshDevices();
}

// The numbers are as they were.
void SummaryPanel::refreshDevices()
{
    m_stale = false;
    const bool several = m_selection.nodes.size() > 1;
    if (!several)
        m_facts->setSections(facts(document(), m_selection.current));
    if (several || !m_largest->isHidden())
        startContents(several ? m_selection.nodes : std::vector{m_selection.current});
}

void SummaryPanel::showSelection(const Selection &selection)
{
    for (LatestJob *job : std::initializer_list<LatestJob *>{&m_numbersJob, &m_quantilesJob,
                                                             &m_hashJob, &m_contentsJob})
        job->abandon();
    m_selection = selection;
    m_stale = false;
    for (QWidget *part : std::initializer_list<QWidget *>{m_reason, m_largest, m_hash})
        part->hide();
    if (selection.nodes.size() > 1) {
        showSeveral(selection.nodes.size());
        return startContents(selection.nodes);
    }
    showNode(selection.current);
    if (const auto tensor = tensorAt(selection.current); tensor != noIndex)
        startNumbers(tensor);
    else if (document().outline()->totals(selection.current).tensors)
        startContents({selection.current});
}

void SummaryPanel::showNode(std::uint32_t node)
{
    const bool numbers = tensorAt(node) != noIndex;
    m_title->setText(pathTitle(document(), node));
    m_facts->setSections(facts(document(), node));
    m_known = pendingStatistics(statisticsTitle(node));
    m_statistics->setSections(m_known);
    m_statistics->setVisible(numbers);
    m_plot->setVisible(numbers);
    m_plot->clear();
    const auto further = furtherFacts(document(), node);
    m_further->setSections(further);
    m_further->setVisible(!further.front().facts.empty() || further.size() > 1);
}

QString SummaryPanel::statisticsTitle(std::uint32_t node) const
{
    const auto tensor = tensorAt(node);
    const bool ofMagnitudes =
        tensor != noIndex && isComplex(document().checkpoint()->tensors[tensor].dtype);
    return ofMagnitudes ? tr("Statistics of the magnitudes") : tr("Statistics");
}

void SummaryPanel::showSeveral(std::size_t count)
{
    m_title->setText(tr("%1 rows are selected").arg(count));
    m_facts->setSections({});
    for (QWidget *part : std::initializer_list<QWidget *>{m_statistics, m_plot, m_further})
        part->hide();
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
    if (m_tensor == tensor) // a hash of a part is none of the whole
        offerHash();
}

void SummaryPanel::startContents(const std::vector<std::uint32_t> &nodes)
{
    m_contentsJob.start(document().checkpoint(), document().outline(), document().devices(), nodes);
}

void SummaryPanel::numbersReady(const Result<engine::Numbers> &result)
{
    if (!result) {
        for (QWidget *part : std::initializer_list<QWidget *>{m_statistics, m_plot, m_hash})
            part->hide();
        m_reason->setForegroundRole(QPalette::Text);
        m_reason->setText(lookErrorText(result.error()));
        return m_reason->show();
    }
    m_known[0] = statisticsFacts(m_known[0].title, result->statistics);
    m_statistics->setSections(m_known);
    const bool drawn = result->histogram && !result->histogram->counts.empty() &&
                       HistogramPlot::canDraw(*result->histogram);
    m_plot->setVisible(drawn);
    if (drawn)
        m_plot->setHistogram(*result->histogram);
    m_quantilesJob.start(document().checkpoint(), m_tensor);
}

void SummaryPanel::quantilesReady(const Result<engine::Quantiles> &result)
{
    m_known[1] = result ? quantilesFacts(*result) : FactSection();
    m_statistics->setSections(m_known);
    if (!result)
        showNote(tr("No median and percentiles. %1").arg(lookErrorText(result.error())));
}

void SummaryPanel::contentsReady(const Contents &contents)
{
    const bool several = m_selection.nodes.size() > 1;
    if (several)
        m_facts->setSections({sizeFacts(contents.tensors, contents.elements, contents.bytes)});
    m_statistics->setSections(shareFacts(contents));
    m_statistics->setVisible(contents.tensors > 0);
    m_largestModel->setTensors(document(), several ? 0 : m_selection.current, contents.largest,
                               contents.bytes);
    m_largest->setColumnHidden(LargestModel::DTypeColumn, contents.dtypes.size() < 2);
    m_largest->fitRows(Contents::listed);
    m_largest->setVisible(contents.tensors > 0);
}

void SummaryPanel::offerHash()
{
    const Tensor &tensor = document().checkpoint()->tensors[m_tensor];
    if (tensor.meta || tensor.storage == noIndex)
        return;
    m_hash->show();
    if (tensor.nbytes() <= hashedAtOnce)
        computeHash();
    else
        m_hash->offer(tr("Compute, reads %1").arg(plainText(humanBytes(tensor.nbytes()))));
}

void SummaryPanel::computeHash()
{
    m_hash->showHash(u"…"_s);
    m_hashJob.start(document().checkpoint(), m_tensor);
}

void SummaryPanel::hashReady(const Result<std::string> &result)
{
    if (result)
        m_hash->showHash(plainText(*result));
    else if (result.error().code == ErrorCode::Cancelled)
        m_hash->offer(tr("Compute"));
    else
        m_hash->hide(); // the numbers say why it cannot be read
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
