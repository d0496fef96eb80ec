// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/context.h"
#include "model/checkpoint/tensor.h"

namespace lens::cli {

// Writes a tensor as a NumPy file, beside the destination first, then under its name. What NumPy
// has no dtype for (bfloat16, float8, quantised) is written as float32, complex32 as complex64, and
// a note says so. Format: numpy/lib/format.py, version 1.0.
Result<void> writeNpy(Context &context, const TensorData &tensor, const std::string &path);

} // namespace lens::cli
