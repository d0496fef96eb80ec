// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sortmenu.h"

#include <QActionGroup>
#include <QHeaderView>
#include <QMenu>
#include <QTableView>
#include <QTreeView>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

QHeaderView *sortingHeaderOf(const QWidget *view)
{
    QHeaderView *header = nullptr;
    if (const auto *tree = qobject_cast<const QTreeView *>(view))
        header = tree->header();
    else if (const auto *table = qobject_cast<const QTableView *>(view))
        header = table->horizontalHeader();
    return header && header->isSortIndicatorShown() && header->sectionsClickable() ? header
                                                                                   : nullptr;
}

void sortBy(QHeaderView &header, int column)
{
    if (column == -1 || column != header.sortIndicatorSection()) {
        const auto first =
            header.model()->headerData(column, Qt::Horizontal, Qt::InitialSortOrderRole).toInt();
        return header.setSortIndicator(column, static_cast<Qt::SortOrder>(first));
    }
    const bool falls = header.sortIndicatorOrder() == Qt::DescendingOrder;
    header.setSortIndicator(column, falls ? Qt::AscendingOrder : Qt::DescendingOrder);
}

} // namespace

QHeaderView *sortingHeader(const QWidget &page)
{
    for (const QWidget *at = page.window()->focusWidget(); at && at != &page;
         at = at->parentWidget())
        if (QHeaderView *header = sortingHeaderOf(at); header && page.isAncestorOf(at))
            return header;
    for (const auto *view : page.findChildren<QAbstractItemView *>())
        if (QHeaderView *header = sortingHeaderOf(view); header && view->isVisible())
            return header;
    return nullptr;
}

void showSortMenu(QHeaderView &header)
{
    auto *menu = new QMenu(&header);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(u"sortMenu"_s);
    menu->setAccessibleName(QMenu::tr("Order of rows"));
    auto *choices = new QActionGroup(menu);
    const auto add = [&](const QString &text, int column) {
        QAction *choice = menu->addAction(text);
        choices->addAction(choice);
        choice->setCheckable(true);
        choice->setChecked(column == header.sortIndicatorSection());
        QObject::connect(choice, &QAction::triggered, &header,
                         [&header, column] { sortBy(header, column); });
    };
    for (int at = 0; at < header.count(); ++at) {
        const int column = header.logicalIndex(at);
        const QString name = header.model()->headerData(column, Qt::Horizontal).toString();
        if (header.isSectionHidden(column) || name.isEmpty())
            continue;
        const bool isNow = column == header.sortIndicatorSection();
        const bool falls = header.sortIndicatorOrder() == Qt::DescendingOrder;
        add(!isNow ? name : (falls ? u"%1 ▼"_s : u"%1 ▲"_s).arg(name), column);
    }
    if (header.isSortIndicatorClearable()) {
        menu->addSeparator();
        add(QMenu::tr("As they are in the file"), -1);
    }
    menu->popup(header.mapToGlobal(QPoint(0, header.height())));
}

} // namespace lens
