// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/mainwindow.h"

#include "app/gui/window/viewkeys.h"
#include "model/document/settings.h"
#include "widgets/columnmemory.h"
#include "widgets/entrytree.h"
#include "widgets/jobstrip.h"
#include "widgets/locator.h"
#include "widgets/pagetabs.h"
#include "widgets/screenroom.h"
#include "widgets/shortcutspage.h"
#include "widgets/welcomepage.h"

#include <QAction>
#include <QScopedValueRollback>

#include <algorithm>

// Going to what is looked for: the locator, from tab to tab; the keys of it all.

using namespace Qt::StringLiterals;

namespace lens {
namespace {

using Keys = QList<QKeySequence>;

// Nothing while there is nothing in it to go to.
std::optional<LocatorPlace> placeIn(Page *page)
{
    auto *shown = qobject_cast<DocumentPage *>(page);
    if (shown && shown->document().isLoaded())
        return LocatorPlace{page->title(), shown->document().checkpoint(), shown->findings()};
    auto *comparison = qobject_cast<ComparePage *>(page);
    if (comparison && comparison->shownRows())
        return LocatorPlace{page->title(), {}, {}, comparison->shownRows()};
    return {};
}

} // namespace

void MainWindow::locate(const QString &prefix)
{
    std::vector<Page *> pages;
    for (int i = 0; i < m_tabs->count(); ++i)
        pages.push_back(pageAt(i));
    // Of two names that fit alike the one in front is meant.
    std::ranges::stable_partition(pages, [this](Page *at) { return at == frontPage(); });
    std::vector<LocatorPlace> places;
    m_located.clear();
    for (Page *at : pages)
        if (auto place = placeIn(at)) {
            m_located.push_back({at, place->content()});
            places.push_back(*std::move(place));
        }
    m_locator->open(std::move(places), commands(), prefix);
}

// Those of inner menus come last: they are many and alike.
std::vector<LocatorCommand> MainWindow::commands() const
{
    std::vector<LocatorCommand> commands, inner;
    for (const ActionSpec &spec : m_actions->table()) {
        const QAction &action = *m_actions->action(spec.id);
        const QString text = withoutMnemonic(action.text()), menu = withoutMnemonic(spec.submenu);
        if (action.isVisible())
            (menu.isEmpty() ? commands : inner)
                .push_back({QLatin1StringView(spec.id),
                            menu.isEmpty() ? text : u"%1: %2"_s.arg(menu, text),
                            action.shortcut().toString(QKeySequence::NativeText),
                            action.isEnabled()});
    }
    commands.insert(commands.end(), inner.begin(), inner.end());
    return commands;
}

void MainWindow::goTo(std::uint32_t place, std::uint32_t item)
{
    const Located &located = m_located[place];
    const auto now = placeIn(located.page);
    // What was found before a reload may be elsewhere now.
    if (!now || now->content() != located.content.lock())
        return;
    leave(here());
    const QScopedValueRollback going(m_isGoing, true);
    m_tabs->setCurrentWidget(located.page);
    if (auto *comparison = qobject_cast<ComparePage *>(located.page.data()))
        return comparison->goToRow(item);
    auto *at = static_cast<DocumentPage *>(located.page.data());
    if (item == noIndex)
        return at->showPanel("report");
    at->selectEntry(item);
    at->tree().setFocus(Qt::OtherFocusReason);
}

PageSpot MainWindow::here() const
{
    Page *front = frontPage();
    return {front, front ? front->spot() : Spot()};
}

void MainWindow::leave(PageSpot from)
{
    if (!m_isGoing)
        m_history.leave(std::move(from));
}

void MainWindow::step(int by)
{
    const auto place = m_history.step(by, here());
    if (!place)
        return;
    const QScopedValueRollback going(m_isGoing, true);
    m_tabs->setCurrentWidget(place->page);
    place->page->goTo(place->spot);
}

void MainWindow::makeShortcuts()
{
    std::vector<Shortcuts::Action> actions;
    for (const ActionSpec &spec : m_actions->table())
        actions.push_back({QLatin1StringView(spec.id), spec.keys});
    for (const ShortcutRow &row : viewKeys())
        if (!row.id.isEmpty())
            actions.push_back({row.id, {QKeySequence(row.keys)}, true});
    m_shortcuts = new Shortcuts(m_settings, std::move(actions), this);
    connect(m_shortcuts, &Shortcuts::changed, this, [this] {
        takeKeys();
        for (MainWindow *window : all())
            window->m_shortcuts->reload();
    });
    takeKeys();
}

void MainWindow::takeKeys()
{
    m_actions->setKeys(*m_shortcuts);
    const auto first = [this](const char *id) {
        return m_actions->action(id)->shortcut().toString(QKeySequence::NativeText);
    };
    m_jobs->setStopTip(m_actions->action("file.stop")->toolTip());
    m_welcome->showKeys({first("go.locate"), first("file.saveForDevice"), first("help.manual")});
}

void MainWindow::resetLayout()
{
    m_settings.forgetLayout();
    setWindowState(windowState() & ~(Qt::WindowFullScreen | Qt::WindowMaximized));
    resizeWithinScreen(*this, firstSize());
    for (ColumnMemory *columns : findChildren<ColumnMemory *>())
        columns->reset();
    for (int i = 0; i < m_tabs->count(); ++i)
        pageAt(i)->resetLayout();
}

void MainWindow::stepTab(int by)
{
    const int count = m_tabs->count();
    m_tabs->setCurrentIndex((m_tabs->currentIndex() + by + count) % count);
}

bool MainWindow::canMoveTab(int by) const
{
    const int to = m_tabs->currentIndex() + by;
    return to >= 0 && to < m_tabs->count();
}

void MainWindow::moveTab(int by)
{
    const int from = m_tabs->currentIndex();
    m_tabs->bar().moveTab(from, from + by);
}

// clang-format off

// Also where nothing lies there: the key would move a row or a cell instead.
std::vector<ActionSpec> MainWindow::historyActions()
{
    const QString menu = tr("&Go");
    const auto hasTab = [this] { return pageCount() > 0; };
    return {
        {.id = "go.back", .menu = menu, .text = tr("Bac&k"), .icon = {},
         .tip = tr("Go back to where you came from"), .keys = Keys{Qt::ALT | Qt::Key_Left},
         .run = [this] { step(-1); }, .enabled = hasTab},
        {.id = "go.forward", .menu = menu, .text = tr("For&ward"), .icon = {},
         .tip = tr("Go where you were before you went back"),
         .keys = Keys{Qt::ALT | Qt::Key_Right}, .run = [this] { step(+1); },
         .enabled = hasTab},
    };
}

std::vector<ActionSpec> MainWindow::locateActions()
{
    const QString menu = tr("&Go");
    const auto hasTabs = [this] { return pageCount() > 1; };
    return {
        {.id = "go.locate", .menu = menu, .text = tr("&Go to…"), .icon = u"locate"_s,
         .tip = tr("Find an entry of any tab by its name"), .keys = Keys{Qt::CTRL | Qt::Key_K},
         .run = [this] { locate({}); }, .startsGroup = true},
        {.id = "go.command", .menu = menu, .text = tr("Find an &action…"), .icon = {},
         .tip = tr("Find what the program can do by its name"),
         .keys = Keys{Qt::CTRL | Qt::SHIFT | Qt::Key_P}, .run = [this] { locate(u">"_s); }},
        {.id = "go.finding", .menu = menu, .text = tr("Go to a fin&ding…"), .icon = {},
         .tip = tr("Find what is wrong in any tab"),
         .keys = Keys{Qt::CTRL | Qt::SHIFT | Qt::Key_K}, .run = [this] { locate(u"@"_s); }},
        {.id = "view.nextTab", .menu = menu, .text = tr("Next &tab"), .icon = u"next"_s,
         .tip = tr("Go to the tab on the right"), .keys = Keys{Qt::CTRL | Qt::Key_Tab, Qt::CTRL | Qt::Key_PageDown},
         .run = [this] { stepTab(+1); }, .enabled = hasTabs, .startsGroup = true},
        {.id = "view.previousTab", .menu = menu, .text = tr("Previous ta&b"), .icon = u"previous"_s,
         .tip = tr("Go to the tab on the left"),
         .keys = Keys{Qt::CTRL | Qt::SHIFT | Qt::Key_Tab, Qt::CTRL | Qt::Key_PageUp},
         .run = [this] { stepTab(-1); }, .enabled = hasTabs},
        {.id = "view.moveTabRight", .menu = menu, .text = tr("Move tab &right"), .icon = {},
         .tip = tr("Change places with the tab on the right"),
         .keys = Keys{Qt::CTRL | Qt::SHIFT | Qt::Key_PageDown},
         .run = [this] { moveTab(+1); }, .enabled = [this] { return canMoveTab(+1); }},
        {.id = "view.moveTabLeft", .menu = menu, .text = tr("Move tab &left"), .icon = {},
         .tip = tr("Change places with the tab on the left"),
         .keys = Keys{Qt::CTRL | Qt::SHIFT | Qt::Key_PageUp},
         .run = [this] { moveTab(-1); }, .enabled = [this] { return canMoveTab(-1); }},
    };
}

// clang-format on

} // namespace lens
