// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/latestjob.h"

#include <QCoreApplication>
#include <QSemaphore>
#include <QThreadPool>

#include <memory>

namespace lens::test {

// Keeps every worker busy while it lives: what is started meanwhile is not done before.
class HeldWorkers
{
public:
    HeldWorkers()
    {
        for (int i = 0; i < m_count; ++i)
            LatestJob::workers().start([gate = m_gate] { gate->acquire(); });
    }
    ~HeldWorkers() { m_gate->release(m_count); }

private:
    const int m_count = LatestJob::workers().maxThreadCount();
    std::shared_ptr<QSemaphore> m_gate = std::make_shared<QSemaphore>();
};

// What the workers did is reported, too.
inline void finishWork()
{
    LatestJob::workers().waitForDone();
    QCoreApplication::sendPostedEvents();
}

} // namespace lens::test
