// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/treememory.h"

#include "widgets/entrytree.h"
#include "widgets/selecting.h"

#include <QHash>
#include <QScrollBar>

#include <optional>

namespace lens {
namespace {

// More are not opened by a first look.
constexpr std::size_t firstRows = 200;

// The rows below one by their names. Most are where they were: all names are read only when one is
// not.
class Names
{
public:
    Names(const QAbstractItemModel &model, const QModelIndex &parent)
        : m_model(model)
        , m_parent(parent)
    {}
    QModelIndex parent() const { return m_parent; }
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
    QModelIndex m_parent;
    QHash<QString, int> m_places;
};

} // namespace

void addRow(QItemSelection &rows, const QModelIndex &row)
{
    const bool follows = !rows.isEmpty() && rows.last().parent() == row.parent() &&
                         rows.last().bottom() + 1 == row.row();
    const QModelIndex first = follows ? QModelIndex(rows.last().topLeft()) : row;
    if (follows)
        rows.removeLast();
    rows.append(QItemSelectionRange(first, row));
}

// Only rows that say something: open, selected or current ones, and those that a person may have
// closed after the first look had opened them.
TreeMemory::TreeMemory(const EntryTree &tree)
    : m_groups(tree.openGroups())
    , m_scroll(tree.verticalScrollBar()->value())
{
    const auto *model = tree.model();
    std::vector<QModelIndex> indexes; // of the rows
    for (int above = -1; above < static_cast<int>(m_rows.size()); ++above) {
        if (above >= 0 && !m_rows[above].expanded)
            continue;
        const auto parent = above < 0 ? QModelIndex() : indexes[above];
        for (int i = 0; i < model->rowCount(parent); ++i) {
            const auto index = model->index(i, 0, parent);
            Row row{.parent = above, .name = {}, .place = i};
            row.expanded = tree.isExpanded(index);
            row.selected = tree.selectionModel()->isRowSelected(i, parent);
            row.current = tree.currentIndex().siblingAtColumn(0) == index;
            const bool isClosed = m_rows.size() < firstRows && model->hasChildren(index);
            if (!row.expanded && !row.selected && !row.current && !isClosed)
                continue;
            // The name of the file itself may be another by now.
            row.name = parent.isValid() ? index.data().toString() : QString();
            m_rows.push_back(std::move(row));
            indexes.push_back(index);
        }
    }
}

void TreeMemory::restore(EntryTree &tree) const
{
    tree.layOutOnce();
    QItemSelection selected;
    QModelIndex current;
    std::vector<QModelIndex> indexes(m_rows.size()); // invalid: it is gone
    std::optional<Names> names;
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const Row &row = m_rows[i];
        const auto parent = row.parent < 0 ? QModelIndex() : indexes[row.parent];
        if (row.parent >= 0 && !parent.isValid())
            continue;
        if (!names || names->parent() != parent)
            names.emplace(*tree.model(), parent);
        const auto index = tree.model()->index(names->find(row.name, row.place), 0, parent);
        if (!index.isValid())
            continue;
        indexes[i] = index;
        tree.setExpanded(index, row.expanded);
        if (row.selected)
            addRow(selected, index);
        if (row.current)
            current = index;
    }
    // Not before all is open: the view lays out its rows for what is current.
    tree.doItemsLayout();
    QItemSelectionModel &selection = *tree.selectionModel();
    selection.select(selected, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    if (current.isValid())
        selection.setCurrentIndex(current, QItemSelectionModel::NoUpdate);
    tree.verticalScrollBar()->setValue(m_scroll);
    if (!selection.hasSelection())
        selectAlone(tree, tree.model()->index(0, 0));
}

} // namespace lens
