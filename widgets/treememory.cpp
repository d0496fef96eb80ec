// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/treememory.h"

#include <QHash>
#include <QScrollBar>
#include <QTreeView>

namespace lens {
namespace {

// The rows below one by their names. Most are where they were: all names are read only when one is
// not.
class Names
{
public:
    Names(const QAbstractItemModel &model, const QModelIndex &parent)
        : m_model(model)
        , m_parent(parent)
    {}
    // Its row, -1 for none; `place` is the first to look at.
    int find(const QString &name, int place)
    {
        if (place < m_model.rowCount(m_parent) && nameAt(place) == name)
            return place;
        if (m_places.isEmpty())
            for (int i = m_model.rowCount(m_parent); i-- > 0;)
                m_places[nameAt(i)] = i;
        return m_places.value(name, -1);
    }

private:
    QString nameAt(int row) const
    {
        return m_parent.isValid() ? m_model.index(row, 0, m_parent).data().toString() : QString();
    }

    const QAbstractItemModel &m_model;
    const QModelIndex m_parent;
    QHash<QString, int> m_places;
};

} // namespace

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
        row.place = i;
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
    Names names(*model, parent);
    for (const Row &row : rows) {
        const auto index = model->index(names.find(row.name, row.place), 0, parent);
        if (!index.isValid())
            continue;
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
