// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/engine/torch/quantiles.h"

#include "model/engine/torch/tensors.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/quantile.h>

#include <cstring>

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

// Picks one element in each run of `step`, at a place of splitmix64: a fixed place would meet the
// same column of a matrix again and again.
class Sampler
{
public:
    Sampler(std::uint64_t step, std::size_t expected)
        : m_step(step)
    {
        m_picked.reserve(expected);
        chooseNext();
    }
    void look(const at::Tensor &block)
    {
        const double *values = block.data_ptr<double>();
        const auto end = m_seen + static_cast<std::uint64_t>(block.numel());
        for (; m_next < end; chooseNext())
            m_picked.push_back(values[m_next - m_seen]);
        m_seen = end;
    }
    const std::vector<double> &picked() const { return m_picked; }

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
    std::vector<double> m_picked;
};

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
    Sampler sampler(step, numel / step + 1);
    LENS_CHECK(forEachTensor(tensor, job,
                             [&](const at::Tensor &block) { sampler.look(realValues(block)); }));
    const at::Tensor looked = vectorOf(sampler.picked());
    const at::Tensor finite = looked.masked_select(looked.isfinite());

    Quantiles result;
    result.looked = sampler.picked().size();
    result.finite = static_cast<std::uint64_t>(finite.numel());
    result.exact = step == 1;
    if (result.finite == 0)
        return result;
    const at::Tensor answer = at::quantile(finite, vectorOf(probabilities));
    const double *values = answer.data_ptr<double>();
    result.values.assign(values, values + answer.numel());
    return result;
}

} // namespace lens::engine
