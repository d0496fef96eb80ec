// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/edits.h"

#include <algorithm>
#include <charconv>

namespace lens {

namespace {

// c10::DeviceIndex is a signed byte.
constexpr int largestDeviceIndex = 127;

bool isBackendName(std::string_view text)
{
    return !text.empty() && text != "meta" &&
           std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

bool isDeviceIndex(std::string_view text)
{
    int index = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
    return error == std::errc() && end == text.data() + text.size() && index >= 0 &&
           index <= largestDeviceIndex && (text.size() == 1 || text[0] != '0');
}

} // namespace

RetagEdit apply(EditSet &edits, const RetagEdit &edit)
{
    RetagEdit inverse;
    for (const auto &[site, tag] : edit.devices) {
        const auto before = edits.devices.find(site);
        inverse.devices[site] = before == edits.devices.end() ? std::string() : before->second;
        if (tag.empty())
            edits.devices.erase(site);
        else
            edits.devices[site] = tag;
    }
    return inverse;
}

std::vector<std::string_view> deviceTags(const Checkpoint &checkpoint, const EditSet &edits)
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
    std::vector<std::string_view> tags;
    tags.reserve(checkpoint.tensors.size());
    for (std::uint32_t i = 0; i < checkpoint.tensors.size(); ++i) {
        const Tensor &tensor = checkpoint.tensors[i];
        if (const auto changed = byTensor.find(i); changed != byTensor.end())
            tags.push_back(changed->second);
        else if (const auto moved = byStorage.find(tensor.storage); moved != byStorage.end())
            tags.push_back(moved->second);
        else
            tags.push_back(tensor.device);
    }
    return tags;
}

bool isDeviceTag(std::string_view tag)
{
    const std::size_t colon = tag.find(':');
    return isBackendName(tag.substr(0, colon)) &&
           (colon == tag.npos || isDeviceIndex(tag.substr(colon + 1)));
}

std::map<std::string, DeviceCount> devicesOf(const Checkpoint &checkpoint)
{
    std::map<std::string, DeviceCount> counts;
    for (const Storage &storage : checkpoint.storages) {
        if (storage.location.empty())
            continue;
        DeviceCount &count = counts[storage.location];
        ++count.storages;
        count.bytes += storage.nbytes;
    }
    for (const Tensor &tensor : checkpoint.tensors) {
        if (!tensor.device.empty())
            ++counts[tensor.device].tensors;
    }
    return counts;
}

} // namespace lens
