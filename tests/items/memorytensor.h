// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/tensor.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lens::test {

// A contiguous tensor of these values, in memory.
template <typename T>
TensorData tensorOf(DType dtype, const std::vector<std::int64_t> &shape,
                    const std::vector<T> &values)
{
    TensorData tensor;
    tensor.dtype = dtype;
    tensor.shape = shape;
    tensor.stride.assign(shape.size(), 1);
    for (std::size_t axis = shape.size(); axis-- > 1;)
        tensor.stride[axis - 1] = tensor.stride[axis] * shape[axis];
    const auto *first = reinterpret_cast<const char *>(values.data());
    tensor.bytes = memorySource(std::string(first, first + values.size() * sizeof(T)));
    return tensor;
}

} // namespace lens::test
