// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace lens {

// What was changed over a snapshot: sparse, so undo is exact. Site index -> new device tag.
struct EditSet
{
    std::map<std::uint32_t, std::string> devices;
    bool empty() const { return devices.empty(); }
    bool operator==(const EditSet &) const = default;
};

// Sets device tags of sites; an empty tag means "as saved".
struct RetagEdit
{
    std::map<std::uint32_t, std::string> devices;
};

// Applies the edit and returns its inverse.
RetagEdit apply(EditSet &edits, const RetagEdit &edit);

// How a person asks for a retag.
struct RetagRequest
{
    std::string all;                        // every tag becomes this; empty: use map
    std::map<std::string, std::string> map; // found tag -> new tag ("cuda" means every cuda tag)
    bool exact = false;                     // "cuda" in the map means nothing but itself
    std::uint32_t entry = 0;                // this sub-tree only; 0 is the whole file
    bool deviceObjects = false;             // also torch.device values and DTensor specs
};

struct RetagPlan
{
    RetagEdit edit;
    std::uint64_t storages = 0, tensors = 0, bytes = 0, others = 0; // what changes
    std::uint64_t changeable = 0; // places of tags that could, as asked or otherwise
    // What does not change and why; storages shared beyond the sub-tree.
    std::vector<std::string> notes;
};

// InvalidEdit for a tag no torch could parse, or a mapped tag that the file does not have.
Result<RetagPlan> planRetag(const Checkpoint &checkpoint, const RetagRequest &request);

// A tag that torch.device or a registered backend could mean: "cpu", "cuda", "cuda:3", "npu:0".
bool isDeviceTag(std::string_view tag);

// The tag of each of Checkpoint::tensors with the edits. The views are into both.
std::vector<std::string_view> deviceTags(const Checkpoint &checkpoint, const EditSet &edits);

struct DeviceCount
{
    std::uint64_t storages = 0, tensors = 0, bytes = 0;
};
// Tags found in storages and rebuilds, in natural order.
std::map<std::string, DeviceCount> devicesOf(const Checkpoint &checkpoint);

} // namespace lens
