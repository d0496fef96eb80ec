// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QElapsedTimer>
#include <QMetaEnum>
#include <QTest>
#include <QThread>

#include <cstdio>
#include <utility>

namespace lens::test {

// Notes how long a single event kept the window from every other one: a key, a click, a timer, a
// result, a repaint. What a test itself does between events is not counted, nor an event that ran
// an event loop of its own.
class MeteredApplication final : public QApplication
{
public:
    using QApplication::QApplication;

    // What takes longer fails. The window is made for 50 ms; a machine that is shared by several
    // builds takes its processor away for some tenths of a second, and sanitizers are slow.
#ifdef __SANITIZE_ADDRESS__
    static constexpr qint64 bearable = 3000;
#else
    static constexpr qint64 bearable = 1000;
#endif

    qint64 longest() const { return m_longest; } // ms, since it was asked to forget
    QString longestName() const { return m_longestName; }
    void forget() { m_longest = 0; }

    // Says what was the longest; false: nobody would bear it.
    bool answered() const
    {
        std::printf("Longest event: %lld ms (%s)\n", static_cast<long long>(m_worst),
                    qPrintable(m_worstName));
        return m_worst < bearable;
    }

    bool notify(QObject *receiver, QEvent *event) override
    {
        const int level = QThread::currentThread()->loopLevel();
        if (QThread::currentThread() != thread() || level <= m_level)
            return QApplication::notify(receiver, event);
        const int outer = std::exchange(m_level, level);
        const auto type = event->type();
        const char *kind = receiver->metaObject()->className(); // it may not outlive the event
        QElapsedTimer clock;
        clock.start();
        m_looped = false;
        const bool done = QApplication::notify(receiver, event);
        if (!m_looped)
            note(clock.elapsed(), kind, type);
        m_level = outer;
        m_looped = outer >= 0;
        return done;
    }

private:
    void note(qint64 passed, const char *kind, QEvent::Type type)
    {
        if (passed <= m_longest)
            return;
        m_longest = passed;
        const auto *name = QMetaEnum::fromType<QEvent::Type>().valueToKey(type);
        m_longestName =
            QStringLiteral("%1 to %2").arg(QLatin1StringView(name), QLatin1StringView(kind));
        if (m_longest <= m_worst)
            return;
        m_worst = m_longest;
        m_worstName = m_longestName;
    }

    int m_level = -1;      // of the event loop whose event is on its way
    bool m_looped = false; // an event loop ran inside of it
    qint64 m_longest = 0, m_worst = 0;
    QString m_longestName, m_worstName;
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
