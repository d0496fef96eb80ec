// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QString>

#include <functional>
#include <map>
#include <vector>

class QAction;
class QActionGroup;
class QMenu;
class QMenuBar;
class QToolBar;
class QWidget;

namespace lens {

class Shortcuts;

// One thing the program can do. Menus, the toolbar and every list of shortcuts come from the table
// of these; nothing else makes a QAction.
struct ActionSpec
{
    const char *id;           // stable, also the object's name: "file.open"
    QString menu;             // "&File"; menus appear in the order of the table
    QString text;             // "&Open…"
    QString icon;             // of resources/icons; may be empty
    QString tip;              // a sentence for the status bar
    QList<QKeySequence> keys; // as delivered
    std::function<void()> run;
    std::function<bool()> enabled = {};  // none: always
    std::function<bool()> checked = {};  // none: not checkable
    std::function<QString()> label = {}; // none: always `text`; empty: not shown
    QString submenu = {};                // "Open &recent": a menu within the menu
    bool oneOf = false;                  // of this menu's rows that say so one is on
    bool onToolbar = false;
    bool startsGroup = false; // a separator before it
};

// The actions of a window, made from the table. `owner` gets them all, so that keys work even where
// no menu shows them.
class Actions final : public QObject
{
    Q_OBJECT

public:
    Actions(std::vector<ActionSpec> table, QWidget &owner);

    const std::vector<ActionSpec> &table() const { return m_table; }
    QAction *action(const char *id) const;
    // As a person wants them.
    void setKeys(const Shortcuts &shortcuts);
    void fill(QMenuBar &menus);
    void fill(QToolBar &bar) const;
    // These actions, and inner menus by their titles; an empty one is a separator.
    void fill(QMenu &menu, const QStringList &items) const;
    // Asks every row again what it may and whether it is on.
    void refresh();

private:
    QActionGroup &groupOf(const QString &menu);

    std::vector<ActionSpec> m_table;
    std::map<std::string, QAction *, std::less<>> m_actions;
    std::map<QString, QActionGroup *> m_groups;
    std::map<QString, QMenu *> m_inner; // by their titles
};

} // namespace lens
