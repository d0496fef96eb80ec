// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/histogrampair.h"

#include "model/document/jobs.h"

#include <algorithm>
#include <functional>

namespace lens {

namespace {

// Of two numbers that may be missing, the one that comes first.
template <typename Less>
std::optional<double> least(const std::optional<double> &a, const std::optional<double> &b,
                            Less less)
{
    if (!a || !b)
        return a ? a : b;
    return less(*b, *a) ? b : a;
}

// Nothing for a side that has no such tensor.
Result<std::optional<TensorData>> valuesOf(const Checkpoint &checkpoint, std::uint32_t tensor)
{
    if (tensor == noIndex)
        return std::optional<TensorData>();
    LENS_ASSIGN(auto data,
                tensorData(checkpoint, checkpoint.tensors[tensorWithValues(checkpoint, tensor)]));
    return std::optional(std::move(data));
}

Result<engine::Numbers> numbersOf(const std::optional<TensorData> &data,
                                  const engine::NumbersRequest &request, Job &job)
{
    return data ? engine::numbers(*data, request, job) : engine::Numbers();
}

Result<HistogramPair> histogramsOf(const Checkpoint &a, std::uint32_t tensorA, const Checkpoint &b,
                                   std::uint32_t tensorB, Job &job)
{
    LENS_ASSIGN(const auto dataA, valuesOf(a, tensorA));
    LENS_ASSIGN(const auto dataB, valuesOf(b, tensorB));
    HistogramPair pair;
    LENS_ASSIGN(pair.a, numbersOf(dataA, {}, job));
    LENS_ASSIGN(pair.b, numbersOf(dataB, {}, job));
    const engine::Statistics &ofA = pair.a.statistics, &ofB = pair.b.statistics;
    if (!ofA.finiteMin && !ofB.finiteMin)
        return pair;
    engine::NumbersRequest request;
    request.bins = binsFor(std::max(ofA.finite, ofB.finite));
    request.range = {*least(ofA.finiteMin, ofB.finiteMin, std::less<>()),
                     *least(ofA.finiteMax, ofB.finiteMax, std::greater<>())};
    LENS_ASSIGN(pair.a, numbersOf(dataA, request, job));
    LENS_ASSIGN(pair.b, numbersOf(dataB, request, job));
    return pair;
}

} // namespace

void HistogramPairJob::start(CheckpointPtr a, std::uint32_t tensorA, CheckpointPtr b,
                             std::uint32_t tensorB)
{
    LatestJob::start([=, this](Job &job) -> Report {
        return [this, result = histogramsOf(*a, tensorA, *b, tensorB, job)] {
            Q_EMIT finished(result);
        };
    });
}

} // namespace lens
