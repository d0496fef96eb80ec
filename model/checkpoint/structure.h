// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"

#include <vector>

namespace lens {

// What the make-up of a checkpoint tells before any value is read: bytes that no tensor looks at,
// what the optimizer takes, dtypes that are mixed, wrapper prefixes, members that a layer lacks,
// tied weights. Devices, which edits change, are deviceFindings' (devicefindings.h).
std::vector<Finding> structureFindings(const Checkpoint &checkpoint);

// The bytes of all tensors that optimizers hold.
std::uint64_t optimizerBytes(const Checkpoint &checkpoint);

} // namespace lens
