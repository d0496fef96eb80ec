// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/deltasjob.h"

#include "model/document/jobs.h"
#include "model/document/plaintext.h"

namespace lens {
namespace {

QString indexText(const std::vector<std::int64_t> &shape, std::uint64_t element)
{
    std::string text;
    for (std::size_t axis = shape.size(); axis-- > 0;) {
        const auto extent = static_cast<std::uint64_t>(shape[axis]);
        text.insert(0, std::to_string(element % extent) + (text.empty() ? "" : ", "));
        element /= extent;
    }
    return plainText('[' + text + ']');
}

Result<QString> elementOf(const TensorData &data, std::uint64_t index)
{
    LENS_ASSIGN(const std::string text, engine::elementText(data, index));
    return plainText(text);
}

Result<TensorDeltas> deltasOf(const TensorData &a, const TensorData &b,
                              std::optional<engine::Difference> known, Job &job)
{
    if (!known) {
        LENS_ASSIGN(known, engine::difference(a, b, {}, job));
    }
    engine::DeltasRequest request;
    request.maxAbs = known->maxAbs;
    request.bins = binsFor(known->changedCount);
    request.largest = DeltasJob::listed;
    TensorDeltas result;
    if (known->changedCount == 0)
        return result;
    LENS_ASSIGN(result.deltas, engine::deltas(a, b, request, job));
    for (const engine::Delta &delta : result.deltas.largest) {
        TensorDeltas::Element element{indexText(a.shape, delta.index), {}, {}, delta.delta};
        LENS_ASSIGN(element.a, elementOf(a, delta.index));
        LENS_ASSIGN(element.b, elementOf(b, delta.index));
        result.largest.push_back(std::move(element));
    }
    return result;
}

Result<TensorDeltas> deltasOf(const Checkpoint &a, std::uint32_t tensorA, const Checkpoint &b,
                              std::uint32_t tensorB, std::optional<engine::Difference> known,
                              Job &job)
{
    LENS_ASSIGN(const auto dataA, tensorData(a, a.tensors[tensorA]));
    LENS_ASSIGN(const auto dataB, tensorData(b, b.tensors[tensorB]));
    return deltasOf(dataA, dataB, known, job);
}

} // namespace

void DeltasJob::start(CheckpointPtr a, std::uint32_t tensorA, CheckpointPtr b,
                      std::uint32_t tensorB, std::optional<engine::Difference> known)
{
    LatestJob::start([=, this](Job &job) -> Report {
        return [this, result = deltasOf(*a, tensorA, *b, tensorB, known, job)] {
            Q_EMIT finished(result);
        };
    });
}

} // namespace lens
