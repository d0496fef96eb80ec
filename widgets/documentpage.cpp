// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/documentpage.h"

#include "model/document/plaintext.h"
#include "model/document/settings.h"
#include "model/items/treemodel.h"
#include "widgets/entrytree.h"
#include "widgets/facts.h"
#include "widgets/histogrampanel.h"
#include "widgets/icons.h"
#include "widgets/jobstrip.h"
#include "widgets/retagdialog.h"
#include "widgets/summarypanel.h"

#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

constexpr double fewestBins = 16, mostBins = 256;
constexpr qsizetype namedClasses = 5; // in one line of the message bar
// Rice's rule: twice the cube root of the count, so that few values do not draw only noise.
int binsFor(std::uint64_t values)
{
    const double rice = std::ceil(2 * std::cbrt(static_cast<double>(values)));
    return static_cast<int>(std::clamp(rice, fewestBins, mostBins));
}

// Where the numbers of a tensor lie: in itself, or in the stored values of a sparse, nested or
// distributed one.
std::uint32_t valuesOf(const Checkpoint &checkpoint, std::uint32_t tensor)
{
    if (checkpoint.tensors[tensor].storage != noIndex)
        return tensor;
    for (const auto &[name, part] : checkpoint.tensors[tensor].parts) {
        const auto inner = checkpoint.tensorOf.find(part.node);
        const bool values = name == "values" || name == "_values" || name == "_local_tensor";
        if (values && inner != checkpoint.tensorOf.end())
            return inner->second;
    }
    return tensor;
}

enum StackPage { WaitingPage, ContentPage, FailurePage };

} // namespace

DocumentPage::DocumentPage(Settings &settings, Prompts &prompts, JobStrip &jobs, QWidget *parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_prompts(prompts)
    , m_messages(new MessageBar(this))
    , m_stack(new QStackedWidget)
    , m_waiting(new QLabel)
    , m_failure(new QLabel)
    , m_splitter(new QSplitter)
    , m_model(new TreeModel(m_document, this))
    , m_tree(new EntryTree(*m_model))
    , m_details(new QTabWidget)
    , m_summary(new SummaryPanel)
    , m_histogram(new HistogramPanel)
{
    m_waiting->setAlignment(Qt::AlignCenter);
    m_waiting->setTextFormat(Qt::PlainText);
    m_waiting->setForegroundRole(QPalette::PlaceholderText);
    m_stack->addWidget(m_waiting);
    m_stack->addWidget(makeContent());
    m_stack->addWidget(makeFailure());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_messages);
    layout->addWidget(m_stack, 1);

    jobs.watch(&m_openJob, tr("Opening"));
    jobs.watch(&m_numbersJob, tr("Reading values"));
    jobs.watch(&m_quantilesJob, tr("Median and percentiles"));
    jobs.watch(&m_saveJob, tr("Saving"));
    connect(&m_openJob, &OpenJob::finished, this, &DocumentPage::opened);
    connect(&m_numbersJob, &NumbersJob::finished, this, &DocumentPage::numbersReady);
    connect(&m_quantilesJob, &QuantilesJob::finished, this, &DocumentPage::quantilesReady);
    connect(&m_saveJob, &SaveJob::finished, this, &DocumentPage::saved);
    connect(m_tree, &EntryTree::nodeSelected, this, &DocumentPage::showNode);
    connect(&m_document, &Document::changed, this, &DocumentPage::stateChanged);
}

QWidget *DocumentPage::makeContent()
{
    m_details->setObjectName(u"details"_s);
    m_details->setDocumentMode(true);
    m_details->addTab(m_summary, tr("Summary"));
    m_details->addTab(m_histogram, tr("Histogram"));
    m_splitter->setObjectName(u"splitter"_s);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_tree);
    m_splitter->addWidget(m_details);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    m_splitter->restoreState(m_settings.splitterState());
    m_histogram->setLogarithmic(m_settings.logarithmicCounts());
    connect(m_splitter, &QSplitter::splitterMoved, this,
            [this] { m_settings.setSplitterState(m_splitter->saveState()); });
    connect(m_histogram, &HistogramPanel::logarithmicChanged, this,
            [this](bool on) { m_settings.setLogarithmicCounts(on); });
    return m_splitter;
}

QWidget *DocumentPage::makeFailure()
{
    auto *page = new QWidget;
    m_failure->setObjectName(u"failureText"_s);
    m_failure->setTextFormat(Qt::PlainText);
    m_failure->setWordWrap(true);
    m_failure->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_failure->setAccessibleName(tr("Why the file could not be opened"));
    m_failure->setAlignment(Qt::AlignCenter);
    m_failure->setFixedWidth(fontMetrics().averageCharWidth() * 90);
    auto *mark = new QLabel;
    mark->setPixmap(
        icon(u"error"_s, toneColour(palette(), Tone::Error)).pixmap(fontMetrics().height() * 3));
    auto *again = new QPushButton(icon(u"reload"_s), tr("Try &again"));
    again->setAccessibleName(tr("Try again"));
    again->setObjectName(u"tryAgain"_s);
    connect(again, &QPushButton::clicked, this, [this] { open(m_path); });
    // Between stretches, not by alignment: only so does the height follow the wrapped text.
    auto *centred = new QHBoxLayout;
    centred->addStretch();
    centred->addWidget(m_failure);
    centred->addStretch();
    auto *layout = new QVBoxLayout(page);
    layout->setSpacing(fontMetrics().height());
    layout->addStretch(2);
    layout->addWidget(mark, 0, Qt::AlignHCenter);
    layout->addLayout(centred);
    layout->addWidget(again, 0, Qt::AlignHCenter);
    layout->addStretch(3);
    return page;
}

void DocumentPage::startOpening(const QString &path, const QString &title)
{
    m_path = path;
    m_title = title;
    m_waiting->setText(tr("Opening %1…").arg(title));
    m_stack->setCurrentIndex(WaitingPage);
}

void DocumentPage::open(const QString &path)
{
    const auto name = QFile::encodeName(path).toStdString();
    startOpening(path, plainText(fileName(name)));
    m_openJob.start(name);
}

void DocumentPage::openSample()
{
    startOpening({}, u"sample.pth"_s);
    QFile sample(u":/sample.pth"_s);
    if (!sample.open(QIODevice::ReadOnly))
        return fail(makeError(ErrorCode::Internal, "this build has no sample in it"));
    m_openJob.start(memorySource(sample.readAll().toStdString()), "sample.pth");
}

void DocumentPage::opened(const Result<Snapshot> &result)
{
    if (!result)
        return fail(result.error());
    m_document.load(*result);
    m_stack->setCurrentIndex(ContentPage);
    m_tree->expandFirst();
    m_tree->select(m_model->index(0, 0));
    m_tree->setFocus();
    announce();
    if (!m_wantedPath.isEmpty())
        selectPath(std::exchange(m_wantedPath, {}));
    if (isSettled())
        Q_EMIT settled();
}

void DocumentPage::fail(const Error &error)
{
    m_failure->setText(tr("%1 could not be opened.").arg(m_title) + u"\n\n"_s + errorText(error));
    m_failure->setAccessibleDescription(m_failure->text());
    m_stack->setCurrentIndex(FailurePage);
    Q_EMIT stateChanged();
    Q_EMIT settled();
}

// The one thing that a person should know before looking further; the rest is in the summary.
void DocumentPage::announce()
{
    QStringList unknown;
    for (const auto &global : m_document.globals()) {
        if (global.rating == Rating::Dangerous)
            return m_messages->say(Tone::Warning, plainText(m_document.verdict()));
        if (global.rating == Rating::Unknown)
            unknown << plainText(global.name, 80);
    }
    if (const auto more = unknown.size() - namedClasses; more > 0)
        unknown = unknown.mid(0, namedClasses) << tr("%1 more").arg(more);
    if (announceFinding() || unknown.isEmpty())
        return;
    m_messages->say(Tone::Note,
                    tr("Holds Python objects that were not run: %1. They are kept as they are.")
                        .arg(unknown.join(", "_L1)));
}

// The worst of the findings, unless they are only notes.
bool DocumentPage::announceFinding()
{
    const auto &findings = m_document.checkpoint()->findings;
    const auto worst =
        std::max_element(findings.begin(), findings.end(), [](const Finding &a, const Finding &b) {
            return a.severity < b.severity;
        });
    if (worst == findings.end() || worst->severity == Severity::Note)
        return false;
    QString text = plainText(worst->text);
    if (findings.size() > 1)
        text +=
            tr(" %1 more findings are listed in the summary of the file.").arg(findings.size() - 1);
    m_messages->say(worst->severity == Severity::Error ? Tone::Error : Tone::Warning, text);
    return true;
}

void DocumentPage::selectPath(const QString &path)
{
    if (!m_document.isLoaded()) {
        m_wantedPath = path;
        return;
    }
    const auto entry = findEntry(*m_document.checkpoint(), path.toStdString());
    if (entry)
        m_tree->select(m_model->indexOfEntry(*entry));
    else
        m_messages->say(Tone::Warning, errorText(entry.error()));
}

void DocumentPage::showNode(std::uint32_t node)
{
    m_numbersJob.abandon();
    m_quantilesJob.abandon();
    const auto index = m_document.outline()->node(node).entry;
    const Checkpoint &checkpoint = *m_document.checkpoint();
    const auto shown = index == noIndex ? noIndex : checkpoint.resolved(index);
    if (shown != noIndex && checkpoint.entry(shown).kind == EntryKind::Tensor)
        return showTensor(checkpoint.entry(shown).index, node);
    m_summary->showNode(m_document, node, SummaryPanel::Expect::Nothing);
    m_histogram->showNothing(pathTitle(m_document, node), tr("Select a tensor to see its values."));
}

void DocumentPage::showTensor(std::uint32_t tensor, std::uint32_t node)
{
    m_summary->showNode(m_document, node, SummaryPanel::Expect::Numbers);
    m_histogram->showBusy(pathTitle(m_document, node));
    engine::NumbersRequest request;
    request.bins = binsFor(m_document.checkpoint()->tensors[tensor].numel());
    m_tensor = valuesOf(*m_document.checkpoint(), tensor);
    if (m_tensor != tensor)
        m_summary->showNote(tr("The numbers are those of the stored values."));
    m_numbersJob.start(m_document.checkpoint(), m_tensor, request);
}

void DocumentPage::numbersReady(const Result<engine::Numbers> &result)
{
    const auto title = pathTitle(m_document, m_tree->currentNode());
    if (result) {
        m_summary->showNumbers(*result);
        m_histogram->showNumbers(title, *result);
        m_quantilesJob.start(m_document.checkpoint(), m_tensor);
        return;
    } else {
        m_summary->showNoNumbers(errorText(result.error()));
        m_histogram->showNothing(title, errorText(result.error()));
    }
    Q_EMIT settled();
}

void DocumentPage::quantilesReady(const Result<engine::Quantiles> &result)
{
    if (result)
        m_summary->showQuantiles(*result);
    else
        m_summary->showNoQuantiles(
            tr("No median and percentiles: %1").arg(plainText(result.error().text())));
    Q_EMIT settled();
}

void DocumentPage::saveForDevice()
{
    if (!m_document.isLoaded())
        return;
    auto *dialog = new RetagDialog(m_document.checkpoint(), m_prompts, this);
    connect(dialog, &RetagDialog::saveRequested, this, &DocumentPage::startSaving);
    dialog->open();
}

void DocumentPage::startSaving(const RetagEdit &edit, const QString &destination,
                               Overwrite overwrite)
{
    EditSet edits = m_document.edits();
    apply(edits, edit);
    m_messages->hide();
    m_saveJob.start(m_document.checkpoint(), std::move(edits),
                    QFile::encodeName(destination).toStdString(), overwrite);
}

void DocumentPage::saved(const Result<SaveOutcome> &result)
{
    if (!result) {
        const bool stopped = result.error().code == ErrorCode::Cancelled;
        m_messages->say(stopped ? Tone::Note : Tone::Error,
                        stopped ? tr("Stopped: nothing was saved.") : errorText(result.error()));
    } else {
        QString text = tr("Saved %1 (%2), read back and checked.")
                           .arg(plainText(result->path), plainText(humanBytes(result->bytes)));
        for (const auto &warning : result->warnings)
            text += u'\n' + plainText(warning);
        const auto path = QFile::decodeName(QByteArray::fromStdString(result->path));
        m_messages->say(result->warnings.empty() ? Tone::Changed : Tone::Warning, text,
                        {{tr("&Open it"), [this, path] { Q_EMIT openRequested(path); }}});
    }
    Q_EMIT settled();
}

void DocumentPage::showView(View view) { m_details->setCurrentIndex(view); }

void DocumentPage::copyPath()
{
    if (m_document.isLoaded())
        QApplication::clipboard()->setText(pathTitle(m_document, m_tree->currentNode()));
}

bool DocumentPage::isSettled() const
{
    return !m_openJob.isRunning() && !m_numbersJob.isRunning() && !m_quantilesJob.isRunning() &&
           !m_saveJob.isRunning();
}

} // namespace lens
