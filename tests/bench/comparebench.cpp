// SPDX-License-Identifier: GPL-3.0-or-later
// Compares two files in the window, sorts, filters, copies and exports, and prints what each took.
// For bench.py.
#include "model/items/comparemodel.h"
#include "tests/bench/stopwatch.h"
#include "widgets/comparelist.h"
#include "widgets/locator.h"

#include <QAction>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

using namespace lens;
using namespace Qt::StringLiterals;

namespace {

class Bench : public test::Stopwatch
{
public:
    void compare(const QString &a, const QString &b)
    {
        measure("compare", [&] { window.compareFiles(a, b); });
    }

    void list()
    {
        for (int column = 0; column < CompareModel::ColumnCount; ++column)
            measure(qPrintable(u"sort by %1"_s.arg(CompareModel::columnName(column))), [&] {
                find<CompareList>("compareList")->sortByColumn(column, Qt::DescendingOrder);
            });
        measure("unsorted",
                [this] { find<CompareList>("compareList")->sortByColumn(-1, Qt::AscendingOrder); });
        for (const QString &text : {u"part3 weight"_s, u"*.part3.*"_s, u"/part3.w/"_s, QString()})
            measure(qPrintable(u"filter '%1'"_s.arg(text)),
                    [&] { find<QLineEdit>("compareFilter")->setText(text); });
        const std::pair<const char *, const char *> chips[] = {{"show the same", "chip6"},
                                                               {"hide the changed", "chip0"},
                                                               {"show the changed", "chip0"}};
        for (const auto &[what, chip] : chips)
            measure(what, [this, name = chip] { find<QToolButton>(name)->click(); });
    }

    void locate()
    {
        measure("locator", [this] { window.actions().action("go.locate")->trigger(); });
        auto *line = window.findChild<QLineEdit *>(u"locatorLine"_s);
        for (const QString &text : {u"7"_s, u"part7 w"_s})
            measure(
                qPrintable(u"locator, '%1'"_s.arg(text)), [&] { line->setText(text); },
                [&] { return window.findChild<Locator *>(u"locator"_s)->isSettled(); });
        measure("go to the first found", [&] { QTest::keyClick(line, Qt::Key_Return); });
    }

    void write()
    {
        measure("select all", [this] { find<CompareList>("compareList")->selectAll(); });
        measure("copy", [this] { find<CompareList>("compareList")->copy(); });
        for (const QString &ending : {u"json"_s, u"csv"_s, u"html"_s})
            measure(qPrintable(ending), [&] {
                prompts.save = folder.filePath(u"comparison."_s + ending);
                find<QPushButton>("exportComparison")->click();
            });
        measure("swap", [this] { find<QPushButton>("swapSides")->click(); });
        measure("close", [this] { window.actions().action("file.close")->trigger(); });
    }

private:
    template <typename T>
    T *find(const char *name) const
    {
        return window.comparePage()->findChild<T *>(QLatin1StringView(name));
    }
};

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication app(argc, argv);
    Bench bench;
    bench.compare(QApplication::arguments().value(1), QApplication::arguments().value(2));
    bench.list();
    bench.locate();
    bench.write();
    return 0;
}
