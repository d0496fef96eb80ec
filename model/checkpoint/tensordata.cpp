// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/checked.h"
#include "model/checkpoint/checkpoint.h"

#include <bit>

namespace lens {

namespace {

using pickle::NodeId;
using pickle::NodeKind;

Error noElements(ErrorCode code, std::string why) { return makeError(code, std::move(why)); }

Error badScales()
{
    return noElements(ErrorCode::Corrupt, "the scales of a quantised tensor do not fit its shape");
}

bool mayBeScales(DType dtype)
{
    return dtype == DType::Float32 || dtype == DType::Float64 || dtype == DType::Int32 ||
           dtype == DType::Int64;
}

double number(const std::byte *bytes, DType dtype, bool swap)
{
    if (itemSize(dtype) == 4) {
        const auto bits = swap ? loadBig<std::uint32_t>(bytes) : loadLittle<std::uint32_t>(bytes);
        return dtype == DType::Float32 ? std::bit_cast<float>(bits)
                                       : static_cast<std::int32_t>(bits);
    }
    const auto bits = swap ? loadBig<std::uint64_t>(bytes) : loadLittle<std::uint64_t>(bytes);
    return dtype == DType::Float64 ? std::bit_cast<double>(bits)
                                   : static_cast<double>(static_cast<std::int64_t>(bits));
}

// The elements of a 1-D tensor. Its bytes bound their number: an expanded one could claim any.
Result<std::vector<double>> numbersOf(const TensorData &data)
{
    const unsigned size = itemSize(data.dtype);
    if (data.shape.size() != 1 || !mayBeScales(data.dtype) ||
        data.numel() > data.bytes->size() / size)
        return badScales();
    std::vector<double> numbers(data.numel());
    std::byte element[sizeof(double)];
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const auto at = static_cast<std::uint64_t>(data.offset) +
                        i * static_cast<std::uint64_t>(data.stride[0]);
        LENS_CHECK(data.bytes->read(at * size, std::span(element, size)));
        numbers[i] = number(element, data.dtype, data.swap);
    }
    return numbers;
}

// Old files hold a Python list instead of a tensor.
Result<std::vector<double>> numbersOf(const pickle::Graph &graph, NodeId list)
{
    std::vector<double> numbers;
    for (pickle::Ref item : graph.items(list)) {
        const NodeKind kind = graph.kind(item.node);
        if (kind != NodeKind::Int && kind != NodeKind::Float)
            return badScales();
        numbers.push_back(kind == NodeKind::Int ? static_cast<double>(graph.intValue(item.node))
                                                : graph.floatValue(item.node));
    }
    return numbers;
}

// Scales or zero points, one a channel.
Result<std::vector<double>> channelNumbers(const Checkpoint &checkpoint, NodeId node,
                                           std::uint64_t count)
{
    const auto known = checkpoint.tensorOf.find(node);
    std::vector<double> numbers;
    if (known == checkpoint.tensorOf.end()) {
        LENS_ASSIGN(numbers, numbersOf(checkpoint.graph, node));
    } else {
        LENS_ASSIGN(const TensorData data,
                    tensorData(checkpoint, checkpoint.tensors[known->second]));
        LENS_ASSIGN(numbers, numbersOf(data));
    }
    if (numbers.size() != count)
        return badScales();
    return numbers;
}

Result<void> addQuantization(const Checkpoint &checkpoint, const Tensor &tensor, TensorData &data)
{
    const Quantization &quantization = *tensor.quantization;
    data.quantized = true;
    data.scale = quantization.scale;
    data.zeroPoint = quantization.zeroPoint;
    if (!quantization.perChannel)
        return {};
    const std::int64_t axis = quantization.axis;
    if (axis < 0 || static_cast<std::size_t>(axis) >= tensor.shape.size())
        return noElements(ErrorCode::Corrupt,
                          "the channel axis of a quantised tensor does not exist");
    const auto count = static_cast<std::uint64_t>(tensor.shape[static_cast<std::size_t>(axis)]);
    data.axis = axis;
    LENS_ASSIGN(data.scales, channelNumbers(checkpoint, quantization.scales, count));
    LENS_ASSIGN(data.zeroPoints, channelNumbers(checkpoint, quantization.zeroPoints, count));
    return {};
}

} // namespace

Result<TensorData> tensorData(const Checkpoint &checkpoint, const Tensor &tensor)
{
    if (!tensor.broken.empty())
        return noElements(ErrorCode::Corrupt, tensor.broken)
            .advise("The file is damaged or incomplete; verify says what else is wrong with it.");
    if (tensor.meta)
        return noElements(ErrorCode::Unsupported, "a meta tensor has a shape and no values");
    if (tensor.storage == noIndex)
        return noElements(ErrorCode::Unsupported,
                          "the tensor is built around others, which are listed below it")
            .advise("Name one of those, such as its values.");
    const Storage &storage = checkpoint.storages[tensor.storage];
    if (!storage.bytes)
        return noElements(ErrorCode::Truncated, "the record of the tensor's storage is missing");
    TensorData data;
    data.dtype = tensor.dtype;
    data.shape = tensor.shape;
    data.stride = tensor.stride;
    data.offset = tensor.storageOffset;
    data.bytes = storage.bytes;
    data.swap = storage.bigEndian;
    data.conj = tensor.conj;
    data.neg = tensor.neg;
    if (tensor.quantization)
        LENS_CHECK(addQuantization(checkpoint, tensor, data));
    return data;
}

} // namespace lens
