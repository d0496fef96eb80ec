// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/checkpoint/tensor.h"

#include <functional>
#include <span>
#include <vector>

namespace lens {

// What a heatmap is of: one tensor, or A and B of the same shape.
using HeatTensors = std::vector<TensorData>;
// One layer for a tensor alone, else A, Δ = B − A and B.
inline constexpr std::size_t pairLayers = 3;
inline std::size_t layersOf(const HeatTensors &tensors)
{
    return tensors.size() == 1 ? 1 : pairLayers;
}
// Of so many elements of each.
std::uint64_t bytesOf(const HeatTensors &tensors, std::uint64_t elements);

// Hands over the elements in row-major order, block by block, those of each layer by its number.
// Complex elements count by their magnitude, and so does their difference; of a packed pair counts
// the number that is furthest from zero. Elements that are equal
// have the difference 0, two NaN and two equal infinities, too; 64-bit integers are subtracted
// exactly.
Result<void>
forEachLayer(const HeatTensors &tensors, Job &job,
             const std::function<void(std::size_t layer, std::span<const double> values)> &take);

} // namespace lens
