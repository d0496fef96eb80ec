// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/mainwindow.h"

#include "model/document/settings.h"
#include "widgets/entrytree.h"
#include "widgets/histogrampanel.h"
#include "widgets/jobstrip.h"
#include "widgets/pagetabs.h"
#include "widgets/parameterspage.h"
#include "widgets/sortmenu.h"
#include "widgets/treeheader.h"
#include "widgets/valuespanel.h"

// Every action of the window, a row each, in the order of the menus. The shortcuts are written out
// because a desktop without its theme plugin leaves many of Qt's standard ones empty.

using namespace Qt::StringLiterals;

namespace lens {
namespace {

using Keys = QList<QKeySequence>;

} // namespace

std::vector<ActionSpec> MainWindow::actionTable()
{
    auto table = fileActions();
    for (auto &more :
         {recentActions(), compareActions(), compareWithActions(), saveActions(), placeActions(),
          closeActions(), editActions(), detailActions(), viewActions(), pageActions(),
          historyActions(), locateActions(), goActions(), settingsActions(), helpActions()})
        table.insert(table.end(), more.begin(), more.end());
    return table;
}

// clang-format off

std::vector<ActionSpec> MainWindow::fileActions()
{
    const QString menu = tr("&File");
    return {
        {.id = "file.open", .menu = menu, .text = tr("&Open…"), .icon = u"open"_s,
         .tip = tr("Open checkpoints"), .keys = Keys{Qt::CTRL | Qt::Key_O},
         .run = [this] { chooseFiles(Access::Edit); }, .onToolbar = true},
        {.id = "file.openReadOnly", .menu = menu, .text = tr("Open read-onl&y…"), .icon = {},
         .tip = tr("Open checkpoints that are not to be changed"), .keys = {},
         .run = [this] { chooseFiles(Access::Read); }},
        {.id = "file.sample", .menu = menu, .text = tr("Open sa&mple"), .icon = u"sample"_s,
         .tip = tr("Open the built-in sample checkpoint"), .keys = {},
         .run = [this] { openSample(); }},
        {.id = "file.newWindow", .menu = menu, .text = tr("&New window"), .icon = {},
         .tip = tr("Open another window"), .keys = Keys{Qt::CTRL | Qt::SHIFT | Qt::Key_N},
         .run = [this] { openWindow(); }},
    };
}

std::vector<ActionSpec> MainWindow::closeActions()
{
    const QString menu = tr("&File");
    const auto isOpen = [this] { return frontPage() != nullptr; };
    return {
        {.id = "file.stop", .menu = menu, .text = tr("S&top the running job"), .icon = u"error"_s,
         .tip = tr("Stop what is running"), .keys = Keys{Qt::Key_Escape},
         .run = [this] { m_jobs->cancelShown(); }, .enabled = [this] { return m_jobs->isRunning(); },
         .startsGroup = true},
        {.id = "file.close", .menu = menu, .text = tr("&Close tab"), .icon = u"close"_s,
         .tip = tr("Close this tab"), .keys = Keys{Qt::CTRL | Qt::Key_W},
         .run = [this] { closePage(m_tabs->currentIndex()); }, .enabled = isOpen},
        {.id = "file.closeOthers", .menu = menu, .text = tr("Close ot&her tabs"), .icon = {},
         .tip = tr("Close every tab but the one in front"), .keys = {},
         .run = [this] { closeOthers(); }, .enabled = [this] { return pageCount() > 1; }},
        {.id = "file.quit", .menu = menu, .text = tr("&Quit"), .icon = u"quit"_s,
         .tip = tr("Close every window"), .keys = Keys{Qt::CTRL | Qt::Key_Q},
         .run = [this] { quit(); }},
    };
}

std::vector<ActionSpec> MainWindow::viewActions()
{
    const QString edit = tr("&Edit"), view = tr("&View");
    const auto isLoaded = [this] { return page() && page()->document().isLoaded(); };
    const auto hasRows = [this] { return page() && page()->hasChosenRows(); };
    return {
        {.id = "edit.copyPath", .menu = edit, .text = tr("&Copy path"), .icon = u"copy"_s,
         .tip = tr("Copy the paths of the selected entries"),
         .keys = Keys{Qt::CTRL | Qt::SHIFT | Qt::Key_C},
         .run = [this] { page()->copyPaths(); }, .enabled = hasRows},
        {.id = "edit.copyTable", .menu = edit, .text = tr("Copy with &headers"), .icon = {},
         .tip = tr("Copy the selected rows as a table"), .keys = {},
         .run = [this] { page()->parameters().copyTable(); },
         .enabled = [this] { return page() && page()->isTreeInFront(); }},
        {.id = "edit.copyPython", .menu = edit, .text = tr("Copy as P&ython"), .icon = {},
         .tip = tr("Copy Python code that loads the current entry"),
         .keys = Keys{Qt::CTRL | Qt::ALT | Qt::Key_C},
         .run = [this] { page()->copyPython(); }, .enabled = hasRows},
        {.id = "edit.filter", .menu = edit, .text = tr("&Filter"), .icon = u"filter"_s,
         .tip = tr("Go to the line that searches what is in front, else to the filter of the tree"),
         .keys = Keys{Qt::CTRL | Qt::Key_F},
         .run = [this] { frontPage()->startFilter(); },
         .enabled = [this] { return frontPage() && frontPage()->canFilter(); },
         .startsGroup = true},

        {.id = "view.flat", .menu = view, .text = tr("&Flat list"), .icon = u"sequence"_s,
         .tip = tr("Show every entry with its whole path, without groups"), .keys = {},
         .run = [this] { page()->parameters().setFlat(!page()->parameters().isFlat()); },
         .enabled = isLoaded,
         .checked = [this, isLoaded] { return isLoaded() && page()->parameters().isFlat(); }},
        {.id = "view.statistics", .menu = view, .text = tr("Statistics of all te&nsors"),
         .icon = {},
         .tip = tr("Read all values and show min, max, mean, std, zeros and NaN in the tree"),
         .keys = {}, .run = [this] { page()->parameters().startStatistics(); },
         .enabled = isLoaded},
        {.id = "view.objects", .menu = view, .text = tr("Whole models as Python o&bjects"),
         .icon = u"object"_s, .tip = tr("Show the attributes of whole models, not their state dict"),
         .keys = {},
         .run = [this] {
             const bool objects = page()->document().modelView() == ModelView::Object;
             page()->parameters().setModelView(objects ? ModelView::StateDict : ModelView::Object);
         },
         .enabled = [this] { return page() && page()->document().hasModelViews(); },
         .checked = [this] {
             return page() && page()->document().modelView() == ModelView::Object;
         }},
        {.id = "view.expand", .menu = view, .text = tr("&Expand all"), .icon = u"expand"_s,
         .tip = tr("Open every group of the tree; * in the tree opens what is below a row"),
         .keys = Keys{Qt::CTRL | Qt::SHIFT | Qt::Key_E},
         .run = [this] { page()->tree().expandAll(); }, .enabled = isLoaded, .startsGroup = true},
        {.id = "view.collapse", .menu = view, .text = tr("&Collapse all"), .icon = u"collapse"_s,
         .tip = tr("Close every group of the tree, as / does in the tree"),
         .keys = Keys{Qt::CTRL | Qt::SHIFT | Qt::Key_L},
         .run = [this] { page()->tree().collapseToFirst(); }, .enabled = isLoaded},
        {.id = "view.columns", .menu = view, .text = tr("&Which columns…"), .icon = {},
         .tip = tr("Choose the columns of the tree"), .keys = {},
         .run = [this] {
             page()->askPanel("parameters");
             TreeHeader &header = page()->tree().columns();
             header.chooseColumns(header.mapToGlobal(QPoint(0, header.height())));
         },
         .enabled = isLoaded},
        {.id = "view.sort", .menu = view, .text = tr("Or&der of rows…"), .icon = {},
         .tip = tr("Sort the table that has the focus by one of its columns"), .keys = {},
         .run = [this] {
             if (QHeaderView *header = sortingHeader(*frontPage()))
                 showSortMenu(*header);
         },
         .enabled = [this, isLoaded] { return comparePage() || isLoaded(); }},
    };
}

std::vector<ActionSpec> MainWindow::detailActions()
{
    const QString view = tr("&View");
    const auto isLoaded = [this] { return page() && page()->document().isLoaded(); };
    return {
        {.id = "view.summary", .menu = view, .text = tr("&Summary"), .icon = u"summary"_s,
         .tip = tr("Show the summary of the selected entry"), .keys = Keys{Qt::ALT | Qt::Key_1},
         .run = [this] { page()->askPanel("summary"); }, .enabled = isLoaded},
        {.id = "view.histogram", .menu = view, .text = tr("&Histogram"), .icon = u"histogram"_s,
         .tip = tr("Show the histogram of the selected tensor"), .keys = Keys{Qt::ALT | Qt::Key_2},
         .run = [this] { page()->askPanel("histogram"); }, .enabled = isLoaded},
        {.id = "view.values", .menu = view, .text = tr("&Values"), .icon = u"tensor"_s,
         .tip = tr("Show the elements of the selected tensor"), .keys = Keys{Qt::ALT | Qt::Key_3},
         .run = [this] { page()->askPanel("values"); }, .enabled = isLoaded},
        {.id = "view.heatmap", .menu = view, .text = tr("Heatm&ap"), .icon = u"heatmap"_s,
         .tip = tr("Show the elements of the selected tensor in colours"),
         .keys = Keys{Qt::ALT | Qt::Key_4},
         .run = [this] { page()->askPanel("heatmap"); }, .enabled = isLoaded},
        {.id = "view.storage", .menu = view, .text = tr("S&torage"), .icon = u"storage"_s,
         .tip = tr("Show where the bytes of the selected tensor lie"),
         .keys = Keys{Qt::ALT | Qt::Key_5},
         .run = [this] { page()->askPanel("storage"); }, .enabled = isLoaded},
        {.id = "view.logarithmic", .menu = view, .text = tr("&Logarithmic counts"), .icon = {},
         .tip = tr("Draw the counts of a histogram on a logarithmic axis"),
         .keys = Keys{Qt::CTRL | Qt::Key_L},
         .run = [this] { page()->histogram().toggleLogarithmic(); },
         .enabled = isLoaded,
         .checked = [this, isLoaded] { return isLoaded() && page()->histogram().isLogarithmic(); }},
        {.id = "view.goToIndex", .menu = view, .text = tr("&Go to index…"), .icon = {},
         .tip = tr("Go to an element of the selected tensor by its index"),
         .keys = Keys{Qt::CTRL | Qt::Key_G},
         .run = [this] { page()->values().askIndex(); }, .enabled = isLoaded,
         .startsGroup = true},
        {.id = "view.nextNaN", .menu = view, .text = tr("Ne&xt NaN"), .icon = {},
         .tip = tr("Go to the next NaN of the selected tensor"), .keys = Keys{Qt::Key_F3},
         .run = [this] { page()->values().findNext(Special::NaN); }, .enabled = isLoaded},
        {.id = "view.nextInfinite", .menu = view, .text = tr("Next &infinity"), .icon = {},
         .tip = tr("Go to the next infinite value of the selected tensor"),
         .keys = Keys{Qt::SHIFT | Qt::Key_F3},
         .run = [this] { page()->values().findNext(Special::Infinite); }, .enabled = isLoaded},
    };
}

std::vector<ActionSpec> MainWindow::pageActions()
{
    const QString view = tr("&View"), go = tr("&Go");
    const auto isLoaded = [this] { return page() && page()->document().isLoaded(); };
    return {
        {.id = "view.parameters", .menu = view, .text = tr("&Parameters of the file"), .icon = {},
         .tip = tr("Show the tree of the file and the details of an entry"),
         .keys = Keys{Qt::CTRL | Qt::Key_1},
         .run = [this] { page()->askPanel("parameters"); }, .enabled = isLoaded,
         .startsGroup = true},
        {.id = "view.metadata", .menu = view, .text = tr("&Metadata of the file"), .icon = {},
         .tip = tr("Show everything in the file that is no tensor"),
         .keys = Keys{Qt::CTRL | Qt::Key_2},
         .run = [this] { page()->askPanel("metadata"); }, .enabled = isLoaded},
        {.id = "view.optimizer", .menu = view, .text = tr("&Optimizer"), .icon = {},
         .tip = tr("Show the groups, steps and moments of the optimizers"),
         .keys = Keys{Qt::CTRL | Qt::Key_3},
         .run = [this] { page()->askPanel("optimizer"); }, .enabled = isLoaded},
        {.id = "view.report", .menu = view, .text = tr("&Report on the file"), .icon = {},
         .tip = tr("Show what was found in the file and what Python would import"),
         .keys = Keys{Qt::CTRL | Qt::Key_4, Qt::CTRL | Qt::SHIFT | Qt::Key_H},
         .run = [this] { page()->askPanel("report"); }, .enabled = isLoaded},
        {.id = "view.fullScreen", .menu = view, .text = tr("F&ull screen"), .icon = {},
         .tip = tr("Give the whole screen to the window"), .keys = Keys{Qt::Key_F11},
         .run = [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); },
         .checked = [this] { return isFullScreen(); }, .startsGroup = true},
        {.id = "view.resetLayout", .menu = view, .text = tr("Reset la&yout"), .icon = {},
         .tip = tr("Window, columns and dividing lines as they were at first"), .keys = {},
         .run = [this] { resetLayout(); }},

        {.id = "go.nextFinding", .menu = go, .text = tr("Next &finding"), .icon = u"warning"_s,
         .tip = tr("Go to the next entry that the report has a finding on"),
         .keys = Keys{Qt::Key_F8}, .run = [this] { page()->stepFinding(+1); },
         .enabled = isLoaded},
        {.id = "go.previousFinding", .menu = go, .text = tr("Previous f&inding"), .icon = {},
         .tip = tr("Go to the entry of the finding before"),
         .keys = Keys{Qt::SHIFT | Qt::Key_F8}, .run = [this] { page()->stepFinding(-1); },
         .enabled = isLoaded},
    };
}

std::vector<ActionSpec> MainWindow::settingsActions()
{
    const QString settings = tr("&Settings");
    const auto themeIs = [this](ThemeChoice theme) {
        return [this, theme] { return m_settings.theme() == theme; };
    };
    return {
        {.id = "settings.systemTheme", .menu = settings, .text = tr("Colours of the &system"),
         .icon = {}, .tip = tr("Follow the colours of the desktop"), .keys = {},
         .run = [this] { setTheme(ThemeChoice::System); }, .checked = themeIs(ThemeChoice::System),
         .oneOf = true},
        {.id = "settings.lightTheme", .menu = settings, .text = tr("&Light colours"), .icon = {},
         .tip = tr("Use light colours"), .keys = {},
         .run = [this] { setTheme(ThemeChoice::Light); }, .checked = themeIs(ThemeChoice::Light),
         .oneOf = true},
        {.id = "settings.darkTheme", .menu = settings, .text = tr("&Dark colours"), .icon = {},
         .tip = tr("Use dark colours"), .keys = {},
         .run = [this] { setTheme(ThemeChoice::Dark); }, .checked = themeIs(ThemeChoice::Dark),
         .oneOf = true},

        {.id = "settings.shortcuts", .menu = settings, .text = tr("Configure &keys…"),
         .icon = u"keyboard"_s, .tip = tr("Change the keys of the program"), .keys = {},
         .run = [this] { showShortcuts(); }, .startsGroup = true},
    };
}

// clang-format on

} // namespace lens
