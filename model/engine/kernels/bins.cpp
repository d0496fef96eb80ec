// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/engine/kernels/bins.h"

#include "model/engine/kernels/loops.h"

#include <algorithm>
#include <cmath>

namespace lens::engine {

namespace {

constexpr std::uint64_t blockLength = 1024;
// Rows of counters; of few bins, so that they stay in the first cache.
constexpr int rows = 8, rowsUpTo = 512;

BinScale scaleOf(int bins, double low, double high)
{
    BinScale scale{};
    // Beyond this, a difference times the number of bins could leave float64.
    scale.factor = high / 2 - low / 2 > 0x1p980 ? 0x1p-60 : 1;
    scale.low = low * scale.factor;
    scale.width = high * scale.factor - scale.low;
    scale.bins = bins;
    // Three roundings of at most half an epsilon each; the low end of floats is rounded as well.
    scale.nearEdge = 4 * std::numeric_limits<double>::epsilon() * bins;
    const double slip = std::fabs(static_cast<float>(scale.low) - scale.low) / scale.width;
    scale.nearEdgeOfFloats = (4 * std::numeric_limits<float>::epsilon() + 2 * slip) * bins;
    scale.last = bins - 1;
    scale.lane = bins <= rowsUpTo ? bins : 0;
    return scale;
}

} // namespace

Bins::Bins(int bins, double low, double high, Covers covers)
    : m_low(low)
    , m_high(high)
    , m_covers(covers)
{
    if (low == high) {
        m_low = std::min(low - 1, std::nextafter(low, -HUGE_VAL));
        m_high = std::max(high + 1, std::nextafter(high, HUGE_VAL));
    }
    m_scale = scaleOf(bins, m_low, m_high);
    m_counts.resize(static_cast<std::size_t>(bins) * (m_scale.lane ? rows : 1));
}

void Bins::add(const float *numbers, std::uint64_t count) { addAll(numbers, count); }

void Bins::add(const double *numbers, std::uint64_t count) { addAll(numbers, count); }

template <typename T>
void Bins::addAll(const T *numbers, std::uint64_t count)
{
    for (std::uint64_t i = 0; i < count; i += blockLength) {
        const std::uint64_t length = std::min(blockLength, count - i);
        const bool full = length == blockLength;
        if (full &&
            (m_covers == Covers::All || loopsFor<T>().inside(numbers + i, length, m_low, m_high)))
            loopsFor<T>().count(numbers + i, length, m_scale, m_counts.data());
        else
            addSome(numbers + i, length);
    }
}

// A block that is short or holds numbers outside the range: those inside are moved together first.
template <typename T>
void Bins::addSome(const T *numbers, std::uint64_t count)
{
    T kept[blockLength + 64];
    std::uint64_t inside = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        const double x = kept[inside] = numbers[i];
        inside += x >= m_low && x <= m_high;
        m_below += x < m_low && std::isfinite(x);
        m_above += x > m_high && std::isfinite(x);
    }
    std::fill(kept + inside, kept + inside + 64, T(0)); // read with the last ones, never counted
    loopsFor<T>().count(kept, inside, m_scale, m_counts.data());
}

void Bins::merge(const Bins &other)
{
    for (std::size_t i = 0; i < m_counts.size(); ++i)
        m_counts[i] += other.m_counts[i];
    m_below += other.m_below;
    m_above += other.m_above;
}

Histogram Bins::histogram(std::uint64_t weight) const
{
    Histogram out;
    const std::size_t bins = static_cast<std::size_t>(m_scale.last) + 1;
    out.counts.resize(bins);
    for (std::size_t i = 0; i < m_counts.size(); ++i)
        out.counts[i % bins] += m_counts[i] * weight;
    const double step = m_scale.width / m_scale.bins / m_scale.factor;
    for (std::size_t i = 0; i <= bins; ++i)
        out.edges.push_back(i < (bins + 1) / 2 ? m_low + step * static_cast<double>(i)
                                               : m_high - step * static_cast<double>(bins - i));
    out.below = m_below * weight;
    out.above = m_above * weight;
    return out;
}

} // namespace lens::engine
