// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/documentpage.h"

#include "model/document/plaintext.h"
#include "widgets/entrytree.h"
#include "widgets/failurepage.h"
#include "widgets/paneltabs.h"
#include "widgets/parameterspage.h"

#include <QFile>
#include <QLabel>
#include <QStackedWidget>
#include <QTimer>

#include <algorithm>
#include <utility>

// How a document comes into its page, and what is said of it then.

using namespace Qt::StringLiterals;

namespace lens {
namespace {

constexpr qsizetype namedClasses = 5; // in one line of the message bar

} // namespace

void DocumentPage::startOpening(const QString &path, const QString &title)
{
    // Whoever tries again before the file is complete still waits for it.
    if (m_failure && path != filePath())
        m_failure->leave();
    m_saver.setPath(path);
    m_replaced = false;
    m_look.abandon();
    m_writtenHere.clear();
    m_watch.watch({}, {});
    m_memory.reset();
    m_title = title;
    m_waiting->setText(tr("Opening %1…").arg(title));
    m_stack->setCurrentWidget(m_waiting);
}

void DocumentPage::open(const QString &path)
{
    openLater(path);
    openNow();
}

void DocumentPage::openLater(const QString &path)
{
    startOpening(path, plainText(fileName(QFile::encodeName(path).toStdString())));
    m_reading = Reading::InTurn;
}

void DocumentPage::postpone()
{
    if (!isWaiting())
        return;
    m_reading = Reading::WhenSeen;
    Q_EMIT stateChanged();
    settle();
}

void DocumentPage::openNow()
{
    if (std::exchange(m_reading, Reading::Begun) == Reading::Begun)
        return;
    m_openJob.start(QFile::encodeName(filePath()).toStdString());
    // They take longer than all else of a page: time to make them is while the file is read.
    QTimer::singleShot(0, this, &DocumentPage::makePanels);
}

void DocumentPage::openSample()
{
    startOpening({}, u"sample.pth"_s);
    QFile sample(u":/sample.pth"_s);
    if (!sample.open(QIODevice::ReadOnly))
        return fail(makeError(ErrorCode::Internal, "this build has no sample in it"));
    m_openJob.start(memorySource(sample.readAll().toStdString()), "sample.pth");
}

void DocumentPage::openEnded(const Result<Snapshot> &result)
{
    if (result)
        show(*result);
    else if (std::exchange(m_memory, std::nullopt))
        reloadFailed(result.error());
    else
        fail(result.error());
}

void DocumentPage::show(const Snapshot &snapshot)
{
    const auto memory = std::exchange(m_memory, std::nullopt);
    makePanels();
    m_messages->hide();
    if (m_failure)
        m_failure->leave();
    m_replaced = false;
    m_saver.setPath(filePath());
    if (const auto &file = snapshot.checkpoint->file)
        m_watch.watch(file->path(), file->identity(), file);
    if (!filePath().isEmpty())
        Q_EMIT fileUsed(filePath());
    m_document.load(snapshot);
    m_stack->setCurrentWidget(m_panels);
    m_panels->setSelection({0, {0}});
    if (memory)
        m_parameters->restore(*memory);
    else
        takeKeys();
    announce();
    if (!m_wantedPath.isEmpty())
        selectPath(std::exchange(m_wantedPath, {}));
    if (!m_wantedPanel.empty())
        showPanel(std::exchange(m_wantedPanel, {}));
    settle();
}

void DocumentPage::fail(const Error &error)
{
    makeFailure();
    m_failure->say(m_title, QFile::encodeName(filePath()).toStdString(), error);
    if (m_stack->currentWidget() != m_failure) { // else somebody is at what it says already
        m_stack->setCurrentWidget(m_failure);
        takeKeys();
    }
    if (error.code == ErrorCode::Cancelled)
        Q_EMIT openingStopped();
    Q_EMIT stateChanged();
    settle();
}

// The one thing that a person should know before looking further; the rest is in the summary.
void DocumentPage::announce()
{
    const MessageAction report{tr("Show &report"), [this] { m_panels->showPanel("report"); }};
    QStringList unknown;
    for (const auto &global : m_document.globals()) {
        if (global.rating == Rating::Dangerous)
            return m_messages->say(Tone::Warning, plainText(m_document.verdict().text), {report});
        if (global.rating == Rating::Unknown)
            unknown << plainText(global.name, 80);
    }
    if (const auto more = unknown.size() - namedClasses; more > 0)
        unknown = unknown.mid(0, namedClasses) << tr("%1 more").arg(more);
    if (announceFinding(report) || unknown.isEmpty())
        return;
    m_messages->say(Tone::Note,
                    tr("Holds Python objects that were not run: %1. They are kept as they are.")
                        .arg(unknown.join(", "_L1)),
                    {report});
}

// The worst of the findings, unless they are only notes.
bool DocumentPage::announceFinding(const MessageAction &report)
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
        text += tr(" %1 more findings are listed in the report.").arg(findings.size() - 1);
    m_messages->say(worst->severity == Severity::Error ? Tone::Error : Tone::Warning, text,
                    {report});
    return true;
}

} // namespace lens
