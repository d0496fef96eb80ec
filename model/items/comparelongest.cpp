// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/comparelongest.h"

#include <algorithm>
#include <array>

namespace lens {
namespace {

// What is listed that says something longer than anything before.
struct Longest
{
    qsizetype length = 0;
    int place = -1;

    void take(qsizetype other, int otherPlace)
    {
        if (place < 0 || other > length)
            *this = {other, otherPlace};
    }
};

constexpr std::size_t specialSets = 16; // of the bits of SpecialSide

// What a container says of its rows: nothing, that some differ, how many are the same.
enum Inside { Nothing, Differing, Others, InsideCount };

Inside kindOf(const std::optional<StateCounts> &inside)
{
    if (!inside)
        return Nothing;
    const auto end = inside->begin() + static_cast<std::ptrdiff_t>(CompareState::Same);
    const bool differ = std::any_of(inside->begin(), end, [](auto count) { return count > 0; });
    return differ ? Differing : Others;
}

qsizetype lengthOf(const StateCounts &counts)
{
    constexpr qsizetype sign = 4; // with the room around it
    qsizetype length = 0;
    for (std::uint64_t count : counts)
        for (length += count > 0 ? sign : 0; count > 0; count /= 10)
            ++length;
    return length;
}

// Of a state only what else differs has no word of its own.
qsizetype lengthOf(const std::vector<std::string> &what)
{
    qsizetype length = 0;
    for (const std::string &part : what)
        length += std::ssize(part) + 2;
    return length;
}

// Those of one kind say the same but for counts and what differs.
class LongestStates
{
public:
    void take(CompareState state, unsigned specials, const std::optional<StateCounts> &inside,
              const std::vector<std::string> &what, int place)
    {
        const std::size_t kind =
            (static_cast<std::size_t>(state) * specialSets + specials) * InsideCount +
            kindOf(inside);
        m_byKind[kind].take((inside ? lengthOf(*inside) : 0) + lengthOf(what), place);
    }
    void addTo(std::vector<int> &places) const
    {
        for (const Longest &longest : m_byKind)
            if (longest.place >= 0)
                places.push_back(longest.place);
    }

private:
    std::array<Longest, compareStates * specialSets * InsideCount> m_byKind;
};

} // namespace

std::vector<int> longestPlaces(const CompareOrder &order, const CompareListing &listing,
                               const Job &job)
{
    const CompareRows &all = *order.all;
    const ComparedRows &rows = order.rows.empty() ? all.rows : order.rows;
    LongestStates states;
    Longest name, container, a, b; // names of containers are bold
    for (int place = 0; place < std::ssize(listing.rows) && !job.cancelled(); ++place) {
        const std::size_t row = listing.rows[static_cast<std::size_t>(place)];
        const auto inside = listing.insideOf(all, row);
        states.take(order.states[row], order.specials[row] | listing.specialsInsideOf(all, row),
                    inside, rows[row]->row.what, place);
        (inside ? container : name).take(all.names[row].size(), place);
        a.take(all.textsA[row].size(), place);
        // What is no other is not written twice.
        if (all.textsA[row] != all.textsB[row])
            b.take(all.textsB[row].size(), place);
    }
    std::vector<int> places;
    states.addTo(places);
    for (const Longest &longest : {name, container, a, b})
        if (longest.place >= 0)
            places.push_back(longest.place);
    std::ranges::sort(places);
    const auto repeated = std::ranges::unique(places);
    places.erase(repeated.begin(), repeated.end());
    return places;
}

} // namespace lens
