// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/latestjob.h"

#include <QCoreApplication>
#include <QSemaphore>
#include <QThreadPool>

#include <memory>

namespace lens::test {

// Keeps every worker busy while it lives, also those that look at files: what is started meanwhile
// is not done before.
class HeldWorkers
{
public:
    HeldWorkers()
    {
        hold(LatestJob::workers());
        hold(LatestJob::lookers());
    }
    ~HeldWorkers() { m_gate->release(m_count); }

private:
    void hold(QThreadPool &pool)
    {
        for (int i = 0; i < pool.maxThreadCount(); ++i, ++m_count)
            pool.start([gate = m_gate] { gate->acquire(); });
    }

    int m_count = 0;
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
