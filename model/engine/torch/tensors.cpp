// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/engine/torch/tensors.h"

#include "model/base/checked.h"
#include "model/base/limits.h"
#include "model/base/text.h"
#include "model/engine/numbers.h"
#include "model/engine/torch/generation.h"

#include <ATen/ops/_make_per_channel_quantized_tensor.h>
#include <ATen/ops/_make_per_tensor_quantized_tensor.h>
#include <ATen/ops/dequantize.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace lens::engine {
namespace {

constexpr std::uint64_t decodedBlock = 1 << 20; // elements: 8 MiB of float64

bool isComplex(DType dtype) { return info(dtype).dtypeClass == DTypeClass::Complex; }

// A copy, because the bytes of a file lie at any address.
at::Tensor copied(std::span<const std::byte> bytes, c10::ScalarType type)
{
    const auto count = static_cast<std::int64_t>(bytes.size() / c10::elementSize(type));
    at::Tensor tensor = at::empty({count}, type);
    std::memcpy(tensor.data_ptr(), bytes.data(), bytes.size());
    return tensor;
}

Result<void> forEachDecoded(const TensorData &tensor, Job &job,
                            const std::function<void(const at::Tensor &)> &block)
{
    const c10::ScalarType type = isComplex(tensor.dtype) ? at::kComplexDouble : at::kDouble;
    const std::uint64_t numel = tensor.numel();
    for (std::uint64_t first = 0; first < numel; first += decodedBlock) {
        LENS_CHECK(job.check());
        const std::uint64_t count = std::min(decodedBlock, numel - first);
        LENS_ASSIGN(const auto decoded, values(tensor, first, count));
        block(copied(std::as_bytes(std::span(decoded)), type));
        job.advance(count * itemSize(tensor.dtype));
    }
    return {};
}

Result<void> checkMemory(const TensorData &tensor, unsigned bytesPerElement)
{
    const auto bytes = checkedMul<std::uint64_t>(numberCount(tensor), bytesPerElement);
    if (!bytes || *bytes > limits::engineBytes)
        return makeError(ErrorCode::Limit, "the tensor would take more than " +
                                               humanBytes(limits::engineBytes) +
                                               " of memory when written out");
    return {};
}

std::optional<c10::ScalarType> integersOf(DType dtype)
{
    switch (dtype) {
    case DType::QInt8: return at::kChar;
    case DType::QUInt8: return at::kByte;
    case DType::QInt32: return at::kInt;
    default: return std::nullopt;
    }
}

// LibTorch's quantizers know whole zero points only; the rest (float_qparams) is decoded by us.
bool isAffine(const TensorData &tensor)
{
    return tensor.quantized && integersOf(tensor.dtype) &&
           std::ranges::all_of(tensor.zeroPoints, [](double z) { return z == std::trunc(z); });
}

at::Tensor dequantized(const TensorData &tensor, const at::Tensor &integers)
{
    if (tensor.axis < 0)
        return at::dequantize(
            at::_make_per_tensor_quantized_tensor(integers, tensor.scale, tensor.zeroPoint));
    const auto bytes = [](const std::vector<double> &v) { return std::as_bytes(std::span(v)); };
    const at::Tensor scales = copied(bytes(tensor.scales), at::kDouble);
    const at::Tensor zeroPoints = copied(bytes(tensor.zeroPoints), at::kDouble).to(at::kLong);
    return at::dequantize(
        at::_make_per_channel_quantized_tensor(integers, scales, zeroPoints, tensor.axis));
}

Result<at::Tensor> wholeQuantized(const TensorData &tensor, Job &job)
{
    LENS_CHECK(checkMemory(tensor, sizeof(float)));
    at::Tensor integers = at::empty(tensor.shape, *integersOf(tensor.dtype));
    std::size_t done = 0;
    LENS_CHECK(forEachBlock(tensor, job, [&](std::span<const std::byte> bytes) -> Result<void> {
        std::memcpy(static_cast<char *>(integers.data_ptr()) + done, bytes.data(), bytes.size());
        done += bytes.size();
        return {};
    }));
    return dequantized(tensor, integers);
}

// A pair of float4 becomes two numbers beside each other.
std::vector<std::int64_t> shapeOfNumbers(const TensorData &tensor)
{
    std::vector<std::int64_t> shape = tensor.shape;
    if (tensor.dtype == DType::Float4E2M1FNx2 && shape.empty())
        shape.push_back(1);
    if (tensor.dtype == DType::Float4E2M1FNx2)
        shape.back() *= 2;
    return shape;
}

} // namespace

std::optional<c10::ScalarType> computableType(DType dtype)
{
    const DTypeClass kind = info(dtype).dtypeClass;
    if (kind == DTypeClass::Quantized || kind == DTypeClass::Bits)
        return std::nullopt;
    if (dtype == DType::Float4E2M1FNx2)
        return std::nullopt;
    return scalarType(dtype);
}

std::uint64_t numberCount(const TensorData &tensor)
{
    const std::uint64_t lanes = tensor.dtype == DType::Float4E2M1FNx2 ? 2 : 1;
    return checkedMul(tensor.numel(), lanes).value_or(std::numeric_limits<std::uint64_t>::max());
}

Result<void> forEachTensor(const TensorData &tensor, Job &job,
                           const std::function<void(const at::Tensor &)> &block)
{
    const auto type = computableType(tensor.dtype);
    if (!type)
        return forEachDecoded(tensor, job, block);
    return forEachBlock(tensor, job, [&](std::span<const std::byte> bytes) -> Result<void> {
        block(copied(bytes, *type));
        return {};
    });
}

Result<at::Tensor> wholeTensor(const TensorData &tensor, Job &job)
{
    if (isAffine(tensor))
        return wholeQuantized(tensor, job);
    const c10::ScalarType decoded = isComplex(tensor.dtype) ? at::kComplexDouble : at::kDouble;
    const c10::ScalarType type = computableType(tensor.dtype).value_or(decoded);
    LENS_CHECK(checkMemory(tensor, static_cast<unsigned>(c10::elementSize(type))));
    at::Tensor whole = at::empty({static_cast<std::int64_t>(numberCount(tensor))}, type);
    std::int64_t done = 0;
    LENS_CHECK(forEachTensor(tensor, job, [&](const at::Tensor &block) {
        whole.narrow(0, done, block.numel()).copy_(block);
        done += block.numel();
    }));
    return whole.reshape(shapeOfNumbers(tensor));
}

TensorData tensorData(const at::Tensor &tensor, DType dtype)
{
    const auto owner = std::make_shared<at::Tensor>(tensor.contiguous());
    const std::span bytes(static_cast<const std::byte *>(owner->data_ptr()), owner->nbytes());
    TensorData data;
    data.dtype = dtype;
    data.shape = owner->sizes().vec();
    data.stride = owner->strides().vec();
    data.bytes = memoryView(bytes, owner);
    return data;
}

} // namespace lens::engine
