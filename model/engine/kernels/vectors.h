// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>

// Inlined even where nothing is optimised: the loops of one processor must not be shared.
#define LENS_INLINE [[gnu::always_inline]] inline

namespace lens::engine {
namespace { // each set of loops has its own

// Vectors of the widest register; the compiler splits them where registers are narrower.
using Float16s = float __attribute__((vector_size(64)));
using Float8s = float __attribute__((vector_size(32)));
using Double8s = double __attribute__((vector_size(64)));
using Int16s = std::int32_t __attribute__((vector_size(64)));
using Int8s = std::int32_t __attribute__((vector_size(32)));
using Long8s = std::int64_t __attribute__((vector_size(64)));

// The vector types that go with a lane, float or double.
template <typename T>
struct Lanes;

template <>
struct Lanes<float>
{
    using Values = Float16s;
    using Half = Float8s; // as many as fit a vector of doubles
    using Bits = Int16s;
    using Word = std::int32_t;
    static constexpr Word magnitude = 0x7fffffff, infinity = 0x7f800000;
};

template <>
struct Lanes<double>
{
    using Values = Double8s;
    using Half = Double8s;
    using Bits = Long8s;
    using Word = std::int64_t;
    static constexpr Word magnitude = 0x7fffffffffffffff, infinity = 0x7ff0000000000000;
};

template <typename V, typename T>
LENS_INLINE void load(V &vector, const T *from)
{
    std::memcpy(&vector, from, sizeof vector);
}

template <typename T>
LENS_INLINE void loadDoubles(Double8s &vector, const T *from)
{
    typename Lanes<T>::Half half;
    load(half, from);
    vector = __builtin_convertvector(half, Double8s);
}

LENS_INLINE void absolute(Double8s &out, const Double8s &x)
{
    out = reinterpret_cast<Double8s>(reinterpret_cast<Long8s>(x) & Lanes<double>::magnitude);
}

// Sum of the eight, in pairs.
LENS_INLINE double total(const Double8s &v)
{
    return ((v[0] + v[1]) + (v[2] + v[3])) + ((v[4] + v[5]) + (v[6] + v[7]));
}

// Whether all lanes, of whatever width, are true.
LENS_INLINE bool all(const Long8s &mask)
{
    const std::int64_t both =
        ((mask[0] & mask[1]) & (mask[2] & mask[3])) & ((mask[4] & mask[5]) & (mask[6] & mask[7]));
    return both == -1;
}

} // namespace
} // namespace lens::engine
