// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/tensor.h"

#include <cstring>
#include <numeric>
#include <string>
#include <vector>

// Tensors over memory for the tests of the engine.
namespace tensors {

using Axes = std::vector<std::int64_t>;

inline Axes contiguousStride(const Axes &shape)
{
    Axes stride(shape.size(), 1);
    for (std::size_t i = shape.size(); i-- > 1;)
        stride[i - 1] = stride[i] * shape[i];
    return stride;
}

inline lens::TensorData ofBytes(lens::DType dtype, const Axes &shape, std::string bytes)
{
    lens::TensorData tensor;
    tensor.dtype = dtype;
    tensor.shape = shape;
    tensor.stride = contiguousStride(shape);
    tensor.bytes = lens::memorySource(std::move(bytes));
    return tensor;
}

template <typename T>
lens::TensorData of(lens::DType dtype, const Axes &shape, const std::vector<T> &elements)
{
    const auto *first = reinterpret_cast<const char *>(elements.data());
    return ofBytes(dtype, shape, std::string(first, first + elements.size() * sizeof(T)));
}

template <typename T>
lens::TensorData of(lens::DType dtype, const std::vector<T> &elements)
{
    return of(dtype, {static_cast<std::int64_t>(elements.size())}, elements);
}

// Numbers that look like weights, the same on every machine.
inline std::vector<float> weights(std::size_t count, unsigned seed = 1)
{
    std::vector<float> out(count);
    std::uint64_t state = seed * 0x9E3779B97F4A7C15ull + 1;
    for (float &x : out) {
        float sum = 0;
        for (int i = 0; i < 4; ++i) {
            state = state * 6364136223846793005ull + 1442695040888963407ull;
            sum += static_cast<float>(state >> 40) * 0x1p-24f - 0.5f;
        }
        x = sum * 0.05f;
    }
    return out;
}

} // namespace tensors
