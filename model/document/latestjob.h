// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <functional>
#include <memory>

namespace lens {

// Work on a worker thread of which only the latest request counts: a new start cancels the one
// before and drops its result. Lives on the thread that owns it; results arrive there. Destroying
// it cancels and returns at once; the worker ends by itself.
class LatestJob : public QObject
{
    Q_OBJECT

public:
    explicit LatestJob(QObject *parent = nullptr);
    ~LatestJob() override;

    bool isRunning() const { return m_run != nullptr; }
    // What its progress counts.
    enum class Unit { Bytes, Rows, Findings };
    virtual Unit unit() const { return Unit::Bytes; }
    std::uint64_t done() const;
    std::uint64_t total() const; // 0: not known
    // A person may stop it.
    virtual bool canStop() const { return true; }
    // Where the work of all of them runs.
    static QThreadPool &workers();
    // Where they look at files that may lie where nobody answers: such looks must not take every
    // worker.
    static QThreadPool &lookers();
    // Asks the work to stop; it still reports, as Cancelled unless it was done by then.
    virtual void cancel();
    // Stops and forgets: nothing is reported.
    void abandon();

Q_SIGNALS:
    void runningChanged(bool running);
    void progressed(); // about ten times a second while running

protected:
    virtual QThreadPool &pool() const { return workers(); }
    // `work` runs on a worker thread; the function it returns is called on this object's thread.
    using Report = std::function<void()>;
    void start(std::function<Report(Job &)> work);
    // The same, but what takes no time to speak of is done on this thread before this returns.
    void startOrRun(std::function<Report(Job &)> work, bool atOnce);

private:
    struct Run;
    void finish(const std::shared_ptr<Run> &run, const Report &report);

    std::shared_ptr<Run> m_run;
    QTimer m_pulse;
};

// Gives up a value to a worker thread: to take apart a large one stops the window.
template <typename T>
void freeByWorker(T value)
{
    LatestJob::workers().start([last = std::move(value)] {});
}

// The same value, but freed by a worker thread, whoever has it last.
template <typename T>
std::shared_ptr<const T> freedByWorker(std::shared_ptr<const T> value)
{
    const T *pointer = value.get();
    return {pointer,
            [value = std::move(value)](const T *) mutable { freeByWorker(std::move(value)); }};
}

} // namespace lens
