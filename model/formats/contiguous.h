// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/tensor.h"

namespace lens {

// The elements of a tensor one after another in row-major order, little endian, conj and neg
// resolved: a window on the storage where they lie like that, else gathered block by block as they
// are read. Not for packed dtypes and quantised tensors.
Result<SourcePtr> contiguousBytes(const TensorData &tensor);

} // namespace lens
