// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/editjob.h"

#include <algorithm>
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
    this->edit({.kind = Step::Kind::Push, .edit = std::move(edit), .text = text});
}

void EditJob::undo() { edit({.kind = Step::Kind::Undo}); }

void EditJob::redo() { edit({.kind = Step::Kind::Redo}); }

void EditJob::revert(const QString &text) { edit({.kind = Step::Kind::Revert, .text = text}); }

void EditJob::markSaved(EditSetPtr written, std::function<void(bool)> then)
{
    m_waiting.push_back(
        {.kind = Step::Kind::Saved, .written = std::move(written), .then = std::move(then)});
    next();
}

bool EditJob::isEditing() const
{
    const auto isEdit = [](const Step &step) { return step.kind != Step::Kind::Saved; };
    return (isRunning() && isEdit(m_step)) || std::ranges::any_of(m_waiting, isEdit);
}

void EditJob::edit(Step step)
{
    if (isEditing() || m_document.isReadOnly())
        return;
    m_waiting.push_back(std::move(step));
    next();
}

void EditJob::next()
{
    if (isRunning() || m_waiting.empty())
        return;
    m_step = std::move(m_waiting.front());
    m_waiting.pop_front();
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
        step.then(true);
    else
        Q_EMIT ended(done);
    next();
}

// Of the file as it was.
void EditJob::forget()
{
    const bool editing = isEditing();
    auto steps = std::exchange(m_waiting, {});
    if (isRunning())
        steps.push_front(std::exchange(m_step, {}));
    abandon();
    for (const Step &step : steps)
        if (step.kind == Step::Kind::Saved)
            step.then(false);
    if (editing)
        Q_EMIT ended(false);
}

} // namespace lens
