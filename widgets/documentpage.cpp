// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/documentpage.h"

#include "model/document/plaintext.h"
#include "model/items/reportmodels.h"
#include "widgets/entrytree.h"
#include "widgets/facts.h"
#include "widgets/failurepage.h"
#include "widgets/histogrampanel.h"
#include "widgets/jobstrip.h"
#include "widgets/pagetabs.h"
#include "widgets/panels.h"
#include "widgets/paneltabs.h"
#include "widgets/parameterspage.h"
#include "widgets/reportpage.h"
#include "widgets/retagdialog.h"
#include "widgets/valuespanel.h"

#include <QFile>
#include <QLabel>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace lens {

DocumentPage::DocumentPage(Settings &settings, Prompts &prompts, JobStrip &jobs, QWidget *parent)
    : Page(parent)
    , m_settings(settings)
    , m_prompts(prompts)
    , m_jobs(jobs)
    , m_edit(m_document)
    , m_saver(m_document, m_edit, prompts, jobs, *this)
    , m_watch(this)
    , m_messages(new MessageBar(this))
    , m_stack(new QStackedWidget)
    , m_waiting(new QLabel)
{
    m_waiting->setAlignment(Qt::AlignCenter);
    m_waiting->setTextFormat(Qt::PlainText);
    m_waiting->setForegroundRole(QPalette::PlaceholderText);
    m_stack->addWidget(m_waiting);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_messages);
    layout->addWidget(m_stack, 1);

    jobs.watch(&m_openJob, tr("Opening"));
    jobs.watch(&m_edit, tr("Updating the tree"));
    connectParts();
}

void DocumentPage::connectParts()
{
    connect(&m_openJob, &OpenJob::finished, this, &DocumentPage::openEnded);
    connect(&m_openJob, &LatestJob::runningChanged, this, [this](bool running) {
        if (!running)
            Q_EMIT openingEnded();
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
        if (running && m_edit.isChanging())
            stopReload();
        Q_EMIT stateChanged();
    });
    connect(&m_edit, &EditJob::ended, this, &DocumentPage::editEnded);
    connect(&m_edit, &EditJob::shown, this, [this] {
        m_parameters->viewShown();
        settle();
    });
    connect(&m_watch, &FileWatch::replaced, this, [this] {
        m_replaced = true;
        m_saver.setCanRead(m_watch.isUnchanged());
        tellReplaced(false);
    });
    connect(&m_watch, &FileWatch::removed, this, &DocumentPage::fileRemoved);
    connect(&m_look, &LookJob::finished, this, &DocumentPage::lookedForReplaced);
    connect(&m_document, &Document::changed, this, [this](const DocumentChange &change) {
        if (change.kind == DocumentChange::Kind::Devices)
            stopReload();
        withdrawHints();
        Q_EMIT stateChanged();
    });
    // The names of undo and redo come after the change itself.
    connect(&m_document.undoStack(), &QUndoStack::indexChanged, this, [this] {
        withdrawHints();
        Q_EMIT stateChanged();
    });
}

void DocumentPage::makePanels()
{
    if (m_panels)
        return;
    m_panels = new PanelTabs(filePanels(), panelContext());
    m_parameters = static_cast<ParametersPage *>(m_panels->panel("parameters"));
    m_panels->setObjectName(u"filePanels"_s);
    m_panels->tabBar()->setAccessibleName(tr("Pages of this file"));
    m_panels->setTabBarAutoHide(true);
    m_stack->addWidget(m_panels);
    leaveDropsToWindow();
    connect(m_parameters, &ParametersPage::modelViewRequested, &m_edit, &EditJob::show);
    connect(m_panels, &PanelTabs::entryRequested, this, &DocumentPage::selectEntry);
    connect(m_parameters, &ParametersPage::leaving, this, &Page::leaving);
    connect(m_panels, &PanelTabs::settled, this, &DocumentPage::settle);
    connect(m_panels, &PanelTabs::chosenRowsMoved, this, &DocumentPage::chosenRowsMoved);
    connect(m_panels, &PanelTabs::said, m_messages,
            [this](Tone tone, const QString &text) { m_messages->say(tone, text); });
}

void DocumentPage::makeFailure()
{
    if (m_failure)
        return;
    m_failure = new FailurePage(panelContext());
    m_stack->addWidget(m_failure);
    connect(m_failure, &FailurePage::againRequested, this, [this] { open(filePath()); });
    // What is seen stays until the file can be read.
    connect(m_failure, &FailurePage::completed, this,
            [this] { m_openJob.start(QFile::encodeName(filePath()).toStdString()); });
    connect(m_failure, &FailurePage::settled, this, &DocumentPage::settle);
    connect(m_failure, &FailurePage::said, this, [this](Tone tone, const QString &text) {
        m_messages->say(tone, text);
        settle();
    });
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
    Q_EMIT leaving();
    m_panels->showPanel("parameters");
    m_parameters->selectEntry(entry);
}

void DocumentPage::showPanel(std::string_view id)
{
    if (!m_document.isLoaded()) {
        m_wantedPanel = id;
        return;
    }
    if (m_panels->showPanel(id))
        return;
    if (m_parameters->details().showPanel(id))
        m_panels->showPanel("parameters");
}

void DocumentPage::askPanel(std::string_view id)
{
    for (PanelTabs *tabs : {m_panels, &m_parameters->details()})
        if (tabs->isInFront(id))
            return tabs->focusFront();
    showPanel(id);
}

bool DocumentPage::isPanelInFront(std::string_view id) const
{
    return m_document.isLoaded() &&
           (m_panels->isInFront(id) || m_parameters->details().isInFront(id));
}

void DocumentPage::focusMainPart()
{
    if (m_stack->currentWidget() == m_panels)
        m_panels->focusFront();
    else if (m_stack->currentWidget() == m_failure)
        m_failure->focusMainPart();
}

void DocumentPage::startFilter()
{
    if (m_panels->front()->startFilter())
        return;
    Q_EMIT leaving();
    showPanel("parameters");
    m_parameters->startFilter();
}

void DocumentPage::exportView()
{
    if (m_panels->front()->isExportable())
        return m_panels->front()->exportView();
    m_messages->say(Tone::Note, tr("This page is not exported: the histogram, the heatmap, the "
                                   "report and comparisons are. Rows are copied by Ctrl+C."));
}

Spot DocumentPage::spot() const
{
    Spot spot = isTreeInFront() ? m_parameters->spot() : Spot();
    if (m_document.isLoaded())
        spot.part = m_panels->frontId();
    return spot;
}

void DocumentPage::goTo(const Spot &spot)
{
    if (!m_document.isLoaded())
        return;
    m_panels->showPanel(spot.part);
    if (!isTreeInFront())
        return;
    m_parameters->goTo(spot);
    tree().setFocus(Qt::OtherFocusReason);
}

bool DocumentPage::isTreeInFront() const
{
    return m_document.isLoaded() && m_panels->front() == m_parameters;
}

const ReportItems &DocumentPage::findings() const
{
    return static_cast<const ReportPage *>(m_panels->panel("report"))->findings().items();
}

EntryTree &DocumentPage::tree() { return m_parameters->tree(); }

void DocumentPage::stepFinding(int by)
{
    if (static_cast<ReportPage &>(*m_panels->panel("report")).step(by))
        return;
    Q_EMIT leaving();
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

bool DocumentPage::setTitle(const QString &title) { return std::exchange(m_title, title) != title; }

QString DocumentPage::statusLine() const
{
    const bool isShown = m_document.isLoaded() && m_stack->currentWidget() == m_panels;
    return isShown ? fileLine(m_document) : QString();
}

bool DocumentPage::isSettled() const
{
    return !isWaiting() && !m_openJob.isRunning() && !m_edit.isBusy() && !m_saver.isRunning() &&
           !(m_copying && m_copying->isLooking()) && (!m_panels || m_panels->isSettled()) &&
           (!m_failure || m_failure->isSettled());
}

void DocumentPage::resetLayout()
{
    if (m_panels)
        m_panels->resetLayout();
    if (m_failure)
        m_failure->resetLayout();
}

void DocumentPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    if (std::exchange(m_wantsFocus, false))
        takeKeys();
}

void DocumentPage::takeKeys()
{
    m_wantsFocus = !isVisible();
    if (isVisible() && mayTakeKeys())
        focusMainPart();
}

void DocumentPage::settle()
{
    if (isSettled())
        Q_EMIT settled();
}

} // namespace lens
