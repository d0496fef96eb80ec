// SPDX-License-Identifier: GPL-3.0-or-later
// Opens a file in the window, filters, sorts and unfolds its tree, and prints how long each took
// and the longest time in between that the event loop did nothing else, as JSON. For bench.py.
#include "app/gui/window/mainwindow.h"
#include "model/document/settings.h"
#include "model/items/treemodel.h"
#include "tests/support/answeredprompts.h"
#include "widgets/entrytree.h"
#include "widgets/parameterspage.h"
#include "widgets/resources.h"

#include <QAction>
#include <QApplication>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <cstdio>

using namespace lens;
using namespace Qt::StringLiterals;

namespace {

// Asks to be woken every millisecond, and notes by how much it was not.
class Gaps
{
public:
    Gaps()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { note(); });
        m_timer.start(1);
        m_since.start();
    }
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

class Bench
{
public:
    explicit Bench(MainWindow &window)
        : m_window(window)
    {}

    // In milliseconds, until nothing is computed any more and all is painted.
    template <typename Action>
    void measure(const char *name, const Action &action)
    {
        m_gaps.takeLongest();
        QElapsedTimer time;
        time.start();
        action();
        const bool ended = QTest::qWaitFor([this] { return m_window.isSettled(); }, 60'000);
        QApplication::processEvents();
        const double passed = static_cast<double>(time.nsecsElapsed()) / 1e6;
        std::printf("%s\"%s\": {\"ms\": %.1f, \"gap\": %.1f}", m_first ? "{" : ", ", name,
                    ended ? passed : -1, m_gaps.takeLongest());
        m_first = false;
    }

private:
    MainWindow &m_window;
    Gaps m_gaps;
    bool m_first = true;
};

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    initResources();
    const QTemporaryDir folder;
    Settings settings(folder.filePath(u"settings.ini"_s));
    test::AnsweredPrompts prompts;
    MainWindow window(settings, prompts);
    window.show();
    QApplication::processEvents();
    Bench bench(window);
    bench.measure("open", [&] { window.openFiles({QApplication::arguments().value(1)}); });
    auto &page = window.page()->parameters();
    for (const auto &[name, line] :
         {std::pair{"filter by words", u"part3 weight"_s},
          std::pair{"filter by a glob", u"*.part3.*"_s},
          std::pair{"filter by /regex/", u"/part3\\.w/"_s}, std::pair{"no filter", QString()}})
        bench.measure(name, [&] { page.setFilter(line); });
    bench.measure("flat", [&] { page.setFlat(true); });
    bench.measure("sort", [&] {
        page.tree().header()->setSortIndicator(TreeModel::BytesColumn, Qt::DescendingOrder);
    });
    bench.measure("tree", [&] { page.setFlat(false); });
    bench.measure("expand all", [&] { page.tree().expandBelow(); });
    std::printf("}\n");
    return 0;
}
