// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMenu>
#include <QModelIndex>

class QAbstractItemView;
class QContextMenuEvent;

namespace lens {

// Where a menu for a row was asked for. No cell: beside the rows.
struct MenuPlace
{
    QModelIndex cell;
    QPoint at; // on the screen
};

// Under the pointer; by the keyboard, below the current row.
MenuPlace menuPlace(const QAbstractItemView &rows, const QContextMenuEvent &event);

// Adds those actions of the window that work on rows, by their ids; an empty one is a line between.
void addWindowActions(QMenu &menu, const QStringList &ids);

// What can be done with a row of a table: go where it leads, copy what is selected or what the
// cell under the pointer says.
class RowMenu final : public QMenu
{
    Q_OBJECT

public:
    RowMenu(const QString &cellText, bool leadsSomewhere, QWidget *rows);

Q_SIGNALS:
    void goToRequested();
    void copyRequested();
};

} // namespace lens
