// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/geometry.h"

#include "model/base/checked.h"
#include "model/base/limits.h"

#include <algorithm>

namespace lens {

namespace {

bool anyNegative(std::span<const std::int64_t> values)
{
    return std::any_of(values.begin(), values.end(), [](std::int64_t value) { return value < 0; });
}

std::optional<std::int64_t> product(std::span<const std::int64_t> values)
{
    std::optional<std::int64_t> result = 1;
    for (const std::int64_t value : values) {
        result = checkedMul(*result, value);
        if (!result)
            return std::nullopt;
    }
    return result;
}

// Index of the last element; the sizes are at least 1.
std::optional<std::int64_t> lastIndex(const Geometry &geometry)
{
    std::optional<std::int64_t> index = geometry.offset;
    for (std::size_t i = 0; i < geometry.shape.size() && index; ++i) {
        const auto step = checkedMul(geometry.shape[i] - 1, geometry.stride[i]);
        index = step ? checkedAdd(*index, *step) : std::nullopt;
    }
    return index;
}

} // namespace

std::string shapeProblem(std::span<const std::int64_t> shape)
{
    if (anyNegative(shape))
        return "a size is negative";
    return product(shape) ? "" : "its shape has more than 2^63 elements";
}

std::string geometryProblem(const Geometry &geometry, std::uint64_t available)
{
    if (geometry.shape.size() != geometry.stride.size())
        return "it has " + std::to_string(geometry.shape.size()) + " sizes but " +
               std::to_string(geometry.stride.size()) + " strides";
    if (geometry.shape.size() > limits::tensorRank)
        return "it has " + std::to_string(geometry.shape.size()) + " dimensions";
    if (anyNegative(geometry.stride) || geometry.offset < 0)
        return "a stride or its offset is negative";
    if (std::string problem = shapeProblem(geometry.shape); !problem.empty())
        return problem;
    const auto numel = product(geometry.shape);
    const auto last = *numel == 0 ? geometry.offset : lastIndex(geometry);
    if (!last)
        return "its strides reach beyond 2^63 elements";
    const auto needed = static_cast<std::uint64_t>(*last) + (*numel == 0 ? 0 : 1);
    if (needed > available)
        return "it needs " + std::to_string(needed) + " elements of a storage that has " +
               std::to_string(available);
    return {};
}

} // namespace lens
