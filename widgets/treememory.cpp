// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/treememory.h"

#include <QHash>
#include <QScrollBar>
#include <QTreeView>

namespace lens {

TreeMemory::TreeMemory(const QTreeView &tree)
    : m_rows(rowsBelow(tree, {}))
    , m_scroll(tree.verticalScrollBar()->value())
{}

// Only rows that say something: open, selected or current ones.
std::vector<TreeMemory::Row> TreeMemory::rowsBelow(const QTreeView &tree, const QModelIndex &parent)
{
    std::vector<Row> rows;
    const auto *model = tree.model();
    for (int i = 0; i < model->rowCount(parent); ++i) {
        const auto index = model->index(i, 0, parent);
        Row row;
        row.expanded = tree.isExpanded(index);
        row.selected = tree.selectionModel()->isRowSelected(i, parent);
        row.current = tree.currentIndex().siblingAtColumn(0) == index;
        if (!row.expanded && !row.selected && !row.current)
            continue;
        // The name of the file itself may be another by now.
        row.name = parent.isValid() ? index.data().toString() : QString();
        if (row.expanded)
            row.rows = rowsBelow(tree, index);
        rows.push_back(std::move(row));
    }
    return rows;
}

void TreeMemory::restore(QTreeView &tree) const
{
    tree.selectionModel()->clearSelection();
    restoreBelow(tree, {}, m_rows);
    tree.verticalScrollBar()->setValue(m_scroll);
    if (!tree.selectionModel()->hasSelection())
        tree.setCurrentIndex(tree.model()->index(0, 0));
}

void TreeMemory::restoreBelow(QTreeView &tree, const QModelIndex &parent,
                              const std::vector<Row> &rows)
{
    const auto *model = tree.model();
    QHash<QString, int> places;
    for (int i = model->rowCount(parent); i-- > 0;)
        places[parent.isValid() ? model->index(i, 0, parent).data().toString() : QString()] = i;
    for (const Row &row : rows) {
        const auto place = places.constFind(row.name);
        if (place == places.cend())
            continue;
        const auto index = model->index(*place, 0, parent);
        tree.setExpanded(index, row.expanded);
        restoreBelow(tree, index, row.rows);
        const auto rowFlags = QItemSelectionModel::Select | QItemSelectionModel::Rows;
        if (row.selected)
            tree.selectionModel()->select(index, rowFlags);
        if (row.current)
            tree.selectionModel()->setCurrentIndex(index, QItemSelectionModel::NoUpdate);
    }
}

} // namespace lens
