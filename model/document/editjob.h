// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/document.h"
#include "model/document/latestjob.h"

#include <deque>

namespace lens {

// Edits a document, undoes, redoes, and shows its whole models in another way. What a step leads to
// is found on a worker thread and taken when all of it is known; where that takes no time, at once.
// One step of a person at a time: while one is under way or waits, further ones are dropped. A save
// that has ended waits for the step that is under way, and a step for the saves that are marked. A
// document that is open for reading takes no edits. The document outlives it.
class EditJob final : public LatestJob
{
    Q_OBJECT

public:
    explicit EditJob(Document &document, QObject *parent = nullptr);

    // `text` names it for the person: "Change device to cpu".
    void push(RetagEditPtr edit, const QString &text);
    void undo();
    void redo();
    // Only the last view asked for is shown; it waits for the step that is under way.
    void show(ModelView view);
    // One more step that leads back to what the file says.
    void revert(const QString &text);
    // What a save wrote is what the file says from now on; `then` is called once that is known,
    // with false where another file was opened before. This cannot be stopped.
    void markSaved(
        EditSetPtr written, std::function<void(bool known)> then = [](bool) {});
    // Something is under way or waits.
    bool isBusy() const { return isRunning() || !m_waiting.empty(); }
    // After it the file says or is to say something else.
    bool isChanging() const;
    // One of the edits of a person is.
    bool isEditing() const;
    bool canStop() const override { return m_step.kind != Step::Kind::Saved; }

Q_SIGNALS:
    void ended(bool done); // an edit; false: stopped, or another file was opened
    void shown();          // as was asked for, or not, where that was stopped

private:
    using StatisticsPtr = std::shared_ptr<const TensorStatistics>;
    struct Step
    {
        enum class Kind { Push, Undo, Redo, Revert, Saved, View } kind = Kind::Push;
        RetagEditPtr edit = nullptr;
        QString text = {};
        ModelView view = ModelView::StateDict;
        EditSetPtr written = nullptr;
        std::function<void(bool)> then = nullptr;
        EditStepPtr known = nullptr; // what is undone or redone
    };
    // Where a step leads.
    struct Led
    {
        EditedPtr next; // null: stopped
        EditStepPtr step;
        StatisticsPtr statistics = nullptr; // in the rows of a view
    };
    // What a step starts from.
    struct Origin
    {
        EditedPtr edited;
        StatisticsPtr statistics;
    };
    Origin origin() const { return {m_document.edited(), m_document.statistics()}; }
    static Led follow(const Step &step, const EditBase &base, const Edited &before, const Job &job);
    bool hasStep(bool (*of)(Step::Kind)) const;
    void edit(Step step);
    void next();
    void start();
    bool leadsNowhere() const;
    void found(const Origin &from, const Led &led);
    void take(const Led &led);
    void end(bool done);
    void forget();

    Document &m_document;
    Step m_step;
    std::deque<Step> m_waiting;
};

} // namespace lens
