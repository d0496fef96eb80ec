// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/engine/kernels/eachtensor.h"
#include "model/engine/kernels/tensordifference.h"
#include "model/engine/kernels/tensornumbers.h"

namespace lens::engine {

Result<void> numbersOfEach(std::span<const TensorData> tensors, const NumbersRequest &request,
                           Job &job, const std::function<void(std::size_t, Result<Numbers>)> &done)
{
    const auto make = [&](std::size_t item) {
        return std::make_unique<TensorNumbers>(tensors[item], request, job);
    };
    EachTensor<TensorNumbers, Numbers> work(tensors.size(), make, done, job);
    runPieces(work);
    return work.outcome();
}

Result<void> differenceOfEach(std::span<const std::pair<TensorData, TensorData>> pairs,
                              Tolerance tolerance, Job &job,
                              const std::function<void(std::size_t, Result<Difference>)> &done)
{
    const auto make = [&](std::size_t item) {
        return std::make_unique<TensorDifference>(pairs[item].first, pairs[item].second, tolerance,
                                                  job);
    };
    EachTensor<TensorDifference, Difference> work(pairs.size(), make, done, job);
    runPieces(work);
    return work.outcome();
}

Result<Numbers> numbers(const TensorData &tensor, const NumbersRequest &request, Job &job)
{
    Result<Numbers> out = makeError(ErrorCode::Internal, "no result");
    LENS_CHECK(numbersOfEach({&tensor, 1}, request, job, [&](std::size_t, Result<Numbers> result) {
        out = std::move(result);
    }));
    return out;
}

Result<Difference> difference(const TensorData &a, const TensorData &b, Tolerance tolerance,
                              Job &job)
{
    const std::pair<TensorData, TensorData> pair{a, b};
    Result<Difference> out = makeError(ErrorCode::Internal, "no result");
    LENS_CHECK(
        differenceOfEach({&pair, 1}, tolerance, job,
                         [&](std::size_t, Result<Difference> result) { out = std::move(result); }));
    return out;
}

} // namespace lens::engine
