// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/checkpoint/tensor.h"

#include <utility>
#include <vector>

namespace lens {

// The steps of a logarithmic scale: 256 of equal ratio to a power of two, from the smallest double
// on.
inline constexpr int magnitudeSteps = 256;
// Of a finite value above zero.
int magnitudeStep(double magnitude);
// Where a step begins; the largest double past the last one.
double magnitudeEdge(int step);

// How many values fall into each step, whatever their sign; zero and what is not finite fall into
// none.
struct Magnitudes
{
    int first = 0;                     // step of the first count
    std::vector<std::uint64_t> counts; // not zero at either end

    int end() const { return first + static_cast<int>(counts.size()); }
};
// Their numbers are those of their magnitudes, here and in the engine.
bool isComplex(DType dtype);
// In one pass. Complex values by their magnitude.
Result<Magnitudes> magnitudesOf(const TensorData &tensor, Job &job);

// Steps from the first to the second, both inside.
using StepRange = std::pair<int, int>;
// From the 1st to the 99th percentile; four standard deviations of the logarithm about its mean,
// as far as there are values. `counted` is not empty.
StepRange robustSteps(const Magnitudes &counted);
StepRange fourSigmaSteps(const Magnitudes &counted);

} // namespace lens
