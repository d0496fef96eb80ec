// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/comparepairing.h"

#include "model/checkpoint/walk.h"

#include <algorithm>
#include <utility>

namespace lens {

namespace {

bool hasContent(const Checkpoint &checkpoint, std::uint32_t entry)
{
    return checkpoint.entries[entry].kind != EntryKind::Tensor &&
           !Children(checkpoint, entry).empty();
}

// Finds those places.
class Expansion
{
public:
    Expansion(CompareSide &a, CompareSide &b, const Pairing &pairing)
        : m_a(a)
        , m_b(b)
        , m_pairing(pairing)
        , m_partner(a.checkpoint.entries.size(), noIndex)
    {}

    bool expand()
    {
        indexFirstShowings();
        for (std::uint32_t i = 0; i < m_a.items.size(); ++i) {
            if (m_pairing.ofA[i] != noIndex)
                consider(i, m_pairing.ofA[i]);
        }
        return m_changed;
    }

private:
    void indexFirstShowings()
    {
        for (std::uint32_t i = 0; i < m_a.items.size(); ++i) {
            if (m_pairing.ofA[i] != noIndex)
                m_partner[m_a.items[i].entry] = m_b.items[m_pairing.ofA[i]].entry;
        }
    }

    void consider(std::uint32_t itemA, std::uint32_t itemB)
    {
        const bool refA = m_a.entry(itemA).kind == EntryKind::Ref;
        const bool refB = m_b.entry(itemB).kind == EntryKind::Ref;
        if (!refA && !refB)
            return;
        const std::uint32_t targetA = m_a.checkpoint.resolved(m_a.items[itemA].entry);
        const std::uint32_t targetB = m_b.checkpoint.resolved(m_b.items[itemB].entry);
        if (!hasContent(m_a.checkpoint, targetA) && !hasContent(m_b.checkpoint, targetB))
            return;
        if (refA && refB && m_partner[targetA] == targetB)
            return;
        if (refA)
            m_changed |= m_a.options.expanded.insert(m_a.items[itemA].entry).second;
        if (refB)
            m_changed |= m_b.options.expanded.insert(m_b.items[itemB].entry).second;
    }

    CompareSide &m_a, &m_b;
    const Pairing &m_pairing;
    std::vector<std::uint32_t> m_partner; // of A's entries, in B
    bool m_changed = false;
};

} // namespace

// A key that comes twice (a pickle may write it so) is paired in order.
Pairing pair(const CompareSide &a, const CompareSide &b)
{
    Pairing pairing{std::vector<std::uint32_t>(a.items.size(), noIndex),
                    std::vector<std::uint32_t>(b.items.size(), noIndex)};
    // Most checkpoints that are compared have the same names in the same order.
    std::uint32_t same = 0;
    while (same < std::min(a.items.size(), b.items.size()) &&
           a.items[same].key() == b.items[same].key()) {
        pairing.ofA[same] = pairing.ofB[same] = same;
        ++same;
    }
    std::unordered_map<CompareKey, std::uint32_t, CompareKeyHash> first;
    std::vector<std::uint32_t> next(b.items.size(), noIndex);
    first.reserve(b.items.size() - same);
    for (auto i = static_cast<std::uint32_t>(b.items.size()); i-- > same;) {
        const auto [found, isNew] = first.emplace(b.items[i].key(), i);
        if (!isNew)
            next[i] = std::exchange(found->second, i);
    }
    for (std::uint32_t i = same; i < a.items.size(); ++i) {
        const auto found = first.find(a.items[i].key());
        if (found == first.end() || found->second == noIndex)
            continue;
        pairing.ofA[i] = found->second;
        pairing.ofB[found->second] = i;
        found->second = next[found->second];
    }
    return pairing;
}

bool expand(CompareSide &a, CompareSide &b, const Pairing &pairing)
{
    return Expansion(a, b, pairing).expand();
}

} // namespace lens
