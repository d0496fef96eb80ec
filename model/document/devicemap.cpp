// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/outline.h"

#include <algorithm>
#include <unordered_map>

namespace lens {

DeviceMap::DeviceMap(const Checkpoint &checkpoint, const Outline &outline, const EditSet &edits)
{
    readTags(checkpoint, edits);
    m_masks.resize(outline.size());
    for (auto id = outline.size(); id-- > 0;) {
        const auto &node = outline.node(id);
        if (node.entry != noIndex && checkpoint.entry(node.entry).kind == EntryKind::Tensor) {
            const auto tag = m_tagOf[checkpoint.entry(node.entry).index];
            m_masks[id] |= std::uint64_t{1} << std::min(tag, maskBits - 1);
        }
        if (node.parent != noIndex)
            m_masks[node.parent] |= m_masks[id];
    }
}

void DeviceMap::readTags(const Checkpoint &checkpoint, const EditSet &edits)
{
    std::unordered_map<std::string_view, std::uint32_t> known;
    m_tagOf.reserve(checkpoint.tensors.size());
    for (const std::string_view tag : deviceTags(checkpoint, edits)) {
        const auto [place, added] =
            known.try_emplace(tag, static_cast<std::uint32_t>(m_tags.size()));
        if (added)
            m_tags.emplace_back(tag);
        m_tagOf.push_back(place->second);
    }
}

std::vector<std::string> DeviceMap::tagsBelow(std::uint32_t node, std::size_t limit) const
{
    std::vector<std::string> tags;
    for (std::uint32_t bit = 0; bit < maskBits && tags.size() < limit; ++bit)
        if (m_masks[node] >> bit & 1)
            tags.push_back(bit < m_tags.size() ? m_tags[bit] : std::string());
    return tags;
}

} // namespace lens
