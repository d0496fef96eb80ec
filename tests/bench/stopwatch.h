// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/window/mainwindow.h"
#include "model/document/settings.h"
#include "tests/support/answeredprompts.h"
#include "tests/support/gapmeter.h"
#include "widgets/resources.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>

namespace lens::test {

// The window, and what its steps took, printed as JSON: how long each and the longest time in
// between that the event loop did nothing else, in milliseconds.
class Stopwatch
{
public:
    Stopwatch()
    {
        initResources();
        window.show();
        QApplication::processEvents();
    }
    ~Stopwatch() { std::printf("}\n"); }

    // Until nothing is computed any more and all is painted.
    template <typename Action>
    void measure(const char *name, const Action &action)
    {
        measure(name, action, [this] { return window.isSettled(); });
    }
    template <typename Action, typename End>
    void measure(const char *name, const Action &action, const End &end)
    {
        m_gaps.takeLongest();
        QElapsedTimer time;
        time.start();
        action();
        const bool ended = waitFor(end);
        const double passed = static_cast<double>(time.nsecsElapsed()) / 1e6;
        std::printf("%s\"%s\": {\"ms\": %.1f, \"gap\": %.1f}", begin(), name, ended ? passed : -1,
                    m_gaps.takeLongest());
    }
    // What is no time.
    void printValue(const char *name, double value)
    {
        std::printf("%s\"%s\": %.1f", begin(), name, value);
    }

    const QTemporaryDir folder;
    Settings settings{folder.filePath(QStringLiteral("settings.ini"))};
    AnsweredPrompts prompts;
    MainWindow window{settings, prompts};

private:
    // Closer than QTest::qWaitFor, which sleeps ten milliseconds at a time.
    template <typename End>
    bool waitFor(const End &end)
    {
        QElapsedTimer time;
        time.start();
        while (!end() && time.elapsed() < 60'000)
            QApplication::processEvents(QEventLoop::WaitForMoreEvents);
        QApplication::processEvents();
        return end();
    }

    const char *begin() { return std::exchange(m_first, false) ? "{" : ", "; }

    GapMeter m_gaps;
    bool m_first = true;
};

} // namespace lens::test
