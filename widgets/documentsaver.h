// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/editjob.h"
#include "model/document/jobs.h"
#include "widgets/messagebar.h"
#include "widgets/replacequestion.h"

#include <QObject>

#include <deque>
#include <functional>
#include <optional>

namespace lens {

class JobStrip;
class Prompts;

// Writes a document: over its own file, under a new name, or as a copy for another device. What it
// reads from stays open, so that a save can be undone and saved again. One after the other in the
// order they were asked for; when one is not written, those after it are not either. Says how each
// went.
class DocumentSaver final : public QObject
{
    Q_OBJECT

public:
    // All of it outlives the saver; `page` is the parent of questions.
    DocumentSaver(Document &document, EditJob &edits, Prompts &prompts, JobStrip &jobs,
                  QWidget &page);

    // After a load; an empty path for what is no file yet.
    void setPath(const QString &path);
    const QString &path() const { return m_path; }
    void save();
    void saveAs();
    // Another file beside this one, with one more edit; the document does not change.
    void saveCopy(RetagEditPtr edit, const QString &destination, Overwrite overwrite);
    // Nobody wrote into the file that is open, as far as it is known; where it was replaced or
    // removed, it still is whole.
    bool canRead() const { return m_canRead; }
    void setCanRead(bool can) { m_canRead = can; }
    // Why nothing is written over a file that is open for reading.
    void tellReadOnly();
    void sayReadOnly();
    // Sentences that it says, true as long as there is something to undo or, the others, to save.
    static QString undoHint();
    static QString keptHint();
    static QString lostHint();
    // The document itself, or something that waits; also while it is looked where to.
    bool isSaving() const
    {
        return m_isAsking || m_saveJob.isRunning() || m_isMarking || !m_waiting.empty();
    }
    bool isRunning() const { return isSaving() || m_copyJob.isRunning(); }

Q_SIGNALS:
    void said(lens::Tone tone, const QString &text, std::vector<lens::MessageAction> actions);
    // The document lies at path() now, as it is shown.
    void saved(const lens::SaveOutcome &outcome);
    // Comes before that, and for a copy.
    void wrote(const lens::SavedFile &file);
    // Whatever was asked for ended; `good` when it was written.
    void ended(bool good);
    void openRequested(const QString &path);
    void reloadRequested();

private:
    void inTurn(std::function<void()> write);
    void ask(const QString &destination);
    void start(const QString &destination);
    void saveEnded(const Result<SaveOutcome> &result, const EditSetPtr &written);
    void savedAndMarked(const SaveOutcome &outcome, bool isShown);
    void copyEnded(const Result<SaveOutcome> &result);
    MessageAction showAction(const std::string &path);
    void tellFailure(const Error &error, bool inPlace);
    // What waits begins before anybody hears that this is over: more is being written.
    void end(bool good);
    void tellLost(QString text);

    Document &m_document;
    EditJob &m_edits;
    Prompts &m_prompts;
    QWidget &m_page;
    ReplaceQuestion m_question;
    SaveJob m_saveJob, m_copyJob;
    bool m_isAsking = false;  // what lies at a path and whether it may be replaced
    bool m_isMarking = false; // it is written; what that makes of the changes is worked out
    bool m_canRead = true;
    std::deque<std::function<void()>> m_waiting;
    QString m_path, m_target;
    std::optional<SavedFile> m_lastSave;
};

} // namespace lens
