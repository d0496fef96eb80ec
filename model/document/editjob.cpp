// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/editjob.h"

#include <utility>

namespace lens {

EditJob::EditJob(Document &document, QObject *parent)
    : LatestJob(parent)
    , m_document(document)
{
    connect(&m_document, &Document::changed, this, [this](const DocumentChange &change) {
        if (change.kind == DocumentChange::Kind::Loaded)
            forget();
    });
}

void EditJob::push(RetagEditPtr edit, const QString &text)
{
    begin({.kind = Step::Kind::Push, .edit = std::move(edit), .text = text});
}

void EditJob::undo() { begin({.kind = Step::Kind::Undo}); }

void EditJob::redo() { begin({.kind = Step::Kind::Redo}); }

void EditJob::revert(const QString &text) { begin({.kind = Step::Kind::Revert, .text = text}); }

void EditJob::markSaved(EditSetPtr written, std::function<void()> then)
{
    m_saves.push_back(
        {.kind = Step::Kind::Saved, .written = std::move(written), .then = std::move(then)});
    if (!isRunning())
        markNext();
}

void EditJob::begin(Step step)
{
    if (isRunning())
        return;
    m_step = std::move(step);
    if (m_step.kind == Step::Kind::Undo)
        m_step.known = m_document.undoneStep();
    if (m_step.kind == Step::Kind::Redo)
        m_step.known = m_document.redoneStep();
    if (leadsNowhere())
        end(true);
    else
        start();
}

bool EditJob::leadsNowhere() const
{
    switch (m_step.kind) {
    case Step::Kind::Push: return m_step.edit->devices.empty();
    case Step::Kind::Undo:
    case Step::Kind::Redo: return !m_step.known;
    case Step::Kind::Revert: return !m_document.isModified();
    case Step::Kind::Saved: break;
    }
    return false;
}

void EditJob::start()
{
    const EditBase base = m_document.editBase();
    const auto work = [this, base, step = m_step](Job &job) -> Report {
        return [this, base, led = follow(step, base, job)] { found(base, led); };
    };
    startOrRun(work, isEditedAtOnce(*base.checkpoint));
}

// On a worker thread.
EditJob::Led EditJob::follow(const Step &step, const EditBase &base, const Job &job)
{
    const Edited &before = *base.before;
    EditSetPtr saved = before.saved, now = before.now;
    switch (step.kind) {
    case Step::Kind::Push: now = withEdit(*base.checkpoint, *now, *step.edit); break;
    case Step::Kind::Undo: now = step.known->undone(*now); break;
    case Step::Kind::Redo: now = step.known->redone(*now); break;
    case Step::Kind::Revert: now = saved; break;
    case Step::Kind::Saved: return {makeEdited(base, step.written, now), {}};
    }
    if (!job.check())
        return {};
    Led led{makeEdited(base, saved, now), step.known};
    if (!led.step)
        led.step = std::make_shared<const EditStep>(*before.now, *led.next->now);
    return job.check() ? led : Led();
}

void EditJob::found(const EditBase &base, const Led &led)
{
    // Other rows: what was found is of the document as it was.
    const bool outdated = base.before != m_document.edited();
    if (led.next && outdated)
        return start();
    if (led.next)
        take(led);
    end(led.next != nullptr);
}

void EditJob::take(const Led &led)
{
    switch (m_step.kind) {
    case Step::Kind::Undo: return m_document.undoTo(led.next);
    case Step::Kind::Redo: return m_document.redoTo(led.next);
    case Step::Kind::Push:
    case Step::Kind::Revert: return m_document.pushTo(led.next, led.step, m_step.text);
    case Step::Kind::Saved: return m_document.savedTo(led.next);
    }
}

void EditJob::end(bool done)
{
    const Step step = std::exchange(m_step, {});
    if (step.kind == Step::Kind::Saved)
        step.then();
    else
        Q_EMIT ended(done);
    if (!isRunning())
        markNext();
}

void EditJob::markNext()
{
    if (m_saves.empty())
        return;
    m_step = std::move(m_saves.front());
    m_saves.pop_front();
    start();
}

// Of the file as it was.
void EditJob::forget()
{
    const bool editing = isEditing(), marking = isRunning() && !editing;
    abandon();
    auto saves = std::exchange(m_saves, {});
    const Step step = std::exchange(m_step, {});
    if (marking)
        step.then();
    for (const Step &save : saves)
        save.then();
    if (editing)
        Q_EMIT ended(false);
}

} // namespace lens
