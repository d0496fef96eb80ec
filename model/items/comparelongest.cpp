// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/comparelongest.h"

#include "model/items/statewords.h"

#include <algorithm>
#include <array>
#include <string>

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

// What a container says first of its rows: their first state, or nothing.
constexpr std::size_t insideKinds = compareStates + 1;

std::size_t kindOf(const std::optional<StateCounts> &inside)
{
    if (!inside)
        return compareStates;
    return static_cast<std::size_t>(std::ranges::find_if(*inside, [](auto n) { return n > 0; }) -
                                    inside->begin());
}

// In letters, with its states by their words, and by their signs alone.
struct InsideLength
{
    qsizetype words = 0, signs = 0;
};

InsideLength lengthOf(const StateCounts &counts)
{
    static const auto wordLengths = [] {
        std::array<qsizetype, compareStates> lengths{};
        for (std::size_t i = 0; i < compareStates; ++i)
            lengths[i] = stateWord(static_cast<CompareState>(i)).size();
        return lengths;
    }();
    constexpr qsizetype sign = 4; // with the room around it
    InsideLength length;
    for (std::size_t i = 0; i < compareStates; ++i) {
        if (counts[i] == 0)
            continue;
        const qsizetype number = sign + std::ssize(std::to_string(counts[i]));
        length.signs += number;
        length.words += number + wordLengths[i];
    }
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
            (static_cast<std::size_t>(state) * specialSets + specials) * insideKinds +
            kindOf(inside);
        const InsideLength length = inside ? lengthOf(*inside) : InsideLength();
        const qsizetype more = lengthOf(what);
        m_withWords[kind].take(length.words + more, place);
        m_withSigns[kind].take(length.signs + more, place);
    }
    void addTo(std::vector<int> &places) const
    {
        for (const ByKind *byKind : {&m_withWords, &m_withSigns})
            for (const Longest &longest : *byKind)
                if (longest.place >= 0)
                    places.push_back(longest.place);
    }

private:
    using ByKind = std::array<Longest, compareStates * specialSets * insideKinds>;
    ByKind m_withWords, m_withSigns;
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
