// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"

#include <string>
#include <vector>

namespace lens {

struct NamedEntry
{
    std::string name; // as state_dict() would name it: "layer1.0.conv1.weight"
    std::uint32_t entry = noIndex;
};

// The state dict under `entry`: a dict of tensors as it stands, or what `model.state_dict()` of a
// whole model would give (walks _modules, _parameters, _buffers; non-persistent buffers left out).
// Empty when there is none.
std::vector<NamedEntry> stateDict(const Checkpoint &checkpoint, std::uint32_t entry);
// The entry that holds the model of this file: the root, a "state_dict", "model" key, a Lightning
// file's; noIndex when nothing looks like one.
std::uint32_t mainModel(const Checkpoint &checkpoint);
bool isStateDict(const Checkpoint &checkpoint, std::uint32_t entry);
bool isModule(const Checkpoint &checkpoint, std::uint32_t entry);

} // namespace lens
