// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/editjob.h"

#include <utility>

namespace lens {
EditJob::EditJob(Document &document, QObject *parent)
    : LatestJob(parent)
    , m_document(document)
{
    connect(&m_document, &Document::changed, this, [this](const DocumentChange &change) {
        if (change.kind != DocumentChange::Kind::Loaded || !isRunning())
            return;
        abandon();
        Q_EMIT ended(false);
    });
}

void EditJob::push(RetagEditPtr edit, const QString &text)
{
    if (edit->devices.empty())
        return Q_EMIT ended(true);
    begin({Step::Kind::Push, std::move(edit), text});
}

void EditJob::undo() { begin({Step::Kind::Undo, {}, {}}); }

void EditJob::redo() { begin({Step::Kind::Redo, {}, {}}); }

void EditJob::revert(const QString &text) { begin({Step::Kind::Revert, {}, text}); }

void EditJob::begin(Step step)
{
    if (isRunning())
        return;
    m_step = std::move(step);
    start();
}

void EditJob::start()
{
    const EditBase base = m_document.editBase();
    const auto edits = knownEdits();
    if (!edits && !m_step.edit)
        return Q_EMIT ended(true); // nothing to undo
    const auto work = [this, base, edits, edit = m_step.edit](Job &job) -> Report {
        EditedPtr next;
        const auto now = edits ? edits : withEdit(*base.checkpoint, *base.before->now, *edit);
        if (job.check())
            next = makeEdited(base, base.before->saved, now);
        const bool stopped = !job.check();
        return [this, base, next = stopped ? nullptr : next] { found(base, next); };
    };
    startOrRun(work, isEditedAtOnce(*base.checkpoint));
}

// Where the step leads, if that is known before anything is computed.
EditSetPtr EditJob::knownEdits() const
{
    switch (m_step.kind) {
    case Step::Kind::Undo: return m_document.undoneEdits();
    case Step::Kind::Redo: return m_document.redoneEdits();
    case Step::Kind::Revert: return m_document.edited()->saved;
    case Step::Kind::Push: break;
    }
    return nullptr;
}

void EditJob::found(const EditBase &base, const EditedPtr &next)
{
    // A save that ended meanwhile, or other rows: what was found is of the document as it was.
    const bool outdated = base.before != m_document.edited();
    if (next && outdated)
        return start();
    if (next)
        take(next);
    m_step = {};
    Q_EMIT ended(next != nullptr);
}

void EditJob::take(const EditedPtr &next)
{
    switch (m_step.kind) {
    case Step::Kind::Undo: return m_document.undoTo(next);
    case Step::Kind::Redo: return m_document.redoTo(next);
    case Step::Kind::Push:
    case Step::Kind::Revert: return m_document.pushTo(next, m_step.text);
    }
}

} // namespace lens
