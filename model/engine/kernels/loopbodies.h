// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/engine/kernels/loops.h"
#include "model/engine/kernels/vectors.h"

// Bodies of the loops, for the processor that the including file is compiled for. All is internal
// to that file, and nothing of the standard library is called: the linker would keep one copy of
// it, perhaps with instructions that the processor lacks.
namespace lens::engine {
namespace {

// Counters and extremes of one vector of numbers.
template <typename T>
struct Extremes
{
    typename Lanes<T>::Values min, max;
    typename Lanes<T>::Bits zeros{}, subnormal{}, special{};
};

template <typename T>
LENS_INLINE void look(Extremes<T> &e, const T *at, typename Lanes<T>::Word normal)
{
    using L = Lanes<T>;
    typename L::Values x;
    load(x, at);
    const typename L::Bits bits = reinterpret_cast<typename L::Bits>(x) & L::magnitude;
    e.min = x < e.min ? x : e.min;
    e.max = x > e.max ? x : e.max;
    e.zeros -= bits == 0; // a true lane is -1
    e.subnormal -= bits < normal;
    e.special |= bits >= L::infinity;
}

// `length` is a multiple of a vector's length. Zeros count as subnormal until the end.
template <typename T>
void sumBlock(const T *numbers, std::uint64_t length, T shift, double smallestNormal,
              BlockSums &block)
{
    using L = Lanes<T>;
    constexpr std::uint64_t step = sizeof(typename L::Values) / sizeof(T);
    const auto normal = __builtin_bit_cast(typename L::Word, static_cast<T>(smallestNormal));
    Extremes<T> e;
    e.min = e.max = typename L::Values{} + shift;
    Double8s sum[2] = {}, squares[2] = {}, l1[2] = {};
    for (std::uint64_t i = 0; i < length; i += step) {
        look<T>(e, numbers + i, normal);
        for (std::uint64_t half = 0; half < step / 8; ++half) {
            Double8s x, size;
            loadDoubles(x, numbers + i + 8 * half);
            absolute(size, x);
            const Double8s distance = x - static_cast<double>(shift);
            sum[half] += distance;
            squares[half] += distance * distance;
            l1[half] += size;
        }
    }
    block.sum = total(sum[0] + sum[1]);
    block.squares = total(squares[0] + squares[1]);
    block.l1 = total(l1[0] + l1[1]);
    block.min = block.max = shift;
    for (std::uint64_t lane = 0; lane < step; ++lane) {
        block.min = e.min[lane] < block.min ? e.min[lane] : block.min;
        block.max = e.max[lane] > block.max ? e.max[lane] : block.max;
        block.zeros += static_cast<std::uint64_t>(e.zeros[lane]);
        block.subnormal += static_cast<std::uint64_t>(e.subnormal[lane]);
        block.finite = block.finite && e.special[lane] == 0;
    }
    block.subnormal -= smallestNormal > 0 ? block.zeros : 0;
}

// The counters of some bins; no bin, whatever the arithmetic, is outside of them.
template <typename Ints>
LENS_INLINE void store(Ints &bin, const Ints &lanes, const BinScale &scale, std::int32_t *places)
{
    bin = bin > scale.last ? Ints{} + scale.last : bin;
    bin = bin < 0 ? Ints{} : bin;
    bin += lanes * scale.lane;
    std::memcpy(places, &bin, sizeof bin);
}

constexpr Int8s eightLanes = {0, 1, 2, 3, 4, 5, 6, 7};
constexpr Int16s sixteenLanes = {0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7};

// Writes the counters of 64 numbers to `places`, by torch's formula in float64.
template <typename T>
LENS_INLINE void placesByDivision(const T *numbers, const BinScale &scale, std::int32_t *places)
{
    for (int i = 0; i < 64; i += 8) {
        Double8s x;
        loadDoubles(x, numbers + i);
        const Double8s place = (x * scale.factor - scale.low) * scale.bins / scale.width;
        Int8s bin = __builtin_convertvector(place, Int8s);
        store(bin, eightLanes, scale, places + i);
    }
}

// The same without division: false where a number lies so near to an edge that rounding could put
// it into the wrong bin.
LENS_INLINE bool placesByProduct(const double *numbers, const BinScale &scale, std::int32_t *places)
{
    const double perWidth = scale.bins / scale.width, far = 1 - scale.nearEdge;
    Long8s certain = ~Long8s{};
    for (int i = 0; i < 64; i += 8) {
        Double8s x;
        load(x, numbers + i);
        const Double8s place = (x * scale.factor - scale.low) * perWidth;
        Int8s bin = __builtin_convertvector(place, Int8s);
        const Double8s rest = place - __builtin_convertvector(bin, Double8s);
        certain &= (rest > scale.nearEdge) & (rest < far);
        store(bin, eightLanes, scale, places + i);
    }
    return all(certain);
}

// Floats are placed in single precision, with a wider doubt: it is nearly always enough.
LENS_INLINE bool placesByProduct(const float *numbers, const BinScale &scale, std::int32_t *places)
{
    const float low = static_cast<float>(scale.low);
    const float perWidth = static_cast<float>(scale.bins / scale.width);
    const float near = static_cast<float>(scale.nearEdgeOfFloats), far = 1 - near;
    Int16s certain = ~Int16s{};
    for (int i = 0; i < 64; i += 16) {
        Float16s x;
        load(x, numbers + i);
        const Float16s place = (x - low) * perWidth;
        Int16s bin = __builtin_convertvector(place, Int16s);
        const Float16s rest = place - __builtin_convertvector(bin, Float16s);
        certain &= (rest > near) & (rest < far);
        store(bin, sixteenLanes, scale, places + i);
    }
    return all(reinterpret_cast<Long8s>(certain));
}

// Room for 64 places. A load waits for a store before it whose address ends in the same twelve
// bits, so this ends as the counters of a bin three quarters up, which neither a bell nor a tail
// fills.
class Places
{
public:
    Places(const std::uint64_t *counts, const BinScale &scale)
    {
        const auto bin = reinterpret_cast<std::uintptr_t>(counts + scale.last / 4 * 3);
        m_at = reinterpret_cast<std::int32_t *>(
            m_room + (bin - reinterpret_cast<std::uintptr_t>(m_room)) % page / 64 * 64);
    }
    std::int32_t *at() { return m_at; }

private:
    static constexpr std::uintptr_t page = 4096;
    alignas(64) std::byte m_room[page + 64 * sizeof(std::int32_t)];
    std::int32_t *m_at;
};

template <typename T>
void countPlaces(const T *numbers, std::uint64_t count, const BinScale &scale,
                 std::uint64_t *counts)
{
    Places room(counts, scale);
    std::int32_t *const places = room.at();
    for (std::uint64_t i = 0; i < count; i += 64) {
        if (!placesByProduct(numbers + i, scale, places))
            placesByDivision(numbers + i, scale, places);
        const std::uint64_t length = count - i < 64 ? count - i : 64;
#pragma GCC unroll 8
        for (std::uint64_t k = 0; k < length; ++k)
            ++counts[places[k]];
    }
}

template <typename T>
bool allInside(const T *numbers, std::uint64_t count, double low, double high)
{
    Long8s within = ~Long8s{};
    for (std::uint64_t i = 0; i < count; i += 8) {
        Double8s x;
        loadDoubles(x, numbers + i);
        within &= (x >= low) & (x <= high);
    }
    return all(within);
}

// IEEE half to single without a table: shift the fields into place, rebias the exponent; a
// subnormal is normalised by one subtraction, so that no denormal operand slows the loop down.
LENS_INLINE float floatFromHalf(std::uint16_t half)
{
    constexpr std::uint32_t exponent = 0x7c00u << 13;
    std::uint32_t bits = (half & 0x7fffu) << 13;
    const std::uint32_t field = bits & exponent;
    bits += (127u - 15u) << 23;
    const std::uint32_t special = bits + ((128u - 16u) << 23); // infinity and NaN
    const float small =
        __builtin_bit_cast(float, bits + (1u << 23)) - __builtin_bit_cast(float, 113u << 23);
    bits = field == exponent ? special
           : field == 0      ? __builtin_bit_cast(std::uint32_t, small)
                             : bits;
    return __builtin_bit_cast(float, bits | (half & 0x8000u) << 16);
}

LENS_INLINE float floatFromBfloat(std::uint16_t bits)
{
    return __builtin_bit_cast(float, static_cast<std::uint32_t>(bits) << 16);
}

template <typename Stored, typename Number>
void convert(const std::byte *in, std::uint64_t count, Number *out)
{
    for (std::uint64_t i = 0; i < count; ++i) {
        Stored stored;
        std::memcpy(&stored, in + i * sizeof stored, sizeof stored);
        out[i] = static_cast<Number>(stored);
    }
}

template <auto decode>
void decode16(const std::byte *in, std::uint64_t count, float *out)
{
    for (std::uint64_t i = 0; i < count; ++i) {
        std::uint16_t bits;
        std::memcpy(&bits, in + 2 * i, 2);
        out[i] = decode(bits);
    }
}

void widenFloats(const float *in, std::uint64_t count, double *out)
{
    for (std::uint64_t i = 0; i < count; ++i)
        out[i] = in[i];
}

// Eight pairs at once.
struct PairVectors
{
    Double8s maxAbs{}, sumAbs{}, squares{}, aa{}, bb{}, ab{};
    Long8s changed{}, outside{}, finite = ~Long8s{};
};

template <typename T>
LENS_INLINE void addPair(PairVectors &v, const T *a, const T *b, double rtol, double atol)
{
    Double8s x, y, distance, size;
    loadDoubles(x, a);
    loadDoubles(y, b);
    const Double8s difference = x - y;
    absolute(distance, difference);
    absolute(size, y);
    v.maxAbs = distance > v.maxAbs ? distance : v.maxAbs;
    v.sumAbs += distance;
    v.squares += difference * difference;
    v.aa += x * x;
    v.bb += y * y;
    v.ab += x * y;
    v.changed -= x != y; // a true lane is -1
    v.outside -= distance > atol + rtol * size;
    // Only of finite numbers is the difference with themselves zero.
    v.finite &= (x - x == 0) & (y - y == 0);
}

template <typename T>
void addPairs(const T *a, const T *b, std::uint64_t count, double rtol, double atol, PairSums &out)
{
    PairVectors v;
    for (std::uint64_t i = 0; i < count; i += 8)
        addPair(v, a + i, b + i, rtol, atol);
    out.sumAbs = total(v.sumAbs);
    out.squares = total(v.squares);
    out.aa = total(v.aa);
    out.bb = total(v.bb);
    out.ab = total(v.ab);
    out.finite = all(v.finite);
    for (int lane = 0; lane < 8; ++lane) {
        out.maxAbs = v.maxAbs[lane] > out.maxAbs ? v.maxAbs[lane] : out.maxAbs;
        out.changed += static_cast<std::uint64_t>(v.changed[lane]);
        out.outside += static_cast<std::uint64_t>(v.outside[lane]);
    }
}

constexpr Loops allLoops()
{
    return {{sumBlock<float>, countPlaces<float>, allInside<float>, addPairs<float>},
            {sumBlock<double>, countPlaces<double>, allInside<double>, addPairs<double>},
            decode16<floatFromHalf>,
            decode16<floatFromBfloat>,
            convert<std::int16_t, float>,
            convert<std::uint16_t, float>,
            convert<std::int32_t, double>,
            convert<std::uint32_t, double>,
            convert<std::int64_t, double>,
            convert<std::uint64_t, double>,
            widenFloats};
}

} // namespace
} // namespace lens::engine
