// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/reportmodels.h"

#include "model/document/plaintext.h"
#include "model/items/roles.h"

#include <algorithm>
#include <functional>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

constexpr std::size_t shownBytes = 400; // of a text in a cell; the details have more of it

const std::string &placeOf(const Finding &finding)
{
    return finding.path.empty() ? finding.member : finding.path;
}

} // namespace

FindingsModel::FindingsModel(QObject *parent)
    : ColumnsModel({{u"Severity"_s}, {u"Where"_s, false, true}, {u"Finding"_s}}, parent)
{}

FindingsModel::~FindingsModel() { freeByWorker(std::move(m_items)); }

void FindingsModel::setItems(const ReportItems &items) { setItems(items, countsOf(items)); }

void FindingsModel::setItems(ReportItems items, const SeverityCounts &counts)
{
    beginResetModel();
    freeByWorker(std::exchange(m_items, std::move(items)));
    m_counts = counts;
    endResetModel();
}

void FindingsModel::add(const ReportItems &items)
{
    const SeverityCounts more = countsOf(items);
    std::ranges::transform(m_counts, more, m_counts.begin(), std::plus());
    if (items.empty() || m_items.size() >= mostAdded)
        return;
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(items.size()) - 1);
    m_items += items;
    endInsertRows();
}

Severity FindingsModel::worst() const
{
    const auto has = [this](Severity severity) {
        return m_counts[static_cast<std::size_t>(severity)] > 0;
    };
    return has(Severity::Error)     ? Severity::Error
           : has(Severity::Warning) ? Severity::Warning
                                    : Severity::Note;
}

int FindingsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_items.size());
}

QString FindingsModel::text(int row, int column) const
{
    const Finding &finding = item(row).finding;
    const std::string &place = placeOf(finding);
    switch (column) {
    case PlaceColumn: return place.empty() ? u"the file"_s : plainText(place, shownBytes);
    case TextColumn: return plainText(finding.text, shownBytes);
    default: return {};
    }
}

QVariant FindingsModel::value(int row, int, int role) const
{
    if (role == SeverityRole)
        return static_cast<int>(item(row).finding.severity);
    return role == EntryRole ? QVariant(item(row).entry) : QVariant();
}

MakeSortKeys FindingsModel::sortKeys(int column) const
{
    return [items = m_items, column] {
        SortKeys keys;
        for (const ReportItemPtr &item : items)
            if (column == SeverityColumn)
                keys.numbers.push_back(static_cast<double>(item->finding.severity));
            else
                keys.texts.push_back(column == PlaceColumn ? placeOf(item->finding)
                                                           : item->finding.text);
        return keys;
    };
}

GlobalsModel::GlobalsModel(QObject *parent)
    : ColumnsModel({{u"Rating"_s}, {u"Name"_s, false, true}, {u"Use"_s}, {u"Places"_s, true}},
                   parent)
{}

void GlobalsModel::setGlobals(std::vector<RatedGlobal> globals)
{
    beginResetModel();
    m_globals = std::move(globals);
    endResetModel();
}

int GlobalsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_globals.size());
}

QString GlobalsModel::text(int row, int column) const
{
    const RatedGlobal &global = m_globals[static_cast<std::size_t>(row)];
    switch (column) {
    case RatingColumn: return plainText(name(global.rating));
    case NameColumn: return plainText(global.name, shownBytes);
    case UseColumn: return plainText(global.use);
    case CountColumn: return plainText(grouped(global.count));
    default: return {};
    }
}

QVariant GlobalsModel::value(int row, int column, int role) const
{
    const RatedGlobal &global = m_globals[static_cast<std::size_t>(row)];
    if (role == RatingRole || (role == SortRole && column == RatingColumn))
        return static_cast<int>(global.rating);
    if (role == SortRole && column == CountColumn)
        return static_cast<qulonglong>(global.count);
    return {};
}

} // namespace lens
