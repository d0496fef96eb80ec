// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace lens {

// Where a tensor says its elements are, in elements; nothing in it has been checked.
struct Geometry
{
    std::span<const std::int64_t> shape, stride;
    std::int64_t offset = 0;
};

// Why this geometry does not fit a storage of `available` elements; empty when every index reached
// through it lies inside. torch's rule (formats.md 4.1) with overflow-safe arithmetic: overlapping
// and expanded views are fine; an empty tensor may begin at the very end, not behind it.
std::string geometryProblem(const Geometry &geometry, std::uint64_t available);

// Why no tensor can have this shape; empty when one can.
std::string shapeProblem(std::span<const std::int64_t> shape);

} // namespace lens
