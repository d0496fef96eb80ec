// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/statedict.h"

#include <vector>

// What the files of this room share about models; the public part is statedict.h.
namespace lens {

// An entry of a module tree with its part in the module.
struct ModuleEntry
{
    enum Kind : std::uint8_t { Parameter, Buffer, Unknown };
    NamedEntry named;
    Kind kind = Unknown;
};

// What `model.state_dict()` would hold, in its order; entries are never Refs.
std::vector<ModuleEntry> moduleEntries(const Checkpoint &checkpoint, std::uint32_t module);

// An optimizer that C++ wrote with torch::save: its archive looks like a module with `state` and
// `param_groups` as children.
bool isCppOptimizer(const Checkpoint &checkpoint, std::uint32_t entry);

// Names that BatchNorm gives its buffers; a state dict does not say what is a parameter.
bool isBufferName(std::string_view name);

// Whole models and state dicts within three steps of the root, in file order, none inside another
// and none inside an optimizer.
std::vector<std::uint32_t> modelEntries(const Checkpoint &checkpoint);

} // namespace lens
