// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"

#include <string>
#include <vector>

namespace lens {

struct FlatTensor
{
    std::string name;              // "model.fc1.weight"
    std::uint32_t entry = noIndex; // of the tensor itself, refs followed
};

// A checkpoint as one flat list of tensors, for what can hold nothing else.
struct FlatNames
{
    std::vector<FlatTensor> tensors; // in file order; one tensor may have several names
    std::vector<std::string> others; // what is not a tensor, the outermost: "epoch (int)"
    bool metadata = false;           // a state dict's _metadata is not among them
};

// Names are the steps from the root with a dot between them; below a whole model the names of its
// state dict.
FlatNames flatNames(const Checkpoint &checkpoint);

} // namespace lens
