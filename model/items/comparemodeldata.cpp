// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/plaintext.h"
#include "model/items/comparemodel.h"
#include "model/items/statewords.h"

#include <cmath>

// What the rows of a comparison answer to a view.

using namespace Qt::StringLiterals;

namespace lens {

DifferenceMember CompareModel::numberOf(int column)
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

namespace {

QString numberText(const engine::Difference &numbers, int column)
{
    if (column == CompareModel::ChangedColumn)
        return plainText(percentOf(numbers.changedCount, numbers.numel)) + u" %"_s;
    const double number = listedNumber(numbers, CompareModel::numberOf(column));
    if (std::isnan(number))
        return u"–"_s;
    // What differs of a cosine is how far it is from 1.
    const bool isNearOne = column == CompareModel::CosineColumn && std::abs(number) > 0.9;
    return plainText(shortDouble(number, isNearOne ? 6 : 4));
}

// As `ckptlens-cli diff` calls it, but for what that knows nothing of.
QString stateName(CompareState state, RowStatus status)
{
    switch (state) {
    case CompareState::Inside: return u"different-inside"_s;
    case CompareState::Pending: return u"not-compared"_s;
    default: return plainText(lens::name(status));
    }
}

QString cellText(const CompareRows &all, const engine::ComparedRow &row, CompareState state,
                 std::size_t index, int column)
{
    switch (column) {
    case CompareModel::StatusColumn: return stateName(state, row.row.status);
    case CompareModel::NameColumn: return all.names[index];
    case CompareModel::AColumn: return all.textsA[index];
    case CompareModel::BColumn: return all.textsB[index];
    default: return row.numbers ? numberText(*row.numbers, column) : QString();
    }
}

} // namespace

QString CompareTable::text(std::size_t row, int column) const
{
    return lens::cellText(*all, *rows[row], states[row], row, column);
}

QString CompareModel::cellText(std::size_t row, int column) const
{
    return lens::cellText(*m_all, *m_rows[row], m_states[row], row, column);
}

QString CompareModel::accessibleText(std::size_t row) const
{
    QStringList parts{
        rowWords(m_states[row], whatDiffers(m_rows[row]->row), specials(row), inside(row))};
    for (int column = NameColumn; column < ColumnCount; ++column)
        if (const QString part = cellText(row, column); !part.isEmpty())
            parts << part;
    return parts.join(", "_L1);
}

QVariant CompareModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const std::size_t row = source(index.row());
    const engine::ComparedRow &compared = *m_rows[row];
    switch (role) {
    case Qt::DisplayRole: return cellText(row, index.column());
    case Qt::AccessibleTextRole: return accessibleText(row);
    case StateRole: return static_cast<int>(m_states[row]);
    case WhatRole: return whatDiffers(compared.row);
    case ReasonRole: return compared.unread ? plainText(compared.unread->text()) : QString();
    case SpecialSidesRole: return specials(row);
    case InsideRole: {
        const auto counts = inside(row);
        return counts ? QVariant::fromValue(*counts) : QVariant();
    }
    case FoldedRole: return foldedValue(row);
    case NumericRole: return numberOf(index.column()) != nullptr;
    default: return {};
    }
}

QVariant CompareModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == NumericRole)
        return numberOf(section) != nullptr;
    if (role == Qt::InitialSortOrderRole) // of numbers the largest are looked for
        return numberOf(section) ? Qt::DescendingOrder : Qt::AscendingOrder;
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

CompareTable CompareModel::table() const
{
    return {m_all, m_rows, m_states.byRow(), m_list, isShown(CompareState::Same)};
}

} // namespace lens
