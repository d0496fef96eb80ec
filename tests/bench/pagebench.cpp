// SPDX-License-Identifier: GPL-3.0-or-later
// Opens a file in the window, looks at its pages, sorts and searches them, and prints what each
// took. For bench.py.
#include "tests/bench/stopwatch.h"
#include "widgets/locator.h"
#include "widgets/rowtable.h"

#include <QAction>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

using namespace lens;
using namespace Qt::StringLiterals;

namespace {

class Bench : public test::Stopwatch
{
public:
    void optimizer()
    {
        measure("optimizer", [this] { window.page()->showPanel("optimizer"); });
        sort("optimizer", "optimizerParameters");
    }

    void metadata()
    {
        measure("metadata", [this] { window.page()->showPanel("metadata"); });
        for (const QString &text : {u"7"_s, u"key9 run"_s, u"no such value"_s, QString()})
            measure(qPrintable(u"metadata, search '%1'"_s.arg(text)),
                    [&] { find<QLineEdit>("metadataFilter")->setText(text); });
        sort("metadata", "metadataTable");
    }

    void report()
    {
        measure("report", [this] { window.page()->showPanel("report"); });
        measure("report, check values", [this] { find<QPushButton>("checkValues")->click(); });
        sort("report", "findingsTable");
    }

    void locator()
    {
        measure("locator", [this] { window.actions().action("go.locate")->trigger(); });
        auto *line = window.findChild<QLineEdit *>(u"locatorLine"_s);
        for (const QString &text :
             {u"@"_s, u"@zero 7"_s, u"@no such finding"_s, u"7"_s, u"part7 w"_s})
            measure(
                qPrintable(u"locator, '%1'"_s.arg(text)), [&] { line->setText(text); },
                [&] { return window.findChild<Locator *>(u"locator"_s)->isSettled(); });
    }

    void close()
    {
        measure("close", [this] { window.actions().action("file.close")->trigger(); });
    }

private:
    template <typename T>
    T *find(const char *name) const
    {
        return window.page()->findChild<T *>(QLatin1StringView(name));
    }

    void sort(const char *page, const char *name)
    {
        auto *header = find<RowTable>(name)->header();
        for (int column = 0; column < header->count(); ++column) {
            const auto title =
                header->model()->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
            measure(qPrintable(u"%1, sort by %2"_s.arg(QLatin1StringView(page), title)),
                    [&] { header->setSortIndicator(column, Qt::DescendingOrder); });
        }
    }
};

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication app(argc, argv);
    Bench bench;
    bench.measure("open", [&] { bench.window.openFiles({QApplication::arguments().value(1)}); });
    bench.optimizer();
    bench.metadata();
    bench.report();
    bench.locator();
    bench.close();
    return 0;
}
