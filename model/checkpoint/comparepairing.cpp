// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/comparepairing.h"

#include <utility>

namespace lens {

namespace {

bool hasContent(const Entry &entry) { return entry.end > 0 && entry.kind != EntryKind::Tensor; }

// Finds those places.
class Expansion
{
public:
    Expansion(CompareSide &a, CompareSide &b, const Pairing &pairing)
        : m_a(a)
        , m_b(b)
        , m_pairing(pairing)
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
                m_partner.emplace(m_a.items[i].entry, m_b.items[m_pairing.ofA[i]].entry);
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
        if (!hasContent(m_a.checkpoint.entries[targetA]) ||
            !hasContent(m_b.checkpoint.entries[targetB]))
            return;
        const auto partner = m_partner.find(targetA);
        if (refA && refB && partner != m_partner.end() && partner->second == targetB)
            return;
        if (refA)
            m_changed |= m_a.options.expanded.insert(m_a.items[itemA].entry).second;
        if (refB)
            m_changed |= m_b.options.expanded.insert(m_b.items[itemB].entry).second;
    }

    CompareSide &m_a, &m_b;
    const Pairing &m_pairing;
    std::unordered_map<std::uint32_t, std::uint32_t> m_partner;
    bool m_changed = false;
};

} // namespace

// A key that comes twice (a pickle may write it so) is paired in order.
Pairing pair(const CompareSide &a, const CompareSide &b)
{
    Pairing pairing{std::vector<std::uint32_t>(a.items.size(), noIndex),
                    std::vector<std::uint32_t>(b.items.size(), noIndex)};
    std::unordered_map<CompareKey, std::uint32_t, CompareKeyHash> first;
    std::vector<std::uint32_t> next(b.items.size(), noIndex);
    first.reserve(b.items.size());
    for (auto i = static_cast<std::uint32_t>(b.items.size()); i-- > 0;) {
        const auto [found, isNew] = first.emplace(b.items[i].key(), i);
        if (!isNew)
            next[i] = std::exchange(found->second, i);
    }
    for (std::uint32_t i = 0; i < a.items.size(); ++i) {
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
