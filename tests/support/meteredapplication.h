// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QMetaEnum>
#include <QTest>
#include <QThread>

#include <cstdio>
#include <ctime>
#include <utility>

namespace lens::test {

// Notes how long a single event kept the window from every other one: a key, a click, a timer, a
// result, a repaint. What a test itself does between events is not counted, nor an event that ran
// an event loop of its own.
class MeteredApplication final : public QApplication
{
public:
    using QApplication::QApplication;

    // What takes longer fails, in ms. The window is made for 50 ms. A machine that is shared by
    // several builds takes its processor away for some tenths of a second. The time of the
    // processor shows less of it, but the host's part in memory that is touched first: what takes
    // 20 ms there has taken 133. Sanitizers and code that is not optimised are slow.
#if defined(__SANITIZE_ADDRESS__)
    static constexpr qint64 bearable = 3000, bearableWork = 3000;
#elif defined(NDEBUG)
    static constexpr qint64 bearable = 1000, bearableWork = 300;
#else
    static constexpr qint64 bearable = 1000, bearableWork = 500;
#endif

    qint64 longest() const { return m_longest.ms; } // since it was asked to forget
    QString longestName() const { return m_longest.name; }
    void forget() { m_longest = {}; }

    // Says what was the longest; false: nobody would bear it.
    bool answered() const
    {
        std::printf("Longest event: %lld ms (%s); most work: %lld ms (%s)\n",
                    static_cast<long long>(m_worst.ms), qPrintable(m_worst.name),
                    static_cast<long long>(m_hardest.ms), qPrintable(m_hardest.name));
        const bool good = m_worst.ms < bearable && m_hardest.ms < bearableWork;
        if (!good)
            std::printf("FAIL!  : an event may take %lld ms, and %lld ms of work\n",
                        static_cast<long long>(bearable), static_cast<long long>(bearableWork));
        return good;
    }

    bool notify(QObject *receiver, QEvent *event) override
    {
        const int level = QThread::currentThread()->loopLevel();
        if (QThread::currentThread() != thread() || level <= m_level)
            return QApplication::notify(receiver, event);
        const int outer = std::exchange(m_level, level);
        const auto type = event->type();
        const char *kind = receiver->metaObject()->className(); // it may not outlive the event
        const qint64 began = clockMs(CLOCK_MONOTONIC), idle = clockMs(CLOCK_THREAD_CPUTIME_ID);
        m_looped = false;
        const bool done = QApplication::notify(receiver, event);
        if (!m_looped)
            note(clockMs(CLOCK_MONOTONIC) - began, clockMs(CLOCK_THREAD_CPUTIME_ID) - idle, kind,
                 type);
        m_level = outer;
        m_looped = outer >= 0;
        return done;
    }

private:
    struct Stay
    {
        qint64 ms = 0;
        QString name;
    };

    static qint64 clockMs(clockid_t clock)
    {
        timespec now{};
        clock_gettime(clock, &now);
        return qint64{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
    }
    void note(qint64 passed, qint64 worked, const char *kind, QEvent::Type type)
    {
        if (passed <= m_longest.ms && worked <= m_hardest.ms)
            return;
        const auto *typeName = QMetaEnum::fromType<QEvent::Type>().valueToKey(type);
        const auto name =
            QStringLiteral("%1 to %2").arg(QLatin1StringView(typeName), QLatin1StringView(kind));
        keepLonger(m_longest, {passed, name});
        keepLonger(m_worst, {passed, name});
        keepLonger(m_hardest, {worked, name});
    }
    static void keepLonger(Stay &kept, const Stay &stay)
    {
        if (stay.ms > kept.ms)
            kept = stay;
    }

    int m_level = -1;        // of the event loop whose event is on its way
    bool m_looped = false;   // an event loop ran inside of it
    Stay m_longest, m_worst; // since it was asked to forget, and of all; by the clock
    Stay m_hardest;          // of all, by the time of the processor
};

// QTEST_MAIN for the window: the program fails, too, where the window did not answer for long.
template <typename Test>
int runInWindow(int argc, char **argv)
{
    MeteredApplication app(argc, argv);
    MeteredApplication::setAttribute(Qt::AA_Use96Dpi, true);
    Test test;
    const int failed = QTest::qExec(&test, argc, argv);
    return app.answered() ? failed : failed + 1;
}

} // namespace lens::test

#define LENS_WINDOW_TEST(Test)                                                                     \
    int main(int argc, char **argv) { return lens::test::runInWindow<Test>(argc, argv); }
