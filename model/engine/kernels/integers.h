// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/checked.h"
#include "model/checkpoint/tensor.h"

#include <limits>

namespace lens::engine {

// 64-bit integers beyond 2^53 differ where their doubles do not. A long double holds each of them.
static_assert(std::numeric_limits<long double>::digits >= 64);

inline bool isWideInteger(const TensorData &tensor)
{
    return (tensor.dtype == DType::Int64 || tensor.dtype == DType::UInt64) && !tensor.neg;
}

// Of one of them, from its bytes in little-endian order.
inline long double wideInteger(DType dtype, const std::byte *item)
{
    if (dtype == DType::Int64)
        return static_cast<long double>(loadLittle<std::int64_t>(item));
    return static_cast<long double>(loadLittle<std::uint64_t>(item));
}

} // namespace lens::engine
