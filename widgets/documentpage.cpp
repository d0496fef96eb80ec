// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/documentpage.h"

#include "model/document/plaintext.h"
#include "model/items/reportmodels.h"
#include "widgets/entrytree.h"
#include "widgets/facts.h"
#include "widgets/failurepage.h"
#include "widgets/histogrampanel.h"
#include "widgets/jobstrip.h"
#include "widgets/panels.h"
#include "widgets/paneltabs.h"
#include "widgets/parameterspage.h"
#include "widgets/reportpage.h"
#include "widgets/valuespanel.h"

#include <QApplication>
#include <QFile>
#include <QLabel>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

constexpr qsizetype namedClasses = 5; // in one line of the message bar

enum StackPage { Waiting, Content, Refusal };

} // namespace

DocumentPage::DocumentPage(Settings &settings, Prompts &prompts, JobStrip &jobs, QWidget *parent)
    : Page(parent)
    , m_prompts(prompts)
    , m_edit(m_document)
    , m_saver(m_document, prompts, jobs, *this)
    , m_watch(this)
    , m_messages(new MessageBar(this))
    , m_stack(new QStackedWidget)
    , m_waiting(new QLabel)
    , m_failure(new FailurePage({m_document, settings, prompts, jobs}))
    , m_panels(new PanelTabs(filePanels(), {m_document, settings, prompts, jobs}))
    , m_parameters(static_cast<ParametersPage *>(m_panels->panel("parameters")))
{
    m_waiting->setAlignment(Qt::AlignCenter);
    m_waiting->setTextFormat(Qt::PlainText);
    m_waiting->setForegroundRole(QPalette::PlaceholderText);
    m_panels->setObjectName(u"filePanels"_s);
    m_panels->tabBar()->setAccessibleName(tr("Pages of this file"));
    m_panels->setTabBarAutoHide(true);
    m_stack->addWidget(m_waiting);
    m_stack->addWidget(m_panels);
    m_stack->addWidget(m_failure);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_messages);
    layout->addWidget(m_stack, 1);

    jobs.watch(&m_openJob, tr("Opening"));
    jobs.watch(&m_edit, tr("Changing devices"));
    connectParts();
}

void DocumentPage::connectParts()
{
    connect(&m_openJob, &OpenJob::finished, this, &DocumentPage::opened);
    connect(m_failure, &FailurePage::againRequested, this, [this] { open(filePath()); });
    // What is seen stays until the file can be read.
    connect(m_failure, &FailurePage::completed, this,
            [this] { m_openJob.start(QFile::encodeName(filePath()).toStdString()); });
    connect(m_failure, &FailurePage::settled, this, &DocumentPage::settle);
    connect(m_failure, &FailurePage::said, this, [this](Tone tone, const QString &text) {
        m_messages->say(tone, text);
        settle();
    });
    const auto say = [this](Tone tone, const QString &text, std::vector<MessageAction> actions) {
        m_messages->say(tone, text, std::move(actions));
    };
    connect(&m_saver, &DocumentSaver::said, m_messages, say);
    connect(&m_saver, &DocumentSaver::saved, this, &DocumentPage::saved);
    connect(&m_saver, &DocumentSaver::wrote, this, &DocumentPage::wrote);
    connect(&m_saver, &DocumentSaver::openRequested, this, &Page::openRequested);
    connect(&m_saver, &DocumentSaver::reloadRequested, this, &DocumentPage::reload);
    connect(&m_saver, &DocumentSaver::ended, this, [this](bool good) {
        tellReplaced(true);
        Q_EMIT saveEnded(good);
        settle();
    });
    connect(&m_edit, &LatestJob::runningChanged, this, [this](bool running) {
        if (running)
            stopReload();
        Q_EMIT stateChanged();
    });
    connect(&m_edit, &EditJob::ended, this, &DocumentPage::editEnded);
    connect(&m_watch, &FileWatch::replaced, this, [this] {
        m_replaced = true;
        tellReplaced(false);
    });
    connect(&m_watch, &FileWatch::removed, this, &DocumentPage::fileRemoved);
    connect(m_panels, &PanelTabs::entryRequested, this, &DocumentPage::selectEntry);
    connect(m_panels, &PanelTabs::settled, this, &DocumentPage::settle);
    connect(m_panels, &PanelTabs::said, m_messages,
            [this](Tone tone, const QString &text) { m_messages->say(tone, text); });
    connect(&m_document, &Document::changed, this, [this](const DocumentChange &change) {
        if (change.kind == DocumentChange::Kind::Devices)
            stopReload();
        Q_EMIT stateChanged();
    });
    // The names of undo and redo come after the change itself.
    connect(&m_document.undoStack(), &QUndoStack::indexChanged, this, &DocumentPage::stateChanged);
}

void DocumentPage::startOpening(const QString &path, const QString &title)
{
    m_saver.setPath(path);
    m_replaced = false;
    m_watch.watch({}, {});
    m_memory.reset();
    m_failure->leave();
    m_title = title;
    m_waiting->setText(tr("Opening %1…").arg(title));
    m_stack->setCurrentIndex(Waiting);
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
    const auto memory = std::exchange(m_memory, std::nullopt);
    if (!result)
        return memory ? reloadFailed(result.error()) : fail(result.error());
    m_messages->hide();
    m_failure->leave();
    m_replaced = false;
    m_saver.setPath(filePath());
    if (const auto &file = result->checkpoint->file)
        m_watch.watch(file->path(), file->identity());
    m_watch.check(); // it may have been replaced while it was read
    if (!filePath().isEmpty())
        Q_EMIT fileUsed(filePath());
    m_document.load(*result);
    m_stack->setCurrentIndex(Content);
    m_panels->setSelection({0, {0}});
    if (memory)
        memory->restore(tree());
    else
        tree().setFocus();
    announce();
    if (!m_wantedPath.isEmpty())
        selectPath(std::exchange(m_wantedPath, {}));
    settle();
}

void DocumentPage::fail(const Error &error)
{
    m_failure->say(m_title, QFile::encodeName(filePath()).toStdString(), error);
    m_stack->setCurrentIndex(Refusal);
    Q_EMIT stateChanged();
    settle();
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
        m_parameters->selectEntry(*entry); // on whichever page is wanted with it
    else
        m_messages->say(Tone::Warning, errorText(entry.error()));
}

void DocumentPage::selectEntry(std::uint32_t entry)
{
    m_panels->showPanel("parameters");
    m_parameters->selectEntry(entry);
}

void DocumentPage::showPanel(std::string_view id)
{
    if (m_panels->showPanel(id))
        return;
    if (m_parameters->details().showPanel(id))
        m_panels->showPanel("parameters");
}

const ReportItems &DocumentPage::findings() const
{
    return static_cast<const ReportPage *>(m_panels->panel("report"))->findings().items();
}

EntryTree &DocumentPage::tree() { return m_parameters->tree(); }

void DocumentPage::stepFinding(int by)
{
    if (!static_cast<ReportPage &>(*m_panels->panel("report")).step(by))
        m_panels->showPanel("report");
}

HistogramPanel &DocumentPage::histogram()
{
    return static_cast<HistogramPanel &>(*m_parameters->details().panel("histogram"));
}

ValuesPanel &DocumentPage::values()
{
    showPanel("values");
    return static_cast<ValuesPanel &>(*m_parameters->details().panel("values"));
}

QString DocumentPage::statusLine() const
{
    return m_document.isLoaded() ? fileLine(m_document) : QString();
}

bool DocumentPage::isSettled() const
{
    return !m_openJob.isRunning() && !m_edit.isRunning() && !m_saver.isRunning() &&
           m_panels->isSettled() && m_failure->isSettled();
}

void DocumentPage::resetLayout() { m_panels->resetLayout(); }

void DocumentPage::settle()
{
    if (isSettled())
        Q_EMIT settled();
}

} // namespace lens
