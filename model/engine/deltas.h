// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/engine/numbers.h"

#include <vector>

namespace lens::engine {

// Two elements that differ. `delta` is b - a in float64, for complex numbers |b - a|; not a number
// where one side has none.
struct Delta
{
    std::uint64_t index = 0; // row-major
    double delta = 0;
};

struct DeltasRequest
{
    double maxAbs = 0; // as difference() found it; the histogram reaches as far
    int bins = 0;
    std::size_t largest = 0; // so many of the largest
};

// How two tensors of equal shape differ, element by element.
struct Deltas
{
    // Of b - a where they differ and both are finite: about zero, but from zero on where complex
    // numbers have nothing but a distance.
    Histogram histogram;
    bool areDistances = false;
    std::vector<Delta> largest; // those without a number first, then by size
    std::uint64_t unchanged = 0, drawn = 0, notFinite = 0;
    double mean = 0; // of the drawn
};

// One pass over both. 64-bit integers are subtracted exactly, others as values() gives them.
Result<Deltas> deltas(const TensorData &a, const TensorData &b, const DeltasRequest &request,
                      Job &job);

} // namespace lens::engine
