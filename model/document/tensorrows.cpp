// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/tensorrows.h"

#include <unordered_set>

namespace lens {

std::uint32_t tensorOfRow(const Checkpoint &checkpoint, const Outline &outline, std::uint32_t node)
{
    const auto index = outline.node(node).entry;
    const auto shown = index == noIndex ? noIndex : checkpoint.resolved(index);
    if (shown == noIndex || checkpoint.entry(shown).kind != EntryKind::Tensor)
        return noIndex;
    return checkpoint.entry(shown).index;
}

std::vector<std::uint32_t> tensorRows(const Checkpoint &checkpoint, const Outline &outline,
                                      const std::vector<std::uint32_t> &nodes, std::size_t limit)
{
    std::vector<std::uint32_t> rows;
    std::unordered_set<std::uint32_t> seen; // a row may be chosen together with one above it
    std::vector<std::uint32_t> open(nodes.rbegin(), nodes.rend());
    while (!open.empty() && rows.size() < limit) {
        const std::uint32_t node = open.back();
        open.pop_back();
        if (!seen.insert(node).second)
            continue;
        if (tensorOfRow(checkpoint, outline, node) != noIndex) {
            rows.push_back(node);
            continue;
        }
        const OutlineNode &group = outline.node(node);
        for (std::uint32_t child = group.childCount; child-- > 0;)
            open.push_back(group.firstChild + child);
    }
    return rows;
}

} // namespace lens
