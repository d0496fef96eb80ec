// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/columnsmodel.h"

#include "model/base/text.h"
#include "model/items/roles.h"

#include <QStringList>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

// What is no number stands behind all that are.
bool numberLess(double a, double b) { return a < b || (std::isnan(b) && !std::isnan(a)); }

template <typename Key, typename Less>
void sortBy(std::vector<int> &rows, const std::vector<Key> &keys, Qt::SortOrder order, Less less)
{
    std::ranges::stable_sort(rows, [&](int a, int b) {
        const Key &left = keys[static_cast<std::size_t>(a)];
        const Key &right = keys[static_cast<std::size_t>(b)];
        return order == Qt::AscendingOrder ? less(left, right) : less(right, left);
    });
}

} // namespace

ColumnsModel::ColumnsModel(std::vector<TableColumn> columns, QObject *parent)
    : QAbstractTableModel(parent)
    , m_columns(std::move(columns))
{
    // Before any view looks: this is the first to be connected.
    connect(this, &QAbstractItemModel::modelReset, this, [this] { m_order = sortedRows(); });
}

void ColumnsModel::setColumnTitle(int column, const QString &title)
{
    m_columns[static_cast<std::size_t>(column)].title = title;
    Q_EMIT headerDataChanged(Qt::Horizontal, column, column);
}

void ColumnsModel::cellsChanged(int first, int last, int firstColumn, int lastColumn)
{
    if (m_order.empty())
        Q_EMIT dataChanged(index(first, firstColumn), index(last, lastColumn));
    else
        Q_EMIT dataChanged(index(0, firstColumn), index(rowCount() - 1, lastColumn));
}

int ColumnsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

int ColumnsModel::sourceRow(int row) const
{
    const auto at = static_cast<std::size_t>(row);
    return row >= 0 && at < m_order.size() ? m_order[at] : row;
}

QVariant ColumnsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const int row = sourceRow(index.row());
    const TableColumn &shown = m_columns[static_cast<std::size_t>(index.column())];
    if (role == Qt::DisplayRole)
        return text(row, index.column());
    if (role == NumericRole)
        return shown.numeric;
    if (role == IsPathRole)
        return shown.path;
    const QVariant said = value(row, index.column(), role);
    if (said.isValid() || role != Qt::AccessibleTextRole)
        return said;
    QStringList cells;
    for (int column = 0; column < columnCount(); ++column)
        if (const QString cell = text(row, column); !cell.isEmpty())
            cells << cell;
    return cells.join(u", "_s);
}

QVariant ColumnsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const TableColumn &column = m_columns[static_cast<std::size_t>(section)];
    if (role == Qt::DisplayRole)
        return column.title;
    return role == NumericRole ? QVariant(column.numeric) : QVariant();
}

QVariant ColumnsModel::value(int, int, int) const { return {}; }

QVariant ColumnsModel::sortKey(int row) const
{
    const QVariant said = value(row, m_sortColumn, SortRole);
    return said.isValid() ? said : QVariant(text(row, m_sortColumn));
}

std::vector<int> ColumnsModel::sortedRows() const
{
    if (m_sortColumn < 0 || rowCount() == 0)
        return {};
    std::vector<int> rows(static_cast<std::size_t>(rowCount()));
    std::iota(rows.begin(), rows.end(), 0);
    if (sortKey(0).typeId() == QMetaType::QString) {
        std::vector<std::string> keys;
        for (const int row : rows)
            keys.push_back(sortKey(row).toString().toStdString());
        sortBy(rows, keys, m_sortOrder, naturalLess);
    } else {
        std::vector<double> keys;
        for (const int row : rows)
            keys.push_back(sortKey(row).toDouble());
        sortBy(rows, keys, m_sortOrder, numberLess);
    }
    return rows;
}

void ColumnsModel::sort(int column, Qt::SortOrder order)
{
    m_sortColumn = column;
    m_sortOrder = order;
    Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    std::vector<int> rows;
    for (const QModelIndex &index : before)
        rows.push_back(sourceRow(index.row()));
    m_order = sortedRows();
    std::vector<int> shownAt(m_order.size());
    for (std::size_t at = 0; at < m_order.size(); ++at)
        shownAt[static_cast<std::size_t>(m_order[at])] = static_cast<int>(at);
    QModelIndexList after;
    for (qsizetype i = 0; i < before.size(); ++i) {
        const auto row = static_cast<std::size_t>(rows[static_cast<std::size_t>(i)]);
        after << index(row < shownAt.size() ? shownAt[row] : static_cast<int>(row),
                       before[i].column());
    }
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged({}, VerticalSortHint);
}

} // namespace lens
