// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/comparemodel.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

// More places than this at once are cheaper as a reset.
constexpr std::size_t insertedAtOnce = 64;

// The states of rows that differ come first.
bool isDifference(CompareState state) { return state <= CompareState::Unknown; }

std::size_t at(CompareState state) { return static_cast<std::size_t>(state); }

// Nothing where the text is no pattern.
std::optional<std::vector<QRegularExpression>> patternsOf(const QString &text)
{
    std::vector<QRegularExpression> patterns;
    const auto add = [&patterns](const QString &pattern) {
        patterns.emplace_back(pattern, QRegularExpression::CaseInsensitiveOption);
    };
    if (text.size() > 2 && text.startsWith(u'/') && text.endsWith(u'/')) {
        add(text.mid(1, text.size() - 2));
        return patterns.front().isValid() ? std::optional(patterns) : std::nullopt;
    }
    for (const QString &word : text.split(u' ', Qt::SkipEmptyParts)) {
        const bool isGlob = word.contains(u'*') || word.contains(u'?');
        add(isGlob ? QRegularExpression::wildcardToRegularExpression(
                         word, QRegularExpression::UnanchoredWildcardConversion)
                   : QRegularExpression::escape(word));
    }
    return patterns;
}

} // namespace

void CompareModel::setRows(std::shared_ptr<CompareRows> rows)
{
    beginResetModel();
    m_all = std::move(rows);
    m_visible.clear();
    m_states.clear();
    m_counts.fill(0);
    for (const engine::ComparedRow &row : m_all->rows) {
        m_states.push_back(stateOf(row));
        ++m_counts[at(m_states.back())];
    }
    findContainers();
    match();
    endResetModel();
    refresh();
}

// A container has rows below it; its slot is where they are counted.
void CompareModel::findContainers()
{
    m_slots.assign(m_states.size(), noIndex);
    m_inside.clear();
    for (const std::uint32_t parent : m_all->parents) {
        if (parent == noIndex || m_slots[parent] != noIndex)
            continue;
        m_slots[parent] = static_cast<std::uint32_t>(m_inside.size());
        m_inside.emplace_back();
    }
    m_folded.assign(m_states.size(), false);
    for (std::size_t row = 0; row < m_states.size(); ++row)
        m_folded[row] = isFoldable(row) && (m_states[row] == CompareState::OnlyA ||
                                            m_states[row] == CompareState::OnlyB);
}

void CompareModel::update(const std::vector<CompareJob::Row> &rows)
{
    for (const auto &[index, row] : rows) {
        m_all->rows[index] = row;
        --m_counts[at(m_states[index])];
        m_states[index] = stateOf(row);
        ++m_counts[at(m_states[index])];
    }
    refresh();
}

CompareState CompareModel::stateOf(const engine::ComparedRow &compared) const
{
    if (compared.isUnknown())
        return CompareState::Unknown;
    switch (compared.row.status) {
    case RowStatus::Values: return CompareState::Values;
    case RowStatus::Structure: return CompareState::Structure;
    case RowStatus::OnlyA: return CompareState::OnlyA;
    case RowStatus::OnlyB: return CompareState::OnlyB;
    case RowStatus::WithinTolerance: return CompareState::Tolerance;
    case RowStatus::Same: break;
    }
    return compared.isPending() ? CompareState::Pending : CompareState::Same;
}

void CompareModel::setShown(CompareState state, bool shown)
{
    if (shown ? m_hidden.erase(state) : m_hidden.insert(state).second)
        refresh();
}

bool CompareModel::setFilter(const QString &text)
{
    auto patterns = patternsOf(text.trimmed());
    if (!patterns)
        return false;
    m_filter = *std::move(patterns);
    match();
    refresh();
    return true;
}

void CompareModel::match()
{
    m_matches.assign(m_states.size(), true);
    if (m_filter.empty())
        return;
    for (std::size_t row = 0; row < m_states.size(); ++row) {
        const QString &name = m_all->names[row];
        m_matches[row] = std::all_of(
            m_filter.begin(), m_filter.end(),
            [&name](const QRegularExpression &pattern) { return name.contains(pattern); });
    }
}

void CompareModel::setFolded(int row, bool folded)
{
    const std::size_t container = source(row);
    if (!isFoldable(container) || m_folded[container] == folded)
        return;
    m_folded[container] = folded;
    refresh();
}

void CompareModel::unfold(std::size_t row)
{
    bool changed = false;
    for (auto up = m_all->parents[row]; up != noIndex; up = m_all->parents[up]) {
        changed = changed || m_folded[up];
        m_folded[up] = false;
    }
    if (changed)
        refresh();
}

void CompareModel::countInside()
{
    std::fill(m_inside.begin(), m_inside.end(), StateCounts{});
    // A parent stands before its children: from the end on, what is inside a row is complete.
    for (std::size_t row = m_states.size(); row-- > 0;) {
        const std::uint32_t parent = m_all->parents[row];
        if (parent == noIndex)
            continue;
        StateCounts &outer = m_inside[m_slots[parent]];
        if (isHit(row))
            ++outer[at(m_states[row])];
        if (m_slots[row] == noIndex)
            continue;
        const StateCounts &inner = m_inside[m_slots[row]];
        std::transform(outer.begin(), outer.end(), inner.begin(), outer.begin(), std::plus());
    }
}

// What is folded away still counts. A filter looks into everything.
std::vector<std::size_t> CompareModel::inFileOrder() const
{
    std::vector<std::size_t> wanted;
    std::vector<bool> gone(m_states.size(), false);
    for (std::size_t row = 0; row < m_states.size(); ++row) {
        const std::uint32_t parent = m_all->parents[row];
        gone[row] = m_filter.empty() && parent != noIndex && (gone[parent] || m_folded[parent]);
        if (!gone[row] && (isHit(row) || hasInside(row)))
            wanted.push_back(row);
    }
    return wanted;
}

std::vector<std::size_t> CompareModel::sorted() const
{
    std::vector<std::size_t> wanted;
    for (std::size_t row = 0; row < m_states.size(); ++row)
        if (isHit(row))
            wanted.push_back(row);
    std::stable_sort(wanted.begin(), wanted.end(),
                     [this](std::size_t x, std::size_t y) { return isBefore(x, y); });
    return wanted;
}

// Rows without a number stand behind the others, whichever way they are sorted.
bool CompareModel::isBefore(std::size_t x, std::size_t y) const
{
    const bool up = m_order == Qt::AscendingOrder;
    if (const auto member = memberOf(m_sortColumn)) {
        const auto number = [this, member](std::size_t row) {
            const auto &numbers = m_all->rows[row].numbers;
            return numbers ? (*numbers).*member : std::numeric_limits<double>::quiet_NaN();
        };
        const double first = number(x), second = number(y);
        if (std::isnan(first) || std::isnan(second))
            return !std::isnan(first) && std::isnan(second);
        return up ? first < second : first > second;
    }
    if (m_sortColumn == StatusColumn)
        return up ? m_states[x] < m_states[y] : m_states[x] > m_states[y];
    const auto &ranks = m_sortColumn == NameColumn ? m_all->nameRanks
                        : m_sortColumn == AColumn  ? m_all->ranksA
                                                   : m_all->ranksB;
    return up ? ranks[x] < ranks[y] : ranks[x] > ranks[y];
}

void CompareModel::refresh()
{
    countInside();
    std::vector<std::size_t> wanted = m_sortColumn < 0 ? inFileOrder() : sorted();
    if (wanted != m_visible && !insertNew(wanted)) {
        beginResetModel();
        m_visible = std::move(wanted);
        endResetModel();
    } else if (rowCount() > 0) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
}

// Where rows only came in between, the view keeps its place and its selection.
bool CompareModel::insertNew(const std::vector<std::size_t> &wanted)
{
    struct Run
    {
        std::size_t first, count;
    };
    std::vector<Run> runs;
    std::size_t old = 0;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (old < m_visible.size() && wanted[i] == m_visible[old])
            ++old;
        else if (!runs.empty() && runs.back().first + runs.back().count == i)
            ++runs.back().count;
        else
            runs.push_back({i, 1});
    }
    if (old < m_visible.size() || m_visible.empty() || runs.size() > insertedAtOnce)
        return false;
    for (const auto &[first, count] : runs) {
        const auto begin = wanted.begin() + static_cast<std::ptrdiff_t>(first);
        beginInsertRows({}, static_cast<int>(first), static_cast<int>(first + count) - 1);
        m_visible.insert(m_visible.begin() + static_cast<std::ptrdiff_t>(first), begin,
                         begin + static_cast<std::ptrdiff_t>(count));
        endInsertRows();
    }
    return true;
}

int CompareModel::rowOf(std::size_t source) const
{
    const auto found = std::find(m_visible.begin(), m_visible.end(), source);
    return found == m_visible.end() ? -1 : static_cast<int>(found - m_visible.begin());
}

int CompareModel::rowOf(const QString &wanted) const
{
    for (int row = 0; row < rowCount(); ++row)
        if (name(source(row)) == wanted)
            return row;
    return -1;
}

int CompareModel::differenceFrom(int row, int step) const
{
    for (row += step; row >= 0 && row < rowCount(); row += step)
        if (isDifference(m_states[source(row)]))
            return row;
    return -1;
}

int CompareModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_visible.size());
}

int CompareModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

bool CompareModel::hasInside(std::size_t row) const
{
    if (!isFoldable(row) || m_sortColumn >= 0)
        return false;
    const StateCounts &counts = m_inside[m_slots[row]];
    return std::any_of(counts.begin(), counts.end(), [](auto count) { return count > 0; });
}

std::optional<StateCounts> CompareModel::inside(std::size_t row) const
{
    return hasInside(row) ? std::optional(m_inside[m_slots[row]]) : std::nullopt;
}

QVariant CompareModel::foldedValue(std::size_t row) const
{
    return hasInside(row) ? QVariant(m_folded[row] && m_filter.empty()) : QVariant();
}

void CompareModel::sort(int column, Qt::SortOrder order)
{
    m_sortColumn = column;
    m_order = order;
    refresh();
}

} // namespace lens
