// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/changesmodel.h"

#include "model/document/plaintext.h"
#include "model/items/roles.h"

using namespace Qt::StringLiterals;

namespace lens {
namespace {

constexpr std::size_t cellBytes = 200;

} // namespace

ChangesModel::ChangesModel(Document &document, QObject *parent)
    : QAbstractTableModel(parent)
    , m_document(document)
{
    connect(&m_document, &Document::changed, this, &ChangesModel::read);
    read();
}

void ChangesModel::read()
{
    beginResetModel();
    m_edited = m_document.edited();
    endResetModel();
}

int ChangesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_edited->changes.size());
}

int ChangesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ChangesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    static const QString titles[] = {u"Entry"_s, u"Saved"_s, u"Now"_s};
    return section < ColumnCount ? titles[section] : QString();
}

QVariant ChangesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const PendingChange &change = m_edited->changes[static_cast<std::size_t>(index.row())];
    if (role == EntryRole)
        return change.entry;
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case PlaceColumn:
        return plainText(change.entry == 0 ? std::string(fileName(m_document.path()))
                                           : m_document.checkpoint()->pathText(change.entry),
                         cellBytes);
    case BeforeColumn: return plainText(change.before, cellBytes);
    case AfterColumn: return plainText(change.after, cellBytes);
    default: return {};
    }
}

} // namespace lens
