// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/actions.h"

#include "app/gui/window/viewkeys.h"
#include "model/document/shortcuts.h"
#include "widgets/icons.h"

#include <QAction>
#include <QActionGroup>
#include <QMenu>
#include <QMenuBar>
#include <QToolBar>
#include <QWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

void giveKeys(QAction &action, const ActionSpec &spec, const QList<QKeySequence> &keys)
{
    action.setShortcuts(keys);
    const auto key = keys.isEmpty() ? QString() : keys.first().toString(QKeySequence::NativeText);
    action.setToolTip(key.isEmpty() ? spec.tip : u"%1 (%2)"_s.arg(spec.tip, key));
}

QAction *makeAction(const ActionSpec &spec, QWidget &owner)
{
    auto *action = new QAction(spec.text, &owner);
    action->setObjectName(QLatin1StringView(spec.id));
    // The label of a menu may name what it acts on; a button keeps its width.
    action->setIconText(withoutMnemonic(spec.text));
    if (!spec.icon.isEmpty())
        action->setIcon(icon(spec.icon));
    action->setStatusTip(spec.tip);
    giveKeys(*action, spec, spec.keys);
    action->setCheckable(static_cast<bool>(spec.checked));
    return action;
}

} // namespace

Actions::Actions(std::vector<ActionSpec> table, QWidget &owner)
    : QObject(&owner)
    , m_table(std::move(table))
{
    for (const auto &spec : m_table) {
        QAction *action = makeAction(spec, owner);
        connect(action, &QAction::triggered, this, [this, run = spec.run] {
            run();
            refresh();
        });
        owner.addAction(action);
        if (spec.oneOf)
            groupOf(spec.menu).addAction(action);
        m_actions.emplace(spec.id, action);
    }
    refresh();
}

QActionGroup &Actions::groupOf(const QString &menu)
{
    QActionGroup *&group = m_groups[menu];
    if (!group)
        group = new QActionGroup(this);
    return *group;
}

QAction *Actions::action(const char *id) const
{
    const auto found = m_actions.find(std::string_view(id));
    return found == m_actions.end() ? nullptr : found->second;
}

void Actions::setKeys(const Shortcuts &shortcuts)
{
    for (const auto &spec : m_table)
        giveKeys(*action(spec.id), spec, shortcuts.keys(QLatin1StringView(spec.id)));
}

void Actions::fill(QMenuBar &menus)
{
    std::map<QString, QMenu *> made;
    for (const auto &spec : m_table) {
        QMenu *&menu = made[spec.menu];
        if (!menu)
            menu = menus.addMenu(spec.menu);
        if (spec.startsGroup)
            menu->addSeparator();
        QMenu *&inner = m_inner[spec.submenu];
        if (!inner && !spec.submenu.isEmpty())
            inner = menu->addMenu(spec.submenu);
        (inner ? inner : menu)->addAction(action(spec.id));
    }
    m_inner.erase(QString());
    refresh();
}

void Actions::fill(QMenu &menu, const QStringList &items) const
{
    for (const QString &item : items) {
        if (item.isEmpty())
            menu.addSeparator();
        else if (const auto inner = m_inner.find(item); inner != m_inner.end())
            menu.addMenu(inner->second);
        else
            menu.addAction(action(item.toLatin1().constData()));
    }
}

void Actions::fill(QToolBar &bar) const
{
    for (const auto &spec : m_table) {
        if (!spec.onToolbar)
            continue;
        if (spec.startsGroup)
            bar.addSeparator();
        bar.addAction(action(spec.id));
    }
}

void Actions::refresh()
{
    for (const auto &spec : m_table) {
        QAction *shown = action(spec.id);
        shown->setEnabled(!spec.enabled || spec.enabled());
        if (spec.label) {
            const QString text = spec.label();
            shown->setVisible(!text.isEmpty());
            shown->setText(text.isEmpty() ? spec.text : text);
        }
        if (spec.checked)
            shown->setChecked(spec.checked());
    }
    for (const auto &[title, menu] : m_inner) {
        const auto inside = menu->actions();
        menu->menuAction()->setEnabled(
            std::any_of(inside.begin(), inside.end(),
                        [](const QAction *one) { return one->isVisible() && one->isEnabled(); }));
    }
}

} // namespace lens
