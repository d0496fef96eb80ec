// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/magnitudes.h"

#include "model/engine/numbers.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

namespace lens {
namespace {

constexpr std::uint64_t readAtOnce = 1 << 16; // elements
constexpr int cellBits = 12;                  // finer than a step: a cell holds one edge at most
constexpr int mantissaBits = 52;
constexpr int subnormalShift = 64;
// The exponents of a double as they are stored, and those of subnormal ones before them.
constexpr int firstExponent = 1 - mantissaBits;
constexpr int lastExponent = 2046;
constexpr int stepCount = (lastExponent - firstExponent + 1) * magnitudeSteps;

// Where the steps of 1 to 2 begin, and the step of each cell's beginning.
struct Steps
{
    std::array<double, magnitudeSteps + 1> edges{};
    std::array<std::uint8_t, 1 << cellBits> ofCell{};

    Steps()
    {
        for (int step = 0; step <= magnitudeSteps; ++step)
            edges[static_cast<std::size_t>(step)] =
                std::exp2(static_cast<double>(step) / magnitudeSteps);
        std::size_t step = 0;
        for (std::size_t cell = 0; cell < ofCell.size(); ++cell) {
            const double begin = 1 + std::ldexp(static_cast<double>(cell), -cellBits);
            while (edges[step + 1] <= begin)
                ++step;
            ofCell[cell] = static_cast<std::uint8_t>(step);
        }
    }
};

const Steps &steps()
{
    static const Steps made;
    return made;
}

int stepWith(const Steps &scale, double magnitude)
{
    auto bits = std::bit_cast<std::uint64_t>(magnitude);
    int exponent = static_cast<int>(bits >> mantissaBits);
    if (exponent == 0) { // subnormal
        bits = std::bit_cast<std::uint64_t>(std::ldexp(magnitude, subnormalShift));
        exponent = static_cast<int>(bits >> mantissaBits) - subnormalShift;
    }
    constexpr std::uint64_t one = std::uint64_t(1023) << mantissaBits;
    constexpr std::uint64_t mantissa = (std::uint64_t(1) << mantissaBits) - 1;
    const auto cell = (bits & mantissa) >> (mantissaBits - cellBits);
    std::size_t step = scale.ofCell[cell];
    step += std::bit_cast<double>((bits & mantissa) | one) >= scale.edges[step + 1];
    return (exponent - firstExponent) * magnitudeSteps + static_cast<int>(step);
}

void count(const Steps &scale, double value, std::vector<std::uint64_t> &counts)
{
    const double magnitude = std::abs(value);
    if (magnitude > 0 && magnitude <= std::numeric_limits<double>::max())
        ++counts[static_cast<std::size_t>(stepWith(scale, magnitude))];
}

Magnitudes trimmed(const std::vector<std::uint64_t> &counts)
{
    const auto isUsed = [](std::uint64_t count) { return count > 0; };
    const auto first = std::find_if(counts.begin(), counts.end(), isUsed);
    const auto last = std::find_if(counts.rbegin(), counts.rend(), isUsed).base();
    if (first == counts.end())
        return {};
    return {static_cast<int>(first - counts.begin()), {first, last}};
}

} // namespace

int magnitudeStep(double magnitude) { return stepWith(steps(), magnitude); }

double magnitudeEdge(int step)
{
    if (step >= stepCount)
        return std::numeric_limits<double>::max();
    const double mantissa = steps().edges[static_cast<std::size_t>(step % magnitudeSteps)];
    return std::ldexp(mantissa, step / magnitudeSteps + firstExponent - 1023);
}

bool isComplex(DType dtype) { return info(dtype).dtypeClass == DTypeClass::Complex; }

Result<Magnitudes> magnitudesOf(const TensorData &tensor, Job &job)
{
    const Steps &scale = steps();
    const bool complex = isComplex(tensor.dtype);
    const std::uint64_t numel = tensor.numel();
    const std::uint64_t itemSize = info(tensor.dtype).itemSize;
    std::vector<std::uint64_t> counts(stepCount);
    for (std::uint64_t first = 0; first < numel; first += readAtOnce) {
        LENS_CHECK(job.check());
        const std::uint64_t size = std::min(readAtOnce, numel - first);
        LENS_ASSIGN(const auto values, engine::values(tensor, first, size));
        if (complex)
            for (std::size_t i = 0; i + 1 < values.size(); i += 2)
                count(scale, std::hypot(values[i], values[i + 1]), counts);
        else
            for (const double value : values)
                count(scale, value, counts);
        job.advance(size * itemSize);
    }
    return trimmed(counts);
}

StepRange robustSteps(const Magnitudes &counted)
{
    const auto total = std::accumulate(counted.counts.begin(), counted.counts.end(), 0.0);
    const double outer = total / 100;
    int first = counted.first, last = counted.end() - 1;
    double reached = 0;
    for (std::size_t i = 0; i < counted.counts.size(); ++i) {
        const double before =
            std::exchange(reached, reached + static_cast<double>(counted.counts[i]));
        const int step = counted.first + static_cast<int>(i);
        if (before <= outer && reached > outer)
            first = step;
        if (reached >= total - outer) {
            last = step;
            break;
        }
    }
    return {first, std::max(first, last)};
}

StepRange fourSigmaSteps(const Magnitudes &counted)
{
    double total = 0, sum = 0, squares = 0;
    for (std::size_t i = 0; i < counted.counts.size(); ++i) {
        const auto weight = static_cast<double>(counted.counts[i]);
        const auto place = static_cast<double>(i);
        total += weight;
        sum += weight * place;
        squares += weight * place * place;
    }
    const double mean = sum / total;
    const double reach = 4 * std::sqrt(std::max(squares / total - mean * mean, 0.0));
    const auto last = static_cast<double>(counted.counts.size() - 1);
    return {counted.first + static_cast<int>(std::clamp(mean - reach, 0.0, last)),
            counted.first + static_cast<int>(std::clamp(mean + reach, 0.0, last))};
}

} // namespace lens
