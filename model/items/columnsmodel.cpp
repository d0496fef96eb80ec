// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/columnsmodel.h"

#include "model/base/text.h"
#include "model/items/roles.h"

#include <QStringList>

using namespace Qt::StringLiterals;

namespace lens {

ColumnsModel::ColumnsModel(std::vector<TableColumn> columns, QObject *parent)
    : QAbstractTableModel(parent)
    , m_columns(std::move(columns))
{}

void ColumnsModel::setColumnTitle(int column, const QString &title)
{
    m_columns[static_cast<std::size_t>(column)].title = title;
    Q_EMIT headerDataChanged(Qt::Horizontal, column, column);
}

int ColumnsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

QVariant ColumnsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::DisplayRole)
        return text(index.row(), index.column());
    if (role == NumericRole)
        return m_columns[static_cast<std::size_t>(index.column())].numeric;
    const QVariant said = value(index.row(), index.column(), role);
    if (said.isValid())
        return said;
    if (role == SortRole)
        return text(index.row(), index.column());
    if (role != Qt::AccessibleTextRole)
        return {};
    QStringList cells;
    for (int column = 0; column < columnCount(); ++column)
        if (const QString cell = text(index.row(), column); !cell.isEmpty())
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

SortedRows::SortedRows(QAbstractItemModel &source, QObject *parent)
    : QSortFilterProxyModel(parent)
{
    setSortRole(SortRole);
    setSourceModel(&source);
}

bool SortedRows::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const QVariant a = left.data(SortRole), b = right.data(SortRole);
    if (a.typeId() != QMetaType::QString)
        return QPartialOrdering::Less == QVariant::compare(a, b);
    return naturalLess(a.toString().toStdString(), b.toString().toStdString());
}

} // namespace lens
