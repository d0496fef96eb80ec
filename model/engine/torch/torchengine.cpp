// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/limits.h"
#include "model/base/text.h"
#include "model/engine/engine.h"
#include "model/engine/torch/generation.h"
#include "model/engine/torch/quantiles.h"
#include "model/engine/torch/sparse.h"
#include "model/engine/torch/tensors.h"

#include <ATen/ops/linalg_svdvals.h>

namespace lens::engine {
namespace {

// No exception leaves the module: what LibTorch throws becomes an Error without its stack trace.
template <typename Work>
auto guarded(Work work) -> decltype(work())
{
    silenceWarnings();
    try {
        return work();
    } catch (const c10::Error &error) {
        return makeError(ErrorCode::Corrupt,
                         std::string("LibTorch refused: ") + error.what_without_backtrace());
    } catch (const std::exception &error) {
        return makeError(ErrorCode::Internal, std::string("LibTorch failed: ") + error.what());
    }
}

Result<TensorData> castOf(const TensorData &tensor, DType target, Job &job)
{
    const auto type = computableType(target);
    if (!type)
        return makeError(ErrorCode::Unsupported,
                         libTorchVersion() + " has no cast to " + std::string(name(target)));
    LENS_ASSIGN(const at::Tensor whole, wholeTensor(tensor, job));
    return tensorData(whole.to(*type), target);
}

Result<std::vector<double>> singularValuesOf(const TensorData &matrix, Job &job)
{
    if (matrix.shape.size() < 2)
        return makeError(ErrorCode::Unsupported, "singular values need a matrix, this has " +
                                                     std::to_string(matrix.shape.size()) + " axes");
    if (matrix.numel() > limits::matrixElements)
        return makeError(ErrorCode::Limit, "singular values are computed for up to " +
                                               grouped(limits::matrixElements) + " elements");
    if (matrix.numel() == 0)
        return std::vector<double>{};
    LENS_ASSIGN(const at::Tensor whole, wholeTensor(matrix, job));
    const at::Tensor flat = whole.reshape({matrix.shape[0], -1});
    const at::Tensor wide = flat.to(flat.is_complex() ? at::kComplexDouble : at::kDouble);
    if (!wide.isfinite().all().item<bool>())
        return makeError(ErrorCode::Unsupported, "a matrix with NaN or infinity has no spectrum");
    const at::Tensor spectrum = at::linalg_svdvals(wide).contiguous();
    const double *values = spectrum.data_ptr<double>();
    return std::vector<double>(values, values + spectrum.numel());
}

class TorchEngine final : public Engine
{
public:
    std::string version() const override { return libTorchVersion(); }

    Result<Quantiles> quantiles(const TensorData &tensor, std::span<const double> probabilities,
                                Job &job) const override
    {
        return guarded([&] { return quantilesOf(tensor, probabilities, job); });
    }
    Result<TensorData> cast(const TensorData &tensor, DType target, Job &job) const override
    {
        return guarded([&] { return castOf(tensor, target, job); });
    }
    Result<TensorData> dense(const SparseData &sparse, Job &job) const override
    {
        return guarded([&] { return denseOf(sparse, job); });
    }
    Result<std::vector<double>> singularValues(const TensorData &matrix, Job &job) const override
    {
        return guarded([&] { return singularValuesOf(matrix, job); });
    }
};

} // namespace
} // namespace lens::engine

extern "C" __attribute__((visibility("default"))) lens::engine::Engine *ckptlensEngine(int version)
{
    static lens::engine::TorchEngine engine;
    return version == lens::engine::interfaceVersion ? &engine : nullptr;
}
