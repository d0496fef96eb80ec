// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/latestjob.h"

#include <QCoreApplication>
#include <QSemaphore>
#include <QThreadPool>

#include <memory>

namespace lens::test {

// Keeps every worker of a pool busy while it lives: what is started meanwhile is not done before.
class HeldWorkers
{
public:
    explicit HeldWorkers(QThreadPool &pool = LatestJob::workers())
        : m_count(pool.maxThreadCount())
    {
        for (int i = 0; i < m_count; ++i)
            pool.start([gate = m_gate] { gate->acquire(); });
    }
    ~HeldWorkers() { m_gate->release(m_count); }

private:
    const int m_count;
    std::shared_ptr<QSemaphore> m_gate = std::make_shared<QSemaphore>();
};

// What the workers did is reported, too.
inline void finishWork()
{
    LatestJob::lookers().waitForDone();
    LatestJob::workers().waitForDone();
    QCoreApplication::sendPostedEvents();
}

} // namespace lens::test
