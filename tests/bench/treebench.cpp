// SPDX-License-Identifier: GPL-3.0-or-later
// Opens a file in the window, filters, sorts and unfolds its tree, changes and saves its devices,
// and prints what each took. For bench.py.
#include "model/items/treemodel.h"
#include "tests/bench/stopwatch.h"
#include "widgets/entrytree.h"
#include "widgets/parameterspage.h"
#include "widgets/retagdialog.h"

#include <QAction>
#include <QComboBox>
#include <QHeaderView>
#include <QPushButton>

using namespace lens;
using namespace Qt::StringLiterals;

namespace {

// Through the dialog, as a person does it.
void measureEdits(test::Stopwatch &bench)
{
    const auto run = [&](const char *id) { bench.window.actions().action(id)->trigger(); };
    const auto dialog = [&] { return bench.window.findChild<RetagDialog *>(); };
    bench.measure("dialog of devices", [&] { run("edit.changeDevice"); });
    bench.measure("type a device",
                  [&] { dialog()->findChild<QComboBox *>(u"allTarget"_s)->setEditText(u"mps"_s); });
    bench.measure(
        "change devices", [&] { dialog()->findChild<QPushButton *>(u"saveButton"_s)->click(); },
        [&] { return !dialog() && bench.window.isSettled(); });
    bench.measure("list of changes", [&] {
        run("edit.changes");
        bench.window.findChild<QWidget *>(u"changesList"_s)->close();
    });
    bench.measure("undo", [&] { run("edit.undo"); });
    bench.measure("redo", [&] { run("edit.redo"); });
    bench.prompts.save = bench.folder.filePath(u"copy.pth"_s);
    bench.measure("save", [&] { run("file.saveAs"); });
    bench.measure("undo after save", [&] { run("edit.undo"); });
    bench.measure("revert", [&] { run("file.revert"); });
    bench.measure("reload", [&] { run("file.reload"); });
    bench.measure("close", [&] { run("file.close"); });
}

} // namespace

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
    bench.measure("expand all", [&] { page.tree().expandAll(); });
    measureEdits(bench);
    return 0;
}
