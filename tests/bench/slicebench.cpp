// SPDX-License-Identifier: GPL-3.0-or-later
// Opens a file in the window, draws the histogram and the heatmap of an entry, scrolls all over its
// values, and prints what each took and the memory that it needed. For bench.py.
#include "tests/bench/stopwatch.h"

#include <QComboBox>
#include <QFile>
#include <QScrollBar>
#include <QTableView>

using namespace lens;
using namespace Qt::StringLiterals;

namespace {

constexpr int pages = 300; // looked at while scrolling

// The most that this process ever needed.
double peakMegabytes()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n'))
        if (line.startsWith("VmHWM:"))
            return line.simplified().split(' ').value(1).toDouble() / 1024;
    return 0;
}

class Bench : public test::Stopwatch
{
public:
    void show(const char *panel)
    {
        measure(panel, [&] { window.page()->showPanel(panel); });
    }

    void choose(const char *name, const char *box, int item)
    {
        auto *combo = window.page()->findChild<QComboBox *>(QLatin1StringView(box));
        measure(name, [&] {
            combo->setCurrentIndex(item);
            Q_EMIT combo->activated(item);
        });
    }

    // A page at a time, then in leaps from end to end.
    void scroll()
    {
        auto *table = window.page()->findChild<QTableView *>(u"valuesTable"_s);
        auto *down = table->verticalScrollBar(), *right = table->horizontalScrollBar();
        measure("scroll by pages", [&] {
            for (int page = 0; page < pages; ++page) {
                down->triggerAction(QAbstractSlider::SliderPageStepAdd);
                QApplication::processEvents();
            }
        });
        measure("scroll all over", [&] {
            for (int page = 0; page < pages; ++page) {
                down->setValue(down->maximum() / pages * (page * 7 % pages));
                right->setValue(right->maximum() / pages * (page * 11 % pages));
                QApplication::processEvents();
            }
        });
    }
};

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication app(argc, argv);
    Bench bench;
    bench.measure("open", [&] { bench.window.openFiles({QApplication::arguments().value(1)}); });
    bench.show("storage");
    bench.measure("select",
                  [&] { bench.window.page()->selectPath(QApplication::arguments().value(2)); });
    bench.printValue("memory", peakMegabytes());
    bench.show("values");
    bench.scroll();
    bench.show("heatmap");
    bench.show("histogram");
    bench.choose("histogram, 1 to 99 %", "histogramRange", 1);
    bench.choose("histogram of |x|", "histogramAxis", 1);
    bench.printValue("memory at the end", peakMegabytes());
    return 0;
}
