// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/sharersmodel.h"

#include "model/document/plaintext.h"
#include "model/items/roles.h"
#include "model/items/treemodel.h"

using namespace Qt::StringLiterals;

namespace lens {

SharersModel::SharersModel(QObject *parent)
    : ColumnsModel({{u"Shared with"_s, false, true}, {u"Shape"_s}, {u"From byte"_s, true}}, parent)
{}

void SharersModel::setSharers(CheckpointPtr checkpoint, std::vector<StorageSharer> sharers)
{
    beginResetModel();
    m_checkpoint = std::move(checkpoint);
    m_sharers = std::move(sharers);
    endResetModel();
}

int SharersModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_sharers.size());
}

QString SharersModel::text(int row, int column) const
{
    const StorageSharer &sharer = m_sharers[static_cast<std::size_t>(row)];
    switch (column) {
    case PathColumn: return plainText(m_checkpoint->pathText(sharer.entry), 400);
    case ShapeColumn:
        return shapeText(m_checkpoint->tensor(m_checkpoint->entry(sharer.entry))->shape);
    case OffsetColumn: return plainText(grouped(sharer.firstByte));
    default: return {};
    }
}

QVariant SharersModel::value(int row, int column, int role) const
{
    const StorageSharer &sharer = m_sharers[static_cast<std::size_t>(row)];
    if (role == EntryRole)
        return sharer.entry;
    if (role == SortRole && column == OffsetColumn)
        return static_cast<qulonglong>(sharer.firstByte);
    return {};
}

} // namespace lens
