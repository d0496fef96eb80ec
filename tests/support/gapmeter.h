// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace lens::test {

// The longest time that the event loop was not asked while it lives: asks to be woken every
// millisecond, and notes by how much it was not.
class GapMeter
{
public:
    GapMeter()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { note(); });
        m_timer.start(1);
        m_since.start();
    }
    // In milliseconds, up to now.
    double longest()
    {
        note();
        return m_longest;
    }
    // The same, and begins anew.
    double takeLongest()
    {
        note();
        return std::exchange(m_longest, 0);
    }

private:
    void note()
    {
        m_longest = std::max(m_longest, static_cast<double>(m_since.nsecsElapsed()) / 1e6 - 1);
        m_since.start();
    }
    QTimer m_timer;
    QElapsedTimer m_since;
    double m_longest = 0;
};

} // namespace lens::test
