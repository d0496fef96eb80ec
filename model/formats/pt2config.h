// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/formats/tensorgraph.h"

#include <string>
#include <string_view>
#include <vector>

namespace lens {

// One weight as the JSON configuration of a torch.export archive describes it.
struct Pt2Weight
{
    std::string name, pathName, device = "cpu";
    bool isParameter = false, usePickle = false, strided = true;
    bool hasTensor = false; // false for custom objects
    TensorDescription meta; // key, nbytes and device are the caller's to fill
};

// Corrupt for anything that is not such a configuration; sizes that are symbols count as that.
Result<std::vector<Pt2Weight>> readPt2Config(std::string_view json);

} // namespace lens
