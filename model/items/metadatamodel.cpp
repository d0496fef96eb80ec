// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/metadatamodel.h"

#include "model/document/plaintext.h"
#include "model/items/roles.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

constexpr std::size_t shownBytes = 480; // of a text in a cell

} // namespace

MetadataModel::MetadataModel(QObject *parent)
    : ColumnsModel({{u"Path"_s, false, true}, {u"Type"_s, false, true}, {u"Value"_s}}, parent)
{}

void MetadataModel::setRows(const std::vector<MetadataRow> &rows)
{
    beginResetModel();
    m_rows.clear();
    m_rows.reserve(rows.size());
    for (const MetadataRow &row : rows)
        m_rows.push_back({row.entry, plainText(row.path, shownBytes),
                          plainText(row.type, shownBytes), plainText(row.value, shownBytes)});
    filter();
    endResetModel();
}

void MetadataModel::setFilter(const QString &text)
{
    const QStringList words = text.split(u' ', Qt::SkipEmptyParts);
    if (words == m_words)
        return;
    beginResetModel();
    m_words = words;
    filter();
    endResetModel();
}

void MetadataModel::filter()
{
    m_shown.clear();
    for (std::uint32_t i = 0; i < m_rows.size(); ++i) {
        const Row &row = m_rows[i];
        const bool fits = std::ranges::all_of(m_words, [&row](const QString &word) {
            return row.path.contains(word, Qt::CaseInsensitive) ||
                   row.type.contains(word, Qt::CaseInsensitive) ||
                   row.value.contains(word, Qt::CaseInsensitive);
        });
        if (fits)
            m_shown.push_back(i);
    }
}

int MetadataModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

void MetadataModel::sortByText(int column, Qt::SortOrder order)
{
    std::vector<std::pair<std::string, Row>> keyed;
    keyed.reserve(m_rows.size());
    for (Row &row : m_rows) {
        const QString &text = column == PathColumn   ? row.path
                              : column == TypeColumn ? row.type
                                                     : row.value;
        keyed.emplace_back(text.toStdString(), std::move(row));
    }
    std::ranges::stable_sort(keyed, [order](const auto &a, const auto &b) {
        return order == Qt::AscendingOrder ? naturalLess(a.first, b.first)
                                           : naturalLess(b.first, a.first);
    });
    std::ranges::transform(keyed, m_rows.begin(),
                           [](auto &pair) { return std::move(pair.second); });
}

// Column -1: as in the file.
void MetadataModel::sort(int column, Qt::SortOrder order)
{
    beginResetModel();
    std::ranges::sort(m_rows, {}, &Row::entry);
    if (column >= 0)
        sortByText(column, order);
    filter();
    endResetModel();
}

QString MetadataModel::text(int row, int column) const
{
    const Row &shown = m_rows[m_shown[static_cast<std::size_t>(row)]];
    switch (column) {
    case PathColumn: return shown.path;
    case TypeColumn: return shown.type;
    case ValueColumn: return shown.value;
    default: return {};
    }
}

QVariant MetadataModel::value(int row, int column, int role) const
{
    const Row &shown = m_rows[m_shown[static_cast<std::size_t>(row)]];
    if (role == EntryRole)
        return shown.entry;
    return role == Qt::ToolTipRole && column == PathColumn ? tipText(shown.path) : QVariant();
}

} // namespace lens
