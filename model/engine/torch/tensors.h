// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/checkpoint/tensor.h"

#include <ATen/core/Tensor.h>

#include <functional>
#include <optional>

// The way between the bytes of a file and at::Tensor. May throw what LibTorch throws.
namespace lens::engine {

// The dtype in this LibTorch, if it has it and can calculate with it.
std::optional<c10::ScalarType> computableType(DType dtype);

// Numbers in a tensor: its elements, or twice as many for float4_e2m1fn_x2.
std::uint64_t numberCount(const TensorData &tensor);

// Elements in logical order, a block at a time, one-dimensional: in their own dtype where LibTorch
// can calculate with it, else decoded to float64 by our own table (quantised: dequantised).
Result<void> forEachTensor(const TensorData &tensor, Job &job,
                           const std::function<void(const at::Tensor &)> &block);

// The whole tensor in memory with its shape (float4_e2m1fn_x2: the last axis twice as long), as
// forEachTensor decodes it; quantised as LibTorch dequantises it, float32. Limit past
// limits::engineBytes.
Result<at::Tensor> wholeTensor(const TensorData &tensor, Job &job);

// A contiguous tensor as our own description of it; shares the memory.
TensorData tensorData(const at::Tensor &tensor, DType dtype);

} // namespace lens::engine
