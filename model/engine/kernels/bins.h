// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/engine/kernels/loops.h"
#include "model/engine/numbers.h"

#include <cstdint>
#include <vector>

namespace lens::engine {

// The bins of torch.histc in float64: number x falls into bin (x - low) * bins / (high - low), the
// last bin is closed, and a range without width is widened by one to both sides.
// Source: aten/src/ATen/native/cpu/HistogramKernel.cpp.
class Bins
{
public:
    // Whether every number that will be added is known to lie inside the range.
    enum class Covers { All, Some };

    Bins(int bins, double low, double high, Covers covers);

    // Numbers that are not finite are left out; finite ones outside the range counted as such.
    void add(const float *numbers, std::uint64_t count);
    void add(const double *numbers, std::uint64_t count);
    void merge(const Bins &other);
    // The counts, each `weight` times, with the edges of torch.linspace.
    Histogram histogram(std::uint64_t weight) const;

private:
    template <typename T>
    void addAll(const T *numbers, std::uint64_t count);
    template <typename T>
    void addSome(const T *numbers, std::uint64_t count);

    double m_low, m_high;
    Covers m_covers;
    BinScale m_scale;
    std::vector<std::uint64_t> m_counts; // several rows, so that equal neighbours do not wait
    std::uint64_t m_below = 0, m_above = 0;
};

} // namespace lens::engine
