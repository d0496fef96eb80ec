// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/engine/kernels/moments.h"

#include "model/engine/kernels/loops.h"

#include <algorithm>
#include <cmath>

namespace lens::engine {

namespace {

// Numbers summed at once: plain float64 sums of so few lose less than 2^-41 of the sum of
// magnitudes.
constexpr std::uint64_t blockLength = 4096;

Moments momentsOf(const BlockSums &block, std::uint64_t length, double shift)
{
    Moments moments;
    const double count = static_cast<double>(length);
    moments.finite = length;
    moments.zeros = block.zeros;
    moments.subnormal = block.subnormal;
    moments.min = block.min;
    moments.max = block.max;
    moments.sum.add(count * shift);
    moments.sum.add(block.sum);
    moments.l1.add(block.l1);
    if (std::isinf(block.squares)) // too large for float64, as torch's would be
        moments.squares = block.squares;
    else
        moments.squares = std::max(0.0, block.squares - block.sum * (block.sum / count));
    return moments;
}

// Less than a vector of numbers: filled up with copies of the first, which add nothing to the sums
// about it; what else the copies add is taken back. False and nothing added unless all are finite.
template <typename T>
bool addRest(Moments &moments, const T *numbers, std::uint64_t count, double smallestNormal)
{
    constexpr std::uint64_t step = 64 / sizeof(T);
    T rest[step];
    std::fill(std::copy(numbers, numbers + count, rest), rest + step, numbers[0]);
    BlockSums block;
    loopsFor<T>().sums(rest, step, rest[0], smallestNormal, block);
    if (!block.finite)
        return false;
    const std::uint64_t copies = step - count;
    const double first = numbers[0];
    block.zeros -= first == 0 ? copies : 0;
    block.subnormal -= first != 0 && std::fabs(first) < smallestNormal ? copies : 0;
    block.l1 = 0;
    for (std::uint64_t i = 0; i < count; ++i)
        block.l1 += std::fabs(static_cast<double>(numbers[i]));
    moments.merge(momentsOf(block, count, first));
    return true;
}

// At most blockLength numbers. All finite, or false and nothing added.
template <typename T>
bool addFinite(Moments &moments, const T *numbers, std::uint64_t count, double smallestNormal)
{
    constexpr std::uint64_t step = 64 / sizeof(T);
    if (count == 0)
        return true;
    const std::uint64_t whole = count / step * step;
    BlockSums block;
    if (whole > 0) {
        loopsFor<T>().sums(numbers, whole, numbers[0], smallestNormal, block);
        if (!block.finite)
            return false;
    }
    if (whole < count && !addRest(moments, numbers + whole, count - whole, smallestNormal))
        return false;
    if (whole > 0)
        moments.merge(momentsOf(block, whole, numbers[0]));
    return true;
}

// Counts what is not finite and moves the rest together.
template <typename T>
std::uint64_t sortOut(Moments &moments, const T *numbers, std::uint64_t count, T *finite)
{
    std::uint64_t kept = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        const T x = numbers[i];
        finite[kept] = x;
        kept += std::isfinite(x);
        moments.nan += std::isnan(x);
        moments.positiveInf += x == std::numeric_limits<T>::infinity();
        moments.negativeInf += x == -std::numeric_limits<T>::infinity();
    }
    return kept;
}

template <typename T>
void addAll(Moments &moments, const T *numbers, std::uint64_t count, double smallestNormal)
{
    T finite[blockLength];
    for (std::uint64_t i = 0; i < count; i += blockLength) {
        const std::uint64_t length = std::min(blockLength, count - i);
        if (!addFinite(moments, numbers + i, length, smallestNormal))
            addFinite(moments, finite, sortOut(moments, numbers + i, length, finite),
                      smallestNormal);
    }
}

} // namespace

void Sum::add(double value)
{
    const double sum = m_sum + value;
    if (!std::isfinite(sum)) { // there is nothing left to keep
        m_sum = sum;
        m_lost = 0;
        return;
    }
    m_lost += std::fabs(m_sum) >= std::fabs(value) ? (m_sum - sum) + value : (value - sum) + m_sum;
    m_sum = sum;
}

void Sum::add(const Sum &other)
{
    add(other.m_sum);
    add(other.m_lost);
}

void Sum::scale(double factor)
{
    m_sum *= factor;
    m_lost *= factor;
}

void Moments::merge(const Moments &other)
{
    if (finite > 0 && other.finite > 0) {
        const double own = static_cast<double>(finite), others = static_cast<double>(other.finite);
        const double distance = other.sum.value() / others - sum.value() / own;
        squares += other.squares + distance * distance * (own * (others / (own + others)));
    } else if (other.finite > 0) {
        squares = other.squares;
    }
    finite += other.finite;
    zeros += other.zeros;
    subnormal += other.subnormal;
    nan += other.nan;
    positiveInf += other.positiveInf;
    negativeInf += other.negativeInf;
    min = std::min(min, other.min);
    max = std::max(max, other.max);
    sum.add(other.sum);
    l1.add(other.l1);
}

void Moments::repeat(std::uint64_t weight)
{
    for (std::uint64_t *count : {&finite, &zeros, &subnormal, &nan, &positiveInf, &negativeInf})
        *count *= weight;
    const double factor = static_cast<double>(weight);
    sum.scale(factor);
    l1.scale(factor);
    squares *= factor;
}

Statistics Moments::statistics() const
{
    constexpr double infinity = std::numeric_limits<double>::infinity();
    Statistics out;
    out.numel = finite + nan + positiveInf + negativeInf;
    out.finite = finite;
    out.zeros = zeros;
    out.nan = nan;
    out.positiveInf = positiveInf;
    out.negativeInf = negativeInf;
    out.subnormal = subnormal;
    out.l1 = l1.value();
    if (out.numel > nan) {
        out.min = negativeInf ? -infinity : finite ? min : infinity;
        out.max = positiveInf ? infinity : finite ? max : -infinity;
    }
    if (finite == 0)
        return out;
    const double count = static_cast<double>(finite);
    out.finiteMin = min;
    out.finiteMax = max;
    out.mean = sum.value() / count;
    if (finite > 1)
        out.std = std::sqrt(squares / (count - 1));
    out.l2 = std::sqrt(squares + *out.mean * sum.value());
    return out;
}

void addMoments(Moments &moments, const float *numbers, std::uint64_t count, double smallestNormal)
{
    addAll(moments, numbers, count, smallestNormal);
}

void addMoments(Moments &moments, const double *numbers, std::uint64_t count, double smallestNormal)
{
    addAll(moments, numbers, count, smallestNormal);
}

} // namespace lens::engine
