// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/tensor.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace lens::engine {

// One axis of a walk. `stride` is in elements (in values for packed dtypes) and never negative.
struct Axis
{
    std::uint64_t size = 0, stride = 0;
};

// The elements of a tensor in the order in which a pass meets them: the last axis runs fastest.
struct View
{
    const ByteSource *bytes = nullptr;
    unsigned itemSize = 0;    // bytes of one element; one byte for an unpacked value
    unsigned perItem = 1;     // values packed in one stored byte; low bits first
    std::uint64_t offset = 0; // elements from the start of bytes
    std::uint64_t weight = 1; // how often each element of the walk occurs in the tensor
    std::uint64_t channelRun =
        1; // per channel: elements of the walk before the next channel begins
    std::vector<Axis> axes;

    std::uint64_t count() const;
    std::uint64_t byteCount() const { return count() * itemSize; }
    // One run of bytes in the file, or none.
    bool contiguous() const;
};

// Row-major order; axes that continue each other are merged.
View rowMajor(const TensorData &tensor);
// Memory order, for what does not depend on order: an expanded axis is not walked but weighed.
// Per-channel quantisation keeps the row-major order of the axes left.
View memoryOrder(const TensorData &tensor);
// Two tensors of equal shape, element by element: axes expanded in both are weighed.
std::pair<View, View> together(const TensorData &a, const TensorData &b);

} // namespace lens::engine
