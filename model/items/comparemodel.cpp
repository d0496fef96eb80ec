// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/comparemodel.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

// More places than this at once are cheaper as a reset.
constexpr std::size_t insertedAtOnce = 64;

// The states of rows that differ come first.
bool isDifference(CompareState state) { return state <= CompareState::Unknown; }

// Nothing where the text is no pattern.
std::optional<std::vector<QRegularExpression>> patternsOf(const QString &text)
{
    std::vector<QRegularExpression> patterns;
    const auto add = [&patterns](const QString &pattern) {
        patterns.emplace_back(pattern, QRegularExpression::CaseInsensitiveOption);
    };
    if (text.startsWith(u'/')) {
        // Until it is typed to its end it is neither a pattern nor words.
        if (text.size() < 3 || !text.endsWith(u'/'))
            return {};
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

CompareModel::CompareModel(QObject *parent)
    : QAbstractTableModel(parent)
{
    connect(&m_listing, &CompareListingJob::finished, this, [this](const auto &listing) {
        show(std::move(*listing));
        if (std::exchange(m_isOutdated, false))
            list();
    });
}

CompareModel::~CompareModel() { takeRows({}); }

// The ones before are taken apart by a worker: where they are many it takes its time.
void CompareModel::takeRows(ComparedRows rows)
{
    LatestJob::workers().start([old = std::exchange(m_rows, std::move(rows))] {});
}

void CompareModel::setRows(CompareRowsPtr rows)
{
    m_listing.abandon();
    beginResetModel();
    m_all = std::move(rows);
    takeRows(m_all->rows);
    m_states = CompareStates(m_all);
    m_specials.assign(m_states.size(), 0); // no values are compared yet
    m_list = {};
    m_folded.assign(m_states.size(), false);
    for (std::size_t row = 0; row < m_states.size(); ++row)
        m_folded[row] = m_all->isFoldable(row) && (m_states[row] == CompareState::OnlyA ||
                                                   m_states[row] == CompareState::OnlyB);
    endResetModel();
    list();
}

void CompareModel::update(const std::vector<CompareJob::Row> &rows)
{
    for (const auto &[index, row] : rows) {
        m_rows[index] = row;
        m_states.set(index, stateOf(*row));
        m_specials[index] = specialSides(*row);
    }
    // What is being listed is shown first: where rows keep coming it would never be done.
    m_isOutdated = m_listing.isRunning();
    if (!m_isOutdated)
        list();
}

void CompareModel::setShown(CompareState state, bool shown)
{
    if (shown ? m_hidden.erase(state) : m_hidden.insert(state).second)
        list();
}

bool CompareModel::setFilter(const QString &text)
{
    auto patterns = patternsOf(text.trimmed());
    if (!patterns)
        return false;
    m_filter = *std::move(patterns);
    m_list.matches.reset();
    list();
    return true;
}

void CompareModel::setFolded(int row, bool folded)
{
    // A filter looks into everything.
    if (!m_filter.empty())
        return;
    m_folded[source(row)] = folded;
    list();
}

void CompareModel::unfold(std::size_t row)
{
    bool changed = false;
    for (auto up = m_all->parents[row]; up != noIndex; up = m_all->parents[up]) {
        changed = changed || m_folded[up];
        m_folded[up] = false;
    }
    if (changed)
        list();
}

CompareOrder CompareModel::order() const
{
    CompareOrder order{m_all,    m_states.byRow(), m_specials,    m_folded,
                       m_hidden, m_filter,         m_list.matches};
    order.rows = m_rows;
    order.descending = m_order == Qt::DescendingOrder;
    order.number = numberOf(m_sortColumn);
    if (order.number) {
        order.by = CompareOrder::By::Number;
    } else if (m_sortColumn == StatusColumn) {
        order.by = CompareOrder::By::State;
    } else if (m_sortColumn >= 0) {
        order.by = CompareOrder::By::Rank;
        order.ranks = m_sortColumn == NameColumn ? &CompareRows::nameRanks
                      : m_sortColumn == AColumn  ? &CompareRows::ranksA
                                                 : &CompareRows::ranksB;
    }
    return order;
}

void CompareModel::list()
{
    m_isOutdated = false;
    if (m_states.size() > listedAtOnce)
        return m_listing.start(order());
    show(listRows(order()));
}

void CompareModel::show(CompareListing listing)
{
    std::swap(m_list.inside, listing.inside);
    std::swap(m_list.specialsInside, listing.specialsInside);
    m_list.matches = listing.matches;
    m_list.isSorted = listing.isSorted;
    m_list.longest = std::move(listing.longest);
    if (listing.rows != m_list.rows && !insertNew(listing.rows)) {
        beginResetModel();
        m_list.rows = std::move(listing.rows);
        endResetModel();
    } else if (rowCount() > 0) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
    Q_EMIT listed();
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
        if (old < m_list.rows.size() && wanted[i] == m_list.rows[old])
            ++old;
        else if (!runs.empty() && runs.back().first + runs.back().count == i)
            ++runs.back().count;
        else
            runs.push_back({i, 1});
    }
    if (old < m_list.rows.size() || m_list.rows.empty() || runs.size() > insertedAtOnce)
        return false;
    for (const auto &[first, count] : runs) {
        const auto begin = wanted.begin() + static_cast<std::ptrdiff_t>(first);
        beginInsertRows({}, static_cast<int>(first), static_cast<int>(first + count) - 1);
        m_list.rows.insert(m_list.rows.begin() + static_cast<std::ptrdiff_t>(first), begin,
                           begin + static_cast<std::ptrdiff_t>(count));
        endInsertRows();
    }
    return true;
}

int CompareModel::rowOf(std::size_t source) const
{
    const auto found = std::find(m_list.rows.begin(), m_list.rows.end(), source);
    return found == m_list.rows.end() ? -1 : static_cast<int>(found - m_list.rows.begin());
}

int CompareModel::rowOf(const QString &wanted) const
{
    for (int row = 0; row < rowCount(); ++row)
        if (name(source(row)) == wanted)
            return row;
    return -1;
}

std::optional<std::size_t> CompareModel::sourceOf(const QString &wanted) const
{
    const auto found = std::ranges::find(m_all->names, wanted);
    return found == m_all->names.end()
               ? std::nullopt
               : std::optional(static_cast<std::size_t>(found - m_all->names.begin()));
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
    return parent.isValid() ? 0 : static_cast<int>(m_list.rows.size());
}

int CompareModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant CompareModel::foldedValue(std::size_t row) const
{
    const bool canFold = m_all->isFoldable(row) && inside(row);
    return canFold ? QVariant(m_folded[row] && m_filter.empty()) : QVariant();
}

void CompareModel::sort(int column, Qt::SortOrder order)
{
    m_sortColumn = column;
    m_order = order;
    list();
}

} // namespace lens
