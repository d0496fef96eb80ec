// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/rowmenu.h"

#include "widgets/icons.h"
#include "widgets/tableclipboard.h"

#include <QAbstractItemView>
#include <QContextMenuEvent>

using namespace Qt::StringLiterals;

namespace lens {

MenuPlace menuPlace(const QAbstractItemView &rows, const QContextMenuEvent &event)
{
    const bool byKey = event.reason() == QContextMenuEvent::Keyboard;
    const QModelIndex cell = byKey ? rows.currentIndex() : rows.indexAt(event.pos());
    const QPoint at = byKey ? rows.visualRect(cell).bottomLeft() : event.pos();
    return {cell, rows.viewport()->mapToGlobal(at)};
}

void addWindowActions(QMenu &menu, const QStringList &ids)
{
    const QWidget *window = menu.parentWidget()->window();
    for (const QString &id : ids)
        if (id.isEmpty())
            menu.addSeparator();
        else if (auto *action = window->findChild<QAction *>(id))
            menu.addAction(action);
}

RowMenu::RowMenu(const QString &cellText, bool leadsSomewhere, QWidget *rows)
    : QMenu(rows)
{
    setObjectName(u"rowMenu"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    if (leadsSomewhere) {
        addAction(lens::icon(u"reference"_s), tr("&Go to"), this, &RowMenu::goToRequested);
        addSeparator();
    }
    QAction *copy = addAction(lens::icon(u"copy"_s), tr("&Copy"), this, &RowMenu::copyRequested);
    copy->setShortcut(QKeySequence::Copy); // the table's own: here to be read
    copy->setShortcutContext(Qt::WidgetShortcut);
    if (cellText.isEmpty())
        return;
    addAction(tr("Copy c&ell"), this, [cellText] {
        TableTexts cell;
        cell.add({cellText});
        copyTable(cell);
    });
}

} // namespace lens
