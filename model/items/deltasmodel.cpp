// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/deltasmodel.h"

#include "model/document/plaintext.h"
#include "model/items/roles.h"

#include <cmath>

using namespace Qt::StringLiterals;

namespace lens {

void DeltasModel::setElements(std::vector<TensorDeltas::Element> elements, bool areDistances)
{
    beginResetModel();
    m_areDistances = areDistances;
    m_elements = std::move(elements);
    endResetModel();
}

int DeltasModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_elements.size());
}

int DeltasModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString DeltasModel::text(const TensorDeltas::Element &element, int column) const
{
    switch (column) {
    case IndexColumn: return element.index;
    case AColumn: return element.a;
    case BColumn: return element.b;
    default: return plainText(shortDouble(element.delta, 6));
    }
}

QVariant DeltasModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const auto &element = m_elements[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole: return text(element, index.column());
    case NumericRole: return headerData(index.column(), Qt::Horizontal, role);
    case SpecialRole: return !std::isfinite(element.delta);
    default: return {};
    }
}

QVariant DeltasModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == NumericRole)
        return section != IndexColumn;
    if (role != Qt::DisplayRole)
        return {};
    if (section == DeltaColumn && m_areDistances)
        return u"|Δ| = |B − A|"_s;
    static const QString names[] = {u"Index"_s, u"A"_s, u"B"_s, u"Δ = B − A"_s};
    return names[section];
}

} // namespace lens
