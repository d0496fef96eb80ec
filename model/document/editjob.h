// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/document.h"
#include "model/document/latestjob.h"

namespace lens {

// Edits a document, undoes and redoes. What a step leads to is found on a worker thread and taken
// when all of it is known; where that takes no time, at once. One step at a time: while one is
// under way, further ones are not begun. The document outlives it.
class EditJob final : public LatestJob
{
    Q_OBJECT

public:
    explicit EditJob(Document &document, QObject *parent = nullptr);

    // `text` names it for the person: "Change device to cpu".
    void push(RetagEditPtr edit, const QString &text);
    void undo();
    void redo();
    // One more step that leads back to what the file says.
    void revert(const QString &text);

Q_SIGNALS:
    void ended(bool done); // false: stopped, or another file was opened

private:
    struct Step
    {
        enum class Kind { Push, Undo, Redo, Revert } kind = Kind::Push;
        RetagEditPtr edit;
        QString text;
    };
    void begin(Step step);
    void start();
    EditSetPtr knownEdits() const;
    void found(const EditBase &base, const EditedPtr &next);
    void take(const EditedPtr &next);

    Document &m_document;
    Step m_step;
};

} // namespace lens
