// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/latestjob.h"

#include <QCoreApplication>
#include <QThread>

#include <algorithm>
#include <chrono>
#include <mutex>

namespace lens {
namespace {

// The application waits for it at its end.
QThreadPool *makePool(int threads)
{
    auto *made = new QThreadPool(QCoreApplication::instance());
    made->setMaxThreadCount(threads);
    return made;
}

constexpr int lookersAtOnce = 4;

} // namespace

// More threads than cores: dropped work may still be running out (a call into LibTorch cannot be
// stopped), and what the person asked for last must not queue behind it. Not the global pool, on
// which Qt paints: the window would wait for jobs.
QThreadPool &LatestJob::workers()
{
    static QThreadPool *pool = makePool(std::max(8, QThread::idealThreadCount()));
    return *pool;
}

QThreadPool &LatestJob::lookers()
{
    static QThreadPool *pool = makePool(lookersAtOnce);
    return *pool;
}

struct LatestJob::Run
{
    Job job;
    std::mutex mutex; // guards owner against the worker
    LatestJob *owner = nullptr;
};

LatestJob::LatestJob(QObject *parent)
    : QObject(parent)
{
    m_pulse.setInterval(std::chrono::milliseconds(100));
    connect(&m_pulse, &QTimer::timeout, this, &LatestJob::progressed);
}

LatestJob::~LatestJob()
{
    m_pulse.stop();
    if (!m_run)
        return;
    m_run->job.cancel();
    const std::lock_guard lock(m_run->mutex);
    m_run->owner = nullptr;
}

std::uint64_t LatestJob::done() const { return m_run ? m_run->job.done() : 0; }

std::uint64_t LatestJob::total() const { return m_run ? m_run->job.total() : 0; }

void LatestJob::cancel()
{
    if (m_run)
        m_run->job.cancel();
}

void LatestJob::abandon()
{
    if (!m_run)
        return;
    m_run->job.cancel();
    {
        const std::lock_guard lock(m_run->mutex);
        m_run->owner = nullptr;
    }
    m_run.reset();
    m_pulse.stop();
    Q_EMIT runningChanged(false);
}

void LatestJob::start(std::function<Report(Job &)> work)
{
    abandon();
    m_run = std::make_shared<Run>();
    m_run->owner = this;
    pool().start([run = m_run, work = std::move(work)] {
        auto report = work(run->job);
        // While the lock is held the owner lives; what is queued for it dies with it.
        const std::lock_guard lock(run->mutex);
        if (LatestJob *owner = run->owner)
            QMetaObject::invokeMethod(
                owner, [owner, run, report = std::move(report)] { owner->finish(run, report); },
                Qt::QueuedConnection);
    });
    m_pulse.start();
    Q_EMIT runningChanged(true);
}

void LatestJob::startOrRun(std::function<Report(Job &)> work, bool atOnce)
{
    if (!atOnce)
        return start(std::move(work));
    abandon();
    Job job;
    work(job)();
}

void LatestJob::finish(const std::shared_ptr<Run> &run, const Report &report)
{
    if (run != m_run)
        return;
    m_run.reset();
    m_pulse.stop();
    Q_EMIT runningChanged(false);
    report();
}

} // namespace lens
