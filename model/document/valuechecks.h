// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"
#include "model/engine/numbers.h"

namespace lens {

// What is odd about the values of a tensor of this name, from numbers without a histogram.
std::vector<Finding> valueFindings(const std::string &path, const TensorData &tensor,
                                   const engine::Statistics &statistics);
// Rows (slices of the first axis) of which every value is zero. Reads the tensor.
Result<std::uint64_t> zeroRows(const TensorData &tensor, Job &job);

} // namespace lens
