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
    std::unordered_map<std::uint32_t, std::string_view> byStorage, byTensor;
    for (const auto &[index, tag] : edits.devices) {
        const DeviceSite &site = checkpoint.sites[index];
        if (site.kind == DeviceSite::Kind::Storage)
            byStorage.emplace(site.storage, tag);
        else if (const auto owner = checkpoint.tensorOf.find(site.owner);
                 owner != checkpoint.tensorOf.end())
            byTensor.emplace(owner->second, tag);
    }
    std::unordered_map<std::string_view, std::uint32_t> known;
    m_tagOf.reserve(checkpoint.tensors.size());
    for (std::uint32_t i = 0; i < checkpoint.tensors.size(); ++i) {
        const Tensor &tensor = checkpoint.tensors[i];
        std::string_view tag = tensor.device;
        if (const auto changed = byTensor.find(i); changed != byTensor.end())
            tag = changed->second;
        else if (const auto moved = byStorage.find(tensor.storage); moved != byStorage.end())
            tag = moved->second;
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
