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

void EditJob::show(ModelView view)
{
    std::erase_if(m_waiting, [](const Step &step) { return step.kind == Step::Kind::View; });
    m_waiting.push_back({.kind = Step::Kind::View, .view = view});
    next();
}

bool EditJob::hasStep(bool (*of)(Step::Kind)) const
{
    return (isRunning() && of(m_step.kind)) || std::ranges::any_of(m_waiting, of, &Step::kind);
}

bool EditJob::isEditing() const
{
    return hasStep(
        [](Step::Kind kind) { return kind != Step::Kind::Saved && kind != Step::Kind::View; });
}

bool EditJob::isChanging() const
{
    return hasStep([](Step::Kind kind) { return kind != Step::Kind::View; });
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
    case Step::Kind::View:
        return m_step.view == m_document.modelView() || !m_document.hasModelViews();
    case Step::Kind::Saved: break;
    }
    return false;
}

void EditJob::start()
{
    const bool isView = m_step.kind == Step::Kind::View;
    const Origin from = origin();
    const EditBase base = isView ? m_document.editBase(m_step.view) : m_document.editBase();
    const auto work = [this, base, from, isView, step = m_step](Job &job) -> Report {
        Led led = follow(step, base, *from.edited, job);
        if (isView && from.statistics)
            led.statistics = from.statistics->inRowsOf(*base.checkpoint, *base.outline);
        return [this, from, led = std::move(led)] { found(from, led); };
    };
    const bool isQuick =
        isView && !from.statistics && from.edited->saved->empty() && from.edited->now->empty();
    startOrRun(work, isQuick || isEditedAtOnce(*base.checkpoint));
}

// On a worker thread.
EditJob::Led EditJob::follow(const Step &step, const EditBase &base, const Edited &before,
                             const Job &job)
{
    EditSetPtr saved = before.saved, now = before.now;
    switch (step.kind) {
    case Step::Kind::Push: now = withEdit(*base.checkpoint, *now, *step.edit); break;
    case Step::Kind::Undo: now = step.known->undone(*now); break;
    case Step::Kind::Redo: now = step.known->redone(*now); break;
    case Step::Kind::Revert: now = saved; break;
    case Step::Kind::Saved: return {makeEdited(base, step.written, now), {}};
    case Step::Kind::View: break;
    }
    if (!job.check())
        return {};
    Led led{makeEdited(base, saved, now), step.known};
    if (!led.step && step.kind != Step::Kind::View)
        led.step = std::make_shared<const EditStep>(*before.now, *led.next->now);
    return job.check() ? led : Led();
}

void EditJob::found(const Origin &from, const Led &led)
{
    // Other rows or numbers: what was found is of the document as it was.
    const bool isView = m_step.kind == Step::Kind::View;
    const bool outdated = from.edited != m_document.edited() ||
                          (isView && from.statistics != m_document.statistics());
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
    case Step::Kind::View: return m_document.showAs(m_step.view, led.next, led.statistics);
    }
}

void EditJob::end(bool done)
{
    const Step step = std::exchange(m_step, {});
    if (step.kind == Step::Kind::Saved)
        step.then(true);
    else if (step.kind == Step::Kind::View)
        Q_EMIT shown();
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
