// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/retagmodel.h"

#include "model/document/plaintext.h"

using namespace Qt::StringLiterals;

namespace lens {
namespace {

constexpr std::size_t shownBytes = 200; // of a tag

} // namespace

void RetagModel::setTags(const std::map<std::string, DeviceCount> &tags)
{
    beginResetModel();
    m_rows.clear();
    for (const auto &[tag, count] : tags)
        m_rows.push_back({tag, plainText(tag, shownBytes), plainText(tag, shownBytes), count});
    endResetModel();
}

void RetagModel::setAll(const std::optional<QString> &tag)
{
    if (m_all == tag)
        return;
    if (m_all && !tag)
        for (Row &row : m_rows)
            row.target = row.shown;
    m_all = tag;
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0, TargetColumn), index(rowCount() - 1, TargetColumn));
}

std::map<std::string, std::string> RetagModel::changes() const
{
    std::map<std::string, std::string> changes;
    for (const Row &row : m_rows)
        if (const QString target = row.target.trimmed();
            row.target != row.shown && target != row.shown)
            changes[row.tag] = target.toStdString();
    return changes;
}

int RetagModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int RetagModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString RetagModel::text(const Row &row, int column) const
{
    switch (column) {
    case FoundColumn: return row.shown;
    case TargetColumn: return m_all.value_or(row.target);
    case TensorsColumn: return plainText(grouped(row.count.tensors));
    case BytesColumn: return plainText(humanBytes(row.count.bytes));
    default: return {};
    }
}

QVariant RetagModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole: return text(row, index.column());
    case Qt::TextAlignmentRole: return QVariant(headerData(index.column(), Qt::Horizontal, role));
    case Qt::ToolTipRole:
        return index.column() == FoundColumn ? QVariant(tipText(row.shown)) : QVariant();
    default: return {};
    }
}

bool RetagModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const bool known = checkIndex(index, CheckIndexOption::IndexIsValid);
    if (!known || role != Qt::EditRole || index.column() != TargetColumn || m_all)
        return false;
    QString &target = m_rows[static_cast<std::size_t>(index.row())].target;
    if (target == value.toString())
        return true;
    target = value.toString();
    Q_EMIT dataChanged(index, index);
    Q_EMIT chosen();
    return true;
}

QVariant RetagModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    static const QString titles[] = {u"Found"_s, u"New device"_s, u"Tensors"_s, u"Bytes"_s};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section >= TensorsColumn ? Qt::AlignRight : Qt::AlignLeft) |
                        Qt::AlignVCenter);
    return role == Qt::DisplayRole && section < ColumnCount ? titles[section] : QVariant();
}

Qt::ItemFlags RetagModel::flags(const QModelIndex &index) const
{
    const auto flags = QAbstractTableModel::flags(index);
    return index.column() == TargetColumn && !m_all ? flags | Qt::ItemIsEditable : flags;
}

} // namespace lens
