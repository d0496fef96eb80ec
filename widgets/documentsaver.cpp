// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/documentsaver.h"

#include "model/document/plaintext.h"
#include "widgets/jobstrip.h"
#include "widgets/prompts.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <utility>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

std::string encoded(const QString &path) { return QFile::encodeName(path).toStdString(); }

QString decoded(const std::string &path)
{
    return QFile::decodeName(QByteArray::fromStdString(path));
}

QString withWarnings(QString text, const SaveOutcome &outcome)
{
    for (const auto &warning : outcome.warnings)
        text += u'\n' + plainText(warning);
    return text;
}

Tone toneOf(const SaveOutcome &outcome)
{
    return outcome.warnings.empty() ? Tone::Changed : Tone::Warning;
}

} // namespace

DocumentSaver::DocumentSaver(Document &document, EditJob &edits, Prompts &prompts, JobStrip &jobs,
                             QWidget &page)
    : m_document(document)
    , m_edits(edits)
    , m_prompts(prompts)
    , m_page(page)
    , m_question(prompts)
{
    jobs.watch(&m_question, tr("Looking where to save"));
    jobs.watch(&m_saveJob, tr("Saving"));
    jobs.watch(&m_copyJob, tr("Saving a copy"));
    connect(&m_saveJob, &SaveJob::finished, this, &DocumentSaver::saveEnded);
    connect(&m_copyJob, &SaveJob::finished, this, &DocumentSaver::copyEnded);
}

void DocumentSaver::setPath(const QString &path)
{
    m_path = path;
    m_lastSave.reset();
    m_canRead = true;
    m_question.abandon();
    m_isAsking = false;
    m_waiting.clear();
}

void DocumentSaver::save()
{
    if (m_path.isEmpty())
        return saveAs();
    if (m_document.isReadOnly())
        return tellReadOnly();
    inTurn([this] { start(m_path); }); // where an earlier "Save as" has put it by then
}

void DocumentSaver::saveAs()
{
    // What is no file yet has only a name.
    const auto suggestion = QDir::home().filePath(decoded(m_document.path()));
    const auto chosen = m_prompts.fileToSave(&m_page, suggestion);
    if (chosen.isEmpty())
        return Q_EMIT ended(false);
    inTurn([this, to = QFileInfo(chosen).absoluteFilePath()] { ask(to); });
}

void DocumentSaver::ask(const QString &destination)
{
    m_isAsking = true;
    const ReplaceQuestion::Own own{m_path, !m_document.isReadOnly()};
    m_question.ask(&m_page, destination, own, [this, destination](const auto &place) {
        m_isAsking = false;
        if (place && !(place->isOwn && m_document.isReadOnly()))
            return start(destination);
        if (place)
            sayReadOnly();
        else if (m_question.wasStopped())
            Q_EMIT said(Tone::Note, tr("Stopped: nothing was saved."), {});
        if (m_waiting.empty())
            return Q_EMIT ended(false);
        for (const auto &write : std::exchange(m_waiting, {}))
            inTurn(write); // which tells its own end
    });
}

void DocumentSaver::inTurn(std::function<void()> write)
{
    if (isRunning())
        m_waiting.push_back(std::move(write));
    else
        write();
}

void DocumentSaver::end(bool good)
{
    if (!good)
        m_waiting.clear();
    if (!m_waiting.empty()) {
        const auto next = std::move(m_waiting.front());
        m_waiting.pop_front();
        next();
    }
    Q_EMIT ended(good);
}

void DocumentSaver::start(const QString &destination)
{
    m_target = destination;
    SaveRequest request;
    request.destination = encoded(destination);
    request.overwrite = Overwrite::Yes;
    request.lastSave = m_lastSave;
    m_saveJob.start(m_document.checkpoint(), m_document.edited()->now, std::move(request));
}

void DocumentSaver::saveCopy(RetagEditPtr edit, const QString &destination, Overwrite overwrite)
{
    SaveRequest request;
    request.destination = encoded(destination);
    request.overwrite = overwrite;
    inTurn([=, this, file = m_document.checkpoint(), edits = m_document.edited()->now] {
        m_copyJob.start(file, edits, request, edit);
    });
}

void DocumentSaver::saveEnded(const Result<SaveOutcome> &result, const EditSetPtr &written)
{
    m_canRead = m_saveJob.isUnchanged();
    if (!result) {
        tellFailure(result.error(), m_target == m_path);
        end(false);
        return;
    }
    m_path = m_target;
    m_lastSave = SavedFile{result->path, result->identity};
    m_isMarking = true;
    m_edits.markSaved(
        written, [this, outcome = *result](bool isShown) { savedAndMarked(outcome, isShown); });
}

void DocumentSaver::savedAndMarked(const SaveOutcome &outcome, bool isShown)
{
    m_isMarking = false;
    Q_EMIT wrote({outcome.path, outcome.identity});
    // Another file was opened meanwhile: nothing here is about that one.
    if (!isShown) {
        m_waiting.clear();
        return end(true);
    }
    Q_EMIT saved(outcome);
    QString text = tr("Saved %1 (%2), read back and checked.")
                       .arg(plainText(outcome.path), plainText(humanBytes(outcome.bytes)));
    if (m_document.undoStack().canUndo())
        text += undoHint();
    Q_EMIT said(toneOf(outcome), withWarnings(text, outcome), {showAction(outcome.path)});
    end(true);
}

void DocumentSaver::copyEnded(const Result<SaveOutcome> &result)
{
    m_canRead = m_copyJob.isUnchanged();
    if (!result) {
        tellFailure(result.error(), false);
        end(false);
        return;
    }
    Q_EMIT wrote({result->path, result->identity});
    const auto text = tr("Saved %1 (%2), read back and checked.")
                          .arg(plainText(result->path), plainText(humanBytes(result->bytes)));
    Q_EMIT said(
        toneOf(*result), withWarnings(text, *result),
        {{tr("&Open it"), [this, path = decoded(result->path)] { Q_EMIT openRequested(path); }},
         showAction(result->path)});
    end(true);
}

QString DocumentSaver::undoHint() { return tr(" Undo is still possible."); }

QString DocumentSaver::keptHint() { return tr(" Your changes are still here."); }

QString DocumentSaver::lostHint()
{
    return u'\n' + tr("Reloading shows the file as it is now; your changes will be lost.");
}

void DocumentSaver::tellReadOnly()
{
    sayReadOnly();
    Q_EMIT ended(false);
}

void DocumentSaver::sayReadOnly()
{
    Q_EMIT said(Tone::Note,
                tr("Not saved: %1 is open for reading only. Under another name it can be saved.")
                    .arg(plainText(fileName(encoded(m_path)))),
                {{tr("Save &as…"), [this] { saveAs(); }}});
}

MessageAction DocumentSaver::showAction(const std::string &path)
{
    return {tr("Sho&w file"), [this, path] { m_prompts.showFile(decoded(path)); }};
}

void DocumentSaver::tellFailure(const Error &error, bool inPlace)
{
    const auto others =
        m_waiting.empty() ? QString() : u'\n' + tr("What was to be saved after it was not either.");
    if (error.code == ErrorCode::Cancelled) {
        Q_EMIT said(Tone::Note, tr("Stopped: nothing was saved.") + others, {});
        return;
    }
    QString text = tr("Not saved. %1").arg(errorText(error)) + others;
    if (!canRead())
        return tellLost(std::move(text));
    std::vector<MessageAction> actions;
    if (inPlace) {
        text += u'\n' + tr("This save changed nothing in the file.");
        if (m_document.isModified())
            text += keptHint();
        actions.push_back({tr("Save &as…"), [this] { saveAs(); }});
        if (error.code == ErrorCode::Conflict)
            actions.push_back({tr("&Reload"), [this] { Q_EMIT reloadRequested(); }});
    }
    Q_EMIT said(Tone::Error, text, std::move(actions));
}

// The bytes that a save copies are gone: no other name helps.
void DocumentSaver::tellLost(QString text)
{
    if (m_document.isModified())
        text += lostHint();
    Q_EMIT said(Tone::Error, text,
                {{tr("&Reload"), [this] { Q_EMIT reloadRequested(); }}, {tr("&Ignore"), [] {}}});
}

} // namespace lens
