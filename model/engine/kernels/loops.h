// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

// The hot loops. They are compiled once per generation of x86-64 (CMakeLists.txt says how) and the
// best set that this processor knows is picked when it is first asked for.
namespace lens::engine {

// Sums of numbers about a shift that lies among them: then the squares cannot cancel.
struct BlockSums
{
    double sum = 0, squares = 0, l1 = 0, min = 0, max = 0;
    std::uint64_t zeros = 0, subnormal = 0;
    bool finite = true; // else the rest means nothing
};

// What the loops need to know of the bins of a histogram.
struct BinScale
{
    double low = 0, width = 1; // both times `factor`
    double factor = 1;         // keeps differences of huge numbers finite; a power of two
    double bins = 1;
    // A place so near to a whole number is computed by division, as torch does.
    double nearEdge = 0, nearEdgeOfFloats = 0;
    std::int32_t last = 0; // bin
    std::int32_t lane = 0; // distance of the counters of neighbouring numbers; 0: they share
};

// Sums over pairs of numbers a, b.
struct PairSums
{
    double maxAbs = 0, sumAbs = 0, squares = 0; // of a - b
    double aa = 0, bb = 0, ab = 0;
    std::uint64_t changed = 0, outside = 0; // outside: |a - b| > atol + rtol * |b|
    bool finite = true;                     // else the rest means nothing
};

template <typename T>
struct LoopsOf
{
    // `count` is a multiple of 64 / sizeof(T); subnormal: not zero and smaller than
    // `smallestNormal`.
    void (*sums)(const T *numbers, std::uint64_t count, T shift, double smallestNormal,
                 BlockSums &out);
    // Adds one to the counter of each number, all inside the range; reads on to a multiple of 64.
    void (*count)(const T *numbers, std::uint64_t count, const BinScale &scale,
                  std::uint64_t *counters);
    // Whether all numbers, a multiple of 8, lie in [low, high]; false for NaN.
    bool (*inside)(const T *numbers, std::uint64_t count, double low, double high);
    // Two sequences, a multiple of 8 long.
    void (*pairs)(const T *a, const T *b, std::uint64_t count, double rtol, double atol,
                  PairSums &out);
};

struct Loops
{
    LoopsOf<float> floats;
    LoopsOf<double> doubles;
    // Decoding of little-endian elements at any alignment.
    void (*halves)(const std::byte *in, std::uint64_t count, float *out);
    void (*bfloats)(const std::byte *in, std::uint64_t count, float *out);
    void (*int16s)(const std::byte *in, std::uint64_t count, float *out);
    void (*uint16s)(const std::byte *in, std::uint64_t count, float *out);
    void (*int32s)(const std::byte *in, std::uint64_t count, double *out);
    void (*uint32s)(const std::byte *in, std::uint64_t count, double *out);
    void (*int64s)(const std::byte *in, std::uint64_t count, double *out);
    void (*uint64s)(const std::byte *in, std::uint64_t count, double *out);
    void (*widen)(const float *in, std::uint64_t count, double *out);
};

const Loops &loops();

template <typename T>
const LoopsOf<T> &loopsFor();
template <>
inline const LoopsOf<float> &loopsFor<float>()
{
    return loops().floats;
}
template <>
inline const LoopsOf<double> &loopsFor<double>()
{
    return loops().doubles;
}

extern const Loops loopsBaseline, loopsV3, loopsV4;

} // namespace lens::engine
