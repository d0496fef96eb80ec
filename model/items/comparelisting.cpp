// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/comparelisting.h"

#include "model/items/comparelongest.h"
#include "model/items/stoppablesort.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

namespace lens {
namespace {

std::size_t at(CompareState state) { return static_cast<std::size_t>(state); }

class Listing
{
public:
    Listing(const CompareOrder &order, const Job &job)
        : m_order(order)
        , m_job(job)
    {}
    CompareListing make();

private:
    std::size_t count() const { return m_order.states.size(); }
    bool isHit(std::size_t row) const
    {
        return (*m_made.matches)[row] && m_shown[at(m_order.states[row])];
    }
    bool isFolded(std::size_t row) const { return m_order.filter.empty() && m_order.folded[row]; }
    bool hasInside(std::size_t row) const;
    std::shared_ptr<const std::vector<bool>> match() const;
    void countInside();
    void listInFileOrder();
    void listSorted();
    template <typename Key>
    void sortBy(Key key);
    void sortByNumber();

    const CompareOrder &m_order;
    const Job &m_job;
    std::array<bool, compareStates> m_shown{};
    CompareListing m_made;
};

CompareListing Listing::make()
{
    for (std::size_t i = 0; i < compareStates; ++i)
        m_shown[i] = !m_order.hidden.contains(static_cast<CompareState>(i));
    m_shown[at(CompareState::Inside)] = m_shown[at(CompareState::Same)];
    m_made.matches = m_order.matches ? m_order.matches : match();
    m_made.isSorted = m_order.by != CompareOrder::By::File;
    countInside();
    if (m_made.isSorted)
        listSorted();
    else
        listInFileOrder();
    m_made.longest = longestPlaces(m_order, m_made, m_job);
    return std::move(m_made);
}

std::shared_ptr<const std::vector<bool>> Listing::match() const
{
    auto matches = std::make_shared<std::vector<bool>>(count(), true);
    if (m_order.filter.empty())
        return matches;
    for (std::size_t row = 0; row < count() && !m_job.cancelled(); ++row)
        (*matches)[row] = fitsAll(m_order.all->names[row], m_order.filter);
    return matches;
}

void Listing::countInside()
{
    const auto &containerNumbers = m_order.all->containerNumbers;
    auto &inside = m_made.inside;
    auto &specials = m_made.specialsInside;
    inside.assign(m_order.all->containers, StateCounts{});
    specials.assign(m_order.all->containers, 0);
    // A parent stands before its children: from the end on, what is inside a row is complete.
    for (std::size_t row = count(); row-- > 0 && !m_job.cancelled();) {
        const std::uint32_t parent = m_order.all->parents[row];
        if (parent == noIndex)
            continue;
        const std::uint32_t around = containerNumbers[parent], own = containerNumbers[row];
        StateCounts &outer = inside[around];
        // What is different inside, or waits there, is told by what it holds.
        const CompareState state = m_order.states[row];
        const bool isOfItsRows =
            state == CompareState::Inside || (state == CompareState::Pending && own != noIndex);
        if (isHit(row) && !isOfItsRows) {
            ++outer[at(state)];
            specials[around] |= m_order.specials[row];
        }
        if (own == noIndex)
            continue;
        specials[around] |= specials[own];
        const StateCounts &inner = inside[own];
        std::transform(outer.begin(), outer.end(), inner.begin(), outer.begin(), std::plus());
    }
}

bool Listing::hasInside(std::size_t row) const
{
    if (!m_order.all->isFoldable(row))
        return false;
    const StateCounts &counts = m_made.inside[m_order.all->containerNumbers[row]];
    return std::any_of(counts.begin(), counts.end(), [](auto number) { return number > 0; });
}

// What is folded away still counts.
void Listing::listInFileOrder()
{
    std::vector<bool> gone(count(), false);
    for (std::size_t row = 0; row < count() && !m_job.cancelled(); ++row) {
        const std::uint32_t parent = m_order.all->parents[row];
        gone[row] = parent != noIndex && (gone[parent] || isFolded(parent));
        if (!gone[row] && (isHit(row) || hasInside(row)))
            m_made.rows.push_back(row);
    }
}

void Listing::listSorted()
{
    for (std::size_t row = 0; row < count() && !m_job.cancelled(); ++row)
        if (isHit(row))
            m_made.rows.push_back(row);
    switch (m_order.by) {
    case CompareOrder::By::State:
        return sortBy([this](auto row) {
            return std::pair(m_order.states[row], m_order.specials[row] == 0);
        });
    case CompareOrder::By::Rank: {
        const auto &ranks = (*m_order.all).*m_order.ranks;
        return sortBy([&ranks](auto row) { return ranks[row]; });
    }
    case CompareOrder::By::Number: return sortByNumber();
    case CompareOrder::By::File: return;
    }
}

template <typename Key>
void Listing::sortBy(Key key)
{
    const bool down = m_order.descending;
    const auto before = [key, down](auto x, auto y) {
        return down ? key(y) < key(x) : key(x) < key(y);
    };
    sortUnlessStopped(m_made.rows.begin(), m_made.rows.end(), before, m_job);
}

// Rows without a number stand behind the others, whichever way they are sorted.
void Listing::sortByNumber()
{
    std::vector<double> numbers(count(), std::numeric_limits<double>::quiet_NaN());
    for (const std::size_t row : m_made.rows)
        if (const auto &found = m_order.rows[row]->numbers)
            numbers[row] = listedNumber(*found, m_order.number);
    const auto last = std::stable_partition(m_made.rows.begin(), m_made.rows.end(),
                                            [&](auto row) { return !std::isnan(numbers[row]); });
    const bool down = m_order.descending;
    const auto before = [&numbers, down](auto x, auto y) {
        return down ? numbers[y] < numbers[x] : numbers[x] < numbers[y];
    };
    sortUnlessStopped(m_made.rows.begin(), last, before, m_job);
}

} // namespace

double listedNumber(const engine::Difference &numbers, DifferenceMember member)
{
    if (numbers.unlike == 0 || member == &engine::Difference::changed)
        return numbers.*member;
    return member == &engine::Difference::maxAbs ? std::numeric_limits<double>::infinity()
                                                 : std::numeric_limits<double>::quiet_NaN();
}

bool fitsAll(const QString &name, const std::vector<QRegularExpression> &patterns)
{
    return std::ranges::all_of(
        patterns, [&name](const QRegularExpression &pattern) { return name.contains(pattern); });
}

std::optional<StateCounts> CompareListing::insideOf(const CompareRows &all, std::size_t row) const
{
    if (all.containerNumbers[row] == noIndex || isSorted || inside.empty())
        return {};
    const StateCounts &counts = inside[all.containerNumbers[row]];
    const bool isEmpty = counts == StateCounts{};
    return isEmpty ? std::nullopt : std::optional(counts);
}

unsigned CompareListing::specialsInsideOf(const CompareRows &all, std::size_t row) const
{
    return insideOf(all, row) ? specialsInside[all.containerNumbers[row]] : 0;
}

CompareListing listRows(const CompareOrder &order, const Job &job)
{
    return Listing(order, job).make();
}

void CompareListingJob::start(CompareOrder order)
{
    LatestJob::start([this, order = std::move(order)](Job &job) -> Report {
        const auto listing = std::make_shared<CompareListing>(listRows(order, job));
        if (!job.check())
            return [] {};
        return [this, listing] { Q_EMIT finished(listing); };
    });
}

} // namespace lens
