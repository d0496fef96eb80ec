// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/documentpage.h"

#include "model/document/plaintext.h"
#include "widgets/entryclipboard.h"
#include "widgets/entrytree.h"
#include "widgets/paneltabs.h"
#include "widgets/prompts.h"
#include "widgets/retagdialog.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <utility>

// How a document is changed, and what comes between it and its file: saves, reloads, others.

using namespace Qt::StringLiterals;

namespace lens {
namespace {

QString reloadHint()
{
    return DocumentPage::tr(
        " To reload it gives up your changes; save them as another file to keep both.");
}

} // namespace

RetagPlace DocumentPage::chosenPlace() const
{
    std::vector<std::uint32_t> entries;
    if (hasChosenRows())
        entries = entriesOf(m_document, m_panels->front()->chosenRows());
    return {m_document.checkpoint(), m_document.edited()->now, entries, m_document.edited()->saved,
            m_document.path()};
}

bool DocumentPage::hasChosenRows() const
{
    return m_document.isLoaded() && m_panels->front()->hasChosenRows();
}

void DocumentPage::copyPaths() { lens::copyPaths(m_document, m_panels->front()->chosenRows()); }

void DocumentPage::copyPython()
{
    const ChosenRows rows = m_panels->front()->chosenRows();
    if (const auto copied = lens::copyPython(m_document, rows.current); !copied)
        m_messages->say(Tone::Note, errorText(copied.error()));
}

void DocumentPage::saveForDevice()
{
    if (!m_document.isLoaded())
        return;
    auto *dialog =
        new RetagDialog(RetagDialog::Purpose::Copy, chosenPlace(), m_prompts, m_settings, this);
    m_copying = dialog;
    closeOnLoad(*dialog);
    connect(dialog, &QDialog::finished, this, &DocumentPage::settle);
    // A save may give it another name while the dialog is open.
    const auto decided = [this, asked = filePath()](const auto &edit, const QString &text,
                                                    const QString &destination, Place place) {
        if (asked != filePath())
            place.isOwn = QFileInfo(destination).absoluteFilePath() == filePath();
        saveRetagged(edit, text, destination, place);
    };
    connect(dialog, &RetagDialog::saveRequested, this, decided);
    dialog->open();
}

// Over the file that is open it is no copy, but an edit and a save of it.
void DocumentPage::saveRetagged(const RetagEditPtr &edit, const QString &text,
                                const QString &destination, const Place &place)
{
    m_messages->hide();
    if (!place.isOwn)
        return m_saver.saveCopy(edit, destination, place.exists ? Overwrite::Yes : Overwrite::No);
    if (m_document.isReadOnly())
        return m_saver.tellReadOnly();
    m_edit.push(edit, text);
    save();
}

void DocumentPage::changeDevice()
{
    if (!m_document.isLoaded())
        return;
    auto *dialog =
        new RetagDialog(RetagDialog::Purpose::Edit, chosenPlace(), m_prompts, m_settings, this);
    closeOnLoad(*dialog);
    connect(dialog, &RetagDialog::editRequested, this,
            [this](const RetagEditPtr &edit, const QString &text) { m_edit.push(edit, text); });
    dialog->open();
}

// Its places are those of the file as it was.
void DocumentPage::closeOnLoad(QDialog &dialog)
{
    connect(&m_document, &Document::changed, &dialog, [&dialog](const DocumentChange &change) {
        if (change.kind == DocumentChange::Kind::Loaded)
            dialog.reject();
    });
}

void DocumentPage::save()
{
    stopReload();
    m_saveWanted = m_edit.isEditing();
    if (m_saveWanted)
        return;
    m_saver.save();
}

void DocumentPage::sayAccess(Access wanted)
{
    if ((wanted == Access::Read) == m_document.isReadOnly())
        return;
    m_messages->say(Tone::Note,
                    m_document.isReadOnly()
                        ? tr("%1 is open for reading only. To change it, save it under another "
                             "name, or close this tab and open it again.")
                              .arg(m_title)
                        : tr("%1 is open for changes already. To open it for reading only, close "
                             "this tab first.")
                              .arg(m_title));
}

void DocumentPage::sayStillWriting()
{
    m_messages->say(Tone::Note, tr("Not saved again: a file of this tab is still being written. "
                                   "Save once more when that has ended."));
}

void DocumentPage::saveAs()
{
    stopReload();
    m_saver.saveAs();
}

void DocumentPage::revert() { m_edit.revert(tr("Revert to saved")); }

// What was to be saved is the edit: without it nothing is.
void DocumentPage::editEnded(bool done)
{
    const bool wanted = std::exchange(m_saveWanted, false);
    if (wanted && done && isModified()) {
        m_saver.save();
    } else if (wanted) {
        if (!done)
            m_messages->say(Tone::Note, tr("Stopped: nothing was changed or saved."));
        Q_EMIT saveEnded(done);
    }
    settle();
}

void DocumentPage::reload()
{
    if (filePath().isEmpty())
        return;
    if (m_saver.isSaving())
        return m_messages->say(Tone::Note, tr("Not reloaded: %1 is being saved.").arg(m_title));
    if (isModified() && !m_prompts.mayReload(this, m_title))
        return;
    if (!m_document.isLoaded())
        return open(filePath());
    m_memory.emplace(tree());
    m_openJob.start(QFile::encodeName(filePath()).toStdString());
}

// What is changed or saved meanwhile is wanted more than the file as it lies on disk.
void DocumentPage::stopReload()
{
    if (!m_memory)
        return;
    m_openJob.abandon();
    m_memory.reset();
    m_messages->say(Tone::Note, tr("Not reloaded: %1 was changed meanwhile.").arg(m_title));
    settle();
}

void DocumentPage::saved(const SaveOutcome &outcome)
{
    const std::string path = QFile::encodeName(filePath()).toStdString();
    m_replaced = false;
    m_watch.watch(path, outcome.identity, m_document.checkpoint()->file);
    m_title = plainText(fileName(path));
    m_document.setFile(path, outcome.bytes);
    m_document.setAccess(Access::Edit); // it is a file that this program wrote
    Q_EMIT fileUsed(filePath());
    Q_EMIT stateChanged();
}

// Not in between: what is read or written just now may be the answer. How a save went is said with
// it, and why something failed stays.
void DocumentPage::tellReplaced(bool afterSave)
{
    if (!m_replaced || m_saver.isRunning() || m_openJob.isRunning())
        return;
    m_replaced = false;
    if (!afterSave && !m_messages->isError())
        m_messages->hide();
    sayReplaced((m_watch.mayBeSame()
                     ? tr("%1 has another time and its old size: another program wrote into it, "
                          "or only touched it.")
                     : tr("%1 was written by another program."))
                    .arg(m_title));
}

void DocumentPage::replacedHere(const SavedFile &file)
{
    if (filePath().isEmpty())
        return;
    m_writtenHere.push_back(file.identity);
    const CheckpointPtr &shown = m_document.checkpoint();
    m_look.start(QFile::encodeName(filePath()).toStdString(), shown ? shown->file : nullptr);
}

// Whatever name it was written under.
void DocumentPage::lookedForReplaced(const std::optional<FileIdentity> &now)
{
    const auto written = std::exchange(m_writtenHere, {});
    if (!now || !std::ranges::count(written, *now))
        return;
    m_replaced = false;
    m_saver.setCanRead(m_look.isUnchanged());
    m_watch.watch(QFile::encodeName(filePath()).toStdString(), *now,
                  m_document.isLoaded() ? m_document.checkpoint()->file : nullptr);
    if (!m_messages->isError())
        m_messages->hide();
    sayReplaced(tr("%1 was replaced by what another tab saved.").arg(m_title));
}

void DocumentPage::sayReplaced(const QString &what)
{
    QString text = what;
    std::vector<MessageAction> actions;
    if (!m_saver.canRead()) {
        text += tr(" What is shown is of the file as it was; no more of that can be read or saved. "
                   "Reload it to go on.");
    } else if (isModified()) {
        text += reloadHint();
        actions.push_back({tr("Save &as…"), [this] { saveAs(); }});
    }
    actions.push_back({tr("&Reload"), [this, what] {
                           reload();
                           if (!m_memory) // the person thought better of it
                               sayReplaced(what);
                       }});
    if (m_saver.canRead())
        actions.push_back(
            {tr("&Compare with what is open"), [this] { Q_EMIT comparisonRequested(); }, false});
    actions.push_back({tr("&Ignore"), [] {}});
    m_messages->add(Tone::Warning, text, std::move(actions));
}

// Of what there is no more.
void DocumentPage::withdrawHints()
{
    if (!m_document.undoStack().canUndo())
        m_messages->withdraw(DocumentSaver::undoHint());
    if (m_document.isModified())
        return;
    for (const QString &hint : {DocumentSaver::keptHint(), DocumentSaver::lostHint(), reloadHint()})
        m_messages->withdraw(hint);
}

void DocumentPage::fileRemoved()
{
    m_saver.setCanRead(m_watch.isUnchanged());
    const QString text =
        tr("%1 is gone: another program removed or renamed it.").arg(m_title) + u' ';
    const MessageAction ignore{tr("&Ignore"), [] {}};
    if (!m_messages->isError())
        m_messages->hide();
    if (m_saver.canRead())
        m_messages->add(Tone::Warning,
                        text +
                            tr("What is shown is still open and can be saved under another name."),
                        {{tr("Save &as…"), [this] { saveAs(); }}, ignore});
    else
        m_messages->add(
            Tone::Warning,
            text + tr("It was written over before that: what is shown cannot be saved."), {ignore});
}

// What was shown stays: it is the last that could be read.
void DocumentPage::reloadFailed(const Error &error)
{
    m_messages->say(Tone::Error,
                    tr("Not reloaded; what is shown is as it was before. %1").arg(errorText(error)),
                    {{tr("Try &again"), [this] { reload(); }}});
    settle();
}

} // namespace lens
