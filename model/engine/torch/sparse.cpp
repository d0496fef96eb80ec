// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/engine/torch/sparse.h"

#include "model/base/checked.h"
#include "model/base/limits.h"
#include "model/base/text.h"
#include "model/engine/torch/tensors.h"

#include <ATen/ops/_validate_sparse_compressed_tensor_args.h>
#include <ATen/ops/_validate_sparse_coo_tensor_args.h>
#include <ATen/ops/sparse_compressed_tensor.h>
#include <ATen/ops/sparse_coo_tensor.h>

namespace lens::engine {
namespace {

std::optional<c10::Layout> compressedLayout(Layout layout)
{
    switch (layout) {
    case Layout::SparseCsr: return c10::kSparseCsr;
    case Layout::SparseCsc: return c10::kSparseCsc;
    case Layout::SparseBsr: return c10::kSparseBsr;
    case Layout::SparseBsc: return c10::kSparseBsc;
    default: return std::nullopt;
    }
}

Result<void> checkDenseSize(const SparseData &sparse)
{
    std::optional<std::uint64_t> bytes = sizeof(double);
    for (const std::int64_t size : sparse.shape) {
        if (size < 0)
            return makeError(ErrorCode::Corrupt, "a sparse tensor of negative size");
        bytes = checkedMul<std::uint64_t>(*bytes, static_cast<std::uint64_t>(size));
        if (!bytes || *bytes > limits::engineBytes)
            return makeError(ErrorCode::Limit, "the sparse tensor would take more than " +
                                                   humanBytes(limits::engineBytes) +
                                                   " when written out");
    }
    return {};
}

// LibTorch trusts indices unless it is told to check them; a file's must be.
Result<at::Tensor> coordinate(const SparseData &sparse, const at::Tensor &values, Job &job)
{
    LENS_ASSIGN(const at::Tensor indices, wholeTensor(sparse.indices, job));
    at::_validate_sparse_coo_tensor_args(indices, values, sparse.shape);
    return at::sparse_coo_tensor(indices, values, sparse.shape,
                                 values.options().layout(c10::kSparse));
}

Result<at::Tensor> compressed(const SparseData &sparse, const at::Tensor &values,
                              c10::Layout layout, Job &job)
{
    LENS_ASSIGN(const at::Tensor starts, wholeTensor(sparse.indices, job));
    LENS_ASSIGN(const at::Tensor plain, wholeTensor(sparse.plain, job));
    at::_validate_sparse_compressed_tensor_args(starts, plain, values, sparse.shape, layout);
    return at::sparse_compressed_tensor(starts, plain, values, sparse.shape,
                                        values.options().layout(layout));
}

} // namespace

Result<TensorData> denseOf(const SparseData &sparse, Job &job)
{
    LENS_CHECK(checkDenseSize(sparse));
    LENS_ASSIGN(const at::Tensor values, wholeTensor(sparse.values, job));
    if (sparse.layout == Layout::SparseCoo) {
        LENS_ASSIGN(const at::Tensor tensor, coordinate(sparse, values, job));
        return tensorData(tensor.to_dense(), sparse.values.dtype);
    }
    const auto layout = compressedLayout(sparse.layout);
    if (!layout)
        return makeError(ErrorCode::Unsupported, "this layout is not sparse");
    LENS_ASSIGN(const at::Tensor tensor, compressed(sparse, values, *layout, job));
    return tensorData(tensor.to_dense(), sparse.values.dtype);
}

} // namespace lens::engine
