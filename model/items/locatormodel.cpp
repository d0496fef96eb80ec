// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/locatormodel.h"

#include "model/document/plaintext.h"

using namespace Qt::StringLiterals;

namespace lens {

void LocatorModel::setRows(std::vector<LocatorRow> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int LocatorModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int LocatorModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant LocatorModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const LocatorRow &found = row(index.row());
    const QString &shown = index.column() == TextColumn ? found.text : found.detail;
    if (role == Qt::DisplayRole)
        return shown;
    if (role == Qt::ToolTipRole)
        return tipText(shown);
    if (role == Qt::AccessibleTextRole && index.column() == TextColumn)
        return found.detail.isEmpty() ? found.text : u"%1, %2"_s.arg(found.text, found.detail);
    return {};
}

Qt::ItemFlags LocatorModel::flags(const QModelIndex &index) const
{
    if (!index.isValid() || !row(index.row()).enabled)
        return Qt::NoItemFlags;
    return QAbstractTableModel::flags(index) | Qt::ItemNeverHasChildren;
}

} // namespace lens
