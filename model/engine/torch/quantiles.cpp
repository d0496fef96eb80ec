// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/engine/torch/quantiles.h"

#include "model/engine/torch/tensors.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/lerp.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace lens::engine {
namespace {

at::Tensor vectorOf(std::span<const double> values)
{
    at::Tensor tensor = at::empty({static_cast<std::int64_t>(values.size())}, at::kDouble);
    std::memcpy(tensor.data_ptr(), values.data(), values.size_bytes());
    return tensor;
}

at::Tensor realValues(const at::Tensor &block)
{
    return block.is_complex() ? block.to(at::kComplexDouble).abs() : block.to(at::kDouble);
}

constexpr std::size_t runSize = 1 << 18; // sorted in well under 50 ms

// Numbers in sorted runs: a sort of all of them at once could not be stopped for seconds.
class SortedRuns
{
public:
    void add(double value)
    {
        ++m_looked;
        if (!std::isfinite(value))
            return;
        if (m_runs.empty() || m_runs.back().size() == runSize)
            begin();
        m_runs.back().push_back(value);
        if (m_runs.back().size() == runSize)
            std::ranges::sort(m_runs.back());
    }
    void finish()
    {
        if (!m_runs.empty())
            std::ranges::sort(m_runs.back());
    }
    std::uint64_t looked() const { return m_looked; }
    std::uint64_t finite() const
    {
        std::uint64_t count = 0;
        for (const auto &run : m_runs)
            count += run.size();
        return count;
    }
    // The smallest number with more than `rank` that are not larger: by halving the doubles.
    double at(std::uint64_t rank) const
    {
        std::uint64_t low = 0, high = std::numeric_limits<std::uint64_t>::max();
        while (low < high) {
            const auto middle = low + (high - low) / 2;
            if (countUpTo(numberAt(middle)) > rank)
                high = middle;
            else
                low = middle + 1;
        }
        return numberAt(low) + 0.0; // never -0
    }

private:
    void begin()
    {
        m_runs.emplace_back();
        m_runs.back().reserve(runSize);
    }
    // The doubles in their order: those below zero have their bits turned.
    static double numberAt(std::uint64_t place)
    {
        constexpr auto sign = std::uint64_t(1) << 63;
        return std::bit_cast<double>(place & sign ? place ^ sign : ~place);
    }
    std::uint64_t countUpTo(double value) const
    {
        if (std::isnan(value))
            return std::signbit(value) ? 0 : finite();
        std::uint64_t count = 0;
        for (const auto &run : m_runs)
            count += static_cast<std::uint64_t>(std::ranges::upper_bound(run, value) - run.begin());
        return count;
    }

    std::vector<std::vector<double>> m_runs;
    std::uint64_t m_looked = 0;
};

// Picks one element in each run of `step`, at a place of splitmix64: a fixed place would meet the
// same column of a matrix again and again.
class Sampler
{
public:
    explicit Sampler(std::uint64_t step)
        : m_step(step)
    {
        chooseNext();
    }
    void look(const at::Tensor &block)
    {
        const double *values = block.data_ptr<double>();
        const auto end = m_seen + static_cast<std::uint64_t>(block.numel());
        for (; m_next < end; chooseNext())
            m_picked.add(values[m_next - m_seen]);
        m_seen = end;
    }
    const SortedRuns &finish()
    {
        m_picked.finish();
        return m_picked;
    }

private:
    void chooseNext()
    {
        m_next = m_run * m_step + random() % m_step;
        ++m_run;
    }
    // Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
    std::uint64_t random()
    {
        std::uint64_t z = (m_state += 0x9E3779B97F4A7C15);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    std::uint64_t m_step, m_run = 0, m_next = 0, m_seen = 0, m_state = 0;
    SortedRuns m_picked;
};

// As at::quantile: between the two numbers beside each place.
std::vector<double> between(const SortedRuns &numbers, std::span<const double> probabilities)
{
    std::vector<double> below, above, weights;
    for (const double p : probabilities) {
        const double place = p * static_cast<double>(numbers.finite() - 1);
        below.push_back(numbers.at(static_cast<std::uint64_t>(place)));
        above.push_back(numbers.at(static_cast<std::uint64_t>(std::ceil(place))));
        weights.push_back(place - std::floor(place));
    }
    const at::Tensor answer = at::lerp(vectorOf(below), vectorOf(above), vectorOf(weights));
    const double *values = answer.data_ptr<double>();
    return {values, values + answer.numel()};
}

} // namespace

Result<Quantiles> quantilesOf(const TensorData &tensor, std::span<const double> probabilities,
                              Job &job)
{
    for (const double p : probabilities) {
        if (!(p >= 0 && p <= 1))
            return makeError(ErrorCode::InvalidEdit, "a quantile lies between 0 and 1");
    }
    const std::uint64_t numel = numberCount(tensor);
    const std::uint64_t step = numel == 0 ? 1 : (numel - 1) / exactQuantiles + 1;
    Sampler sampler(step);
    LENS_CHECK(forEachTensor(tensor, job,
                             [&](const at::Tensor &block) { sampler.look(realValues(block)); }));
    const SortedRuns &numbers = sampler.finish();

    Quantiles result;
    result.looked = numbers.looked();
    result.finite = numbers.finite();
    result.exact = step == 1;
    if (result.finite > 0)
        result.values = between(numbers, probabilities);
    return result;
}

} // namespace lens::engine
