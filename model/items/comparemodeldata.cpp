// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/plaintext.h"
#include "model/items/comparemodel.h"

// What the rows of a comparison answer to a view.

using namespace Qt::StringLiterals;

namespace lens {

double engine::Difference::*CompareModel::memberOf(int column)
{
    switch (column) {
    case MaxColumn: return &engine::Difference::maxAbs;
    case MeanColumn: return &engine::Difference::meanAbs;
    case RelativeColumn: return &engine::Difference::relL2;
    case CosineColumn: return &engine::Difference::cosine;
    case ChangedColumn: return &engine::Difference::changed;
    default: return nullptr;
    }
}

QString CompareModel::numberText(const engine::Difference &numbers, int column)
{
    if (column == ChangedColumn)
        return plainText(shortDouble(100 * numbers.changed, 3)) + u" %"_s;
    // What differs of a cosine is how far it is from 1.
    const int digits = column == CosineColumn ? 6 : 4;
    return plainText(shortDouble(numbers.*memberOf(column), digits));
}

QString CompareModel::text(std::size_t index, int column) const
{
    const engine::ComparedRow &row = m_all->rows[index];
    switch (column) {
    case StatusColumn: return plainText(lens::name(row.row.status));
    case NameColumn: return m_all->names[index];
    case AColumn: return m_all->textsA[index];
    case BColumn: return m_all->textsB[index];
    default: return row.numbers ? numberText(*row.numbers, column) : QString();
    }
}

QString CompareModel::accessibleText(std::size_t row) const
{
    QStringList parts;
    for (int column = StatusColumn; column < ColumnCount; ++column)
        if (const QString part = text(row, column); !part.isEmpty())
            parts << part;
    return parts.join(", "_L1);
}

QVariant CompareModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const std::size_t row = source(index.row());
    const engine::ComparedRow &compared = m_all->rows[row];
    switch (role) {
    case Qt::DisplayRole: return text(row, index.column());
    case Qt::AccessibleTextRole: return accessibleText(row);
    case StateRole: return static_cast<int>(m_states[row]);
    case WhatRole: {
        QStringList what;
        for (const auto &part : compared.row.what)
            what << plainText(part);
        return what;
    }
    case ReasonRole: return compared.unread ? plainText(compared.unread->text()) : QString();
    case InsideRole: {
        const auto counts = inside(row);
        return counts ? QVariant::fromValue(*counts) : QVariant();
    }
    case FoldedRole: return foldedValue(row);
    case NumericRole: return memberOf(index.column()) != nullptr;
    default: return {};
    }
}

QVariant CompareModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == NumericRole)
        return memberOf(section) != nullptr;
    if (role != Qt::DisplayRole)
        return {};
    return columnName(section);
}

QString CompareModel::columnName(int column)
{
    static const QString names[] = {u"Status"_s,  u"Name"_s,    u"A"_s,
                                    u"B"_s,       u"max |Δ|"_s, u"mean |Δ|"_s,
                                    u"rel. L2"_s, u"cosine"_s,  u"changed"_s};
    return names[column];
}

CompareListing CompareModel::listing() const
{
    return {*m_all, m_states, m_visible, isShown(CompareState::Same)};
}

} // namespace lens
