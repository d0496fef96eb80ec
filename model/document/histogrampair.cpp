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

Result<HistogramPair> histogramsOf(const Checkpoint &a, std::uint32_t tensorA, const Checkpoint &b,
                                   std::uint32_t tensorB, Job &job)
{
    const auto valuesA = tensorWithValues(a, tensorA), valuesB = tensorWithValues(b, tensorB);
    LENS_ASSIGN(const auto dataA, tensorData(a, a.tensors[valuesA]));
    LENS_ASSIGN(const auto dataB, tensorData(b, b.tensors[valuesB]));
    HistogramPair pair;
    LENS_ASSIGN(pair.a, engine::numbers(dataA, {}, job));
    LENS_ASSIGN(pair.b, engine::numbers(dataB, {}, job));
    const engine::Statistics &ofA = pair.a.statistics, &ofB = pair.b.statistics;
    if (!ofA.finiteMin && !ofB.finiteMin)
        return pair;
    engine::NumbersRequest request;
    request.bins = binsFor(std::max(ofA.finite, ofB.finite));
    request.range = {*least(ofA.finiteMin, ofB.finiteMin, std::less<>()),
                     *least(ofA.finiteMax, ofB.finiteMax, std::greater<>())};
    LENS_ASSIGN(pair.a, engine::numbers(dataA, request, job));
    LENS_ASSIGN(pair.b, engine::numbers(dataB, request, job));
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
