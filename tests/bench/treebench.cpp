// SPDX-License-Identifier: GPL-3.0-or-later
// Opens a file in the window, filters, sorts and unfolds its tree, and prints what each took. For
// bench.py.
#include "model/items/treemodel.h"
#include "tests/bench/stopwatch.h"
#include "widgets/entrytree.h"
#include "widgets/parameterspage.h"

#include <QHeaderView>

using namespace lens;
using namespace Qt::StringLiterals;

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication app(argc, argv);
    test::Stopwatch bench;
    bench.measure("open", [&] { bench.window.openFiles({QApplication::arguments().value(1)}); });
    auto &page = bench.window.page()->parameters();
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
    return 0;
}
