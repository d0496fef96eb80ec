// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/tensorreader.h"

#include "model/base/limits.h"
#include "model/base/text.h"
#include "model/checkpoint/geometry.h"
#include "model/pickle/python2.h"

#include <algorithm>
#include <iterator>

namespace lens {

using pickle::NodeId;
using pickle::NodeKind;
using pickle::Ref;

std::uint32_t Interpreter::tensorFor(NodeId node)
{
    if (const auto found = c.tensorOf.find(node); found != c.tensorOf.end())
        return found->second;
    constexpr int deepest = 16; // tensors inside tensors: torch nests three
    if (m_depth >= deepest || m_notTensors.contains(node))
        return noIndex;
    ++m_depth;
    const bool found = describe(node);
    --m_depth;
    return found ? c.tensorOf[node] : noIndex;
}

bool Interpreter::describe(NodeId node)
{
    const NodeKind kind = c.graph.kind(node);
    Tensor tensor;
    if ((kind != NodeKind::Call && kind != NodeKind::New) ||
        !TensorReader(*this).describe(node, tensor)) {
        if (kind == NodeKind::Call || kind == NodeKind::New)
            m_notTensors.insert(node);
        return false;
    }
    const auto index = static_cast<std::uint32_t>(c.tensors.size());
    if (!tensor.broken.empty()) {
        brokenTensors[index] = c.graph.callable(node);
        finding("tensor.out-of-range", Severity::Error,
                "This tensor cannot be read: " + tensor.broken + ".", c.graph.callable(node));
    }
    c.tensors.push_back(std::move(tensor));
    c.tensorOf[node] = index;
    return true;
}

namespace {

bool isParameter(Known function)
{
    return function == Known::RebuildParameter || function == Known::RebuildParameterWithState ||
           function == Known::ParameterClass;
}

bool isFromType(Known function)
{
    return function == Known::RebuildFromTypeV2 || function == Known::RebuildFromType;
}

} // namespace

bool TensorReader::describe(NodeId node, Tensor &tensor)
{
    tensor.type = "torch.Tensor";
    Known function = m_i.knownCallable(node);
    auto args = function == Known::Unknown ? Args() : m_i.tuple(c.graph.args(node));
    // Wrappers nest once or twice; a file may nest them as often as it likes.
    constexpr int deepest = 16;
    for (int depth = 0; depth < deepest && !args.empty(); ++depth) {
        if (!isParameter(function) && !isFromType(function))
            break;
        if (!unwrap(function, node, args, tensor))
            return false;
    }
    if (!rebuild(function, node, args, tensor))
        return false;
    check(tensor);
    return true;
}

// Takes one wrapper off: nn.Parameter around a tensor, a subclass around a function and its args.
bool TensorReader::unwrap(Known &function, NodeId &node, Args &args, Tensor &tensor)
{
    if (isFromType(function))
        return fromType(args, function, tensor);
    tensor.parameter = true;
    if (tensor.type == "torch.Tensor")
        tensor.type = "torch.nn.parameter.Parameter";
    if (!m_gradKnown)
        tensor.requiresGrad = true; // what nn.Parameter does when it is not told
    grad(args, 1, tensor);
    m_gradKnown = true;
    if (function == Known::RebuildParameterWithState && args.size() > 3)
        addParts(args[3], tensor);
    node = m_i.resolved(args[0].node);
    function = m_i.knownCallable(node);
    args = function == Known::Unknown ? Args() : m_i.tuple(c.graph.args(node));
    return function != Known::Unknown || c.tensorOf.contains(node);
}

// (func, type, args, state)
bool TensorReader::fromType(Args &args, Known &function, Tensor &tensor)
{
    if (args.size() < 4)
        return false;
    if (c.graph.kind(args[1].node) == NodeKind::Global)
        tensor.type = pickle::modernName(c.graph.global(args[1].node));
    addParts(args[3], tensor);
    function = m_i.known(args[0].node);
    if (function != Known::RebuildParameter && m_i.known(args[1].node) == Known::ParameterClass)
        tensor.parameter = true;
    args = m_i.tuple(args[2]);
    return function != Known::Unknown;
}

bool TensorReader::rebuild(Known function, NodeId node, Args args, Tensor &tensor)
{
    switch (function) {
    case Known::RebuildTensor:
    case Known::RebuildTensorV2:
    case Known::RebuildNpu: return strided(args, tensor, std::nullopt);
    case Known::RebuildTensorV3:
        return args.size() > 6 && m_i.dtype(args[6]) && strided(args, tensor, m_i.dtype(args[6]));
    case Known::RebuildQTensor: return quantized(args, tensor);
    case Known::RebuildSparse:
    case Known::RebuildSparseCsr: return sparse(args, tensor);
    case Known::RebuildMeta: return meta(args, tensor);
    case Known::RebuildDeviceFromNumpy:
    case Known::RebuildDeviceFromCpu: return onDevice(args, tensor);
    case Known::RebuildNested: return nested(args, tensor);
    case Known::RebuildJagged: return jagged(args, tensor);
    case Known::RebuildWrapper: return wrapper(args, tensor);
    case Known::TensorClass:
    case Known::VariableClass:
    case Known::ParameterClass: return typedClass(node, tensor);
    case Known::NumpyReconstruct: return numpyArray(node, tensor);
    case Known::NumpyFromBuffer: return numpyBuffer(args, tensor);
    default: break;
    }
    // A tensor that the format itself described (tar), inside a wrapper.
    const auto known = c.tensorOf.find(node);
    if (known == c.tensorOf.end())
        return false;
    takeOver(known->second, tensor);
    return true;
}

// Everything of the tensor inside but what its wrapper has said.
void TensorReader::takeOver(std::uint32_t inner, Tensor &tensor)
{
    Tensor wrapper = std::exchange(tensor, c.tensors[inner]);
    tensor.parameter = wrapper.parameter;
    tensor.requiresGrad = wrapper.requiresGrad;
    tensor.type = std::move(wrapper.type);
    std::ranges::move(wrapper.parts, std::back_inserter(tensor.parts));
}

// A shape or stride. One number too many is kept, so that the rank is seen to be too high.
std::optional<std::vector<std::int64_t>> TensorReader::sizes(Ref ref)
{
    return m_i.integers(ref, limits::tensorRank + 1);
}

// (storage, offset, size, stride[, requires_grad, hooks[, metadata | dtype[, metadata]]])
bool TensorReader::strided(Args args, Tensor &tensor, std::optional<DType> dtype)
{
    if (args.size() < 4)
        return false;
    const auto offset = m_i.integer(args[1]);
    auto shape = sizes(args[2]);
    auto stride = sizes(args[3]);
    tensor.storage = m_i.storageIndex(args[0].node);
    if (tensor.storage != noIndex) {
        tensor.dtype = dtype.value_or(c.storages[tensor.storage].dtype);
        tensor.device = c.storages[tensor.storage].location;
        tensor.meta = tensor.device == "meta";
    } else {
        tensor.dtype = dtype.value_or(DType::Undefined);
        broken(tensor, "the tensor's storage cannot be found");
    }
    if (offset)
        tensor.storageOffset = *offset;
    if (shape)
        tensor.shape = std::move(*shape);
    if (stride)
        tensor.stride = std::move(*stride);
    if (!offset || !shape || !stride)
        broken(tensor, "the tensor's offset, shape or stride are not integers");
    grad(args, 4, tensor);
    const std::size_t metadata = dtype ? 7 : 6;
    if (args.size() > metadata)
        viewFlags(args[metadata], tensor);
    return true;
}

void TensorReader::viewFlags(Ref metadata, Tensor &tensor)
{
    const auto set = [&](std::string_view key) {
        const Ref flag = m_i.dictValue(metadata, key);
        return flag && c.graph.kind(flag.node) == NodeKind::Bool && c.graph.boolValue(flag.node);
    };
    tensor.conj = set("conj");
    tensor.neg = set("neg");
}

void TensorReader::grad(Args args, std::size_t index, Tensor &tensor)
{
    if (!m_gradKnown && index < args.size() && c.graph.kind(args[index].node) == NodeKind::Bool)
        tensor.requiresGrad = c.graph.boolValue(args[index].node);
}

// (storage, offset, size, stride, qparams, requires_grad, hooks)
bool TensorReader::quantized(Args args, Tensor &tensor)
{
    if (args.size() < 5 || !strided(args.first(4), tensor, std::nullopt))
        return false;
    grad(args, 5, tensor);
    const auto params = m_i.tuple(args[4]);
    if (params.size() < 3)
        return true;
    Quantization quantization;
    if (params.size() == 3) {
        const NodeKind kind = c.graph.kind(params[1].node);
        quantization.scale = kind == NodeKind::Float
                                 ? c.graph.floatValue(params[1].node)
                                 : static_cast<double>(m_i.integer(params[1]).value_or(1));
        quantization.zeroPoint = m_i.integer(params[2]).value_or(0);
    } else {
        quantization.perChannel = true;
        quantization.scales = params[1].node;
        quantization.zeroPoints = params[2].node;
        quantization.axis = m_i.integer(params[3]).value_or(0);
        for (NodeId scales : {quantization.scales, quantization.zeroPoints}) {
            if (m_i.knownCallable(scales) == Known::RebuildTensorV2)
                m_i.tensorFor(scales);
        }
    }
    tensor.quantization = quantization;
    return true;
}

// (dtype, size, stride, requires_grad)
bool TensorReader::meta(Args args, Tensor &tensor)
{
    if (args.size() < 3)
        return false;
    const auto dtype = m_i.dtype(args[0]);
    auto shape = sizes(args[1]), stride = sizes(args[2]);
    if (!dtype || !shape || !stride)
        return false;
    tensor.dtype = *dtype;
    tensor.shape = std::move(*shape);
    tensor.stride = std::move(*stride);
    tensor.meta = true;
    tensor.device = "meta";
    grad(args, 3, tensor);
    return true;
}

// (array or cpu tensor, dtype, device text, requires_grad)
bool TensorReader::onDevice(Args args, Tensor &tensor)
{
    if (args.size() < 3)
        return false;
    const std::uint32_t inner = m_i.tensorFor(m_i.resolved(args[0].node));
    const auto device = m_i.string(args[2]);
    if (inner == noIndex || !device)
        return false;
    takeOver(inner, tensor);
    tensor.numpy = false;
    tensor.device = *device;
    grad(args, 3, tensor);
    return true;
}

// torch 0.3 and before: torch.FloatTensor() with BUILD (storage, offset, size, stride); a Variable
// or Parameter with BUILD (data, requires_grad, …).
bool TensorReader::typedClass(NodeId node, Tensor &tensor)
{
    const auto &states = c.graph.extra(node).states;
    const auto state = states.empty() ? Args() : m_i.tuple(states.back());
    if (state.size() >= 4 && m_i.storageIndex(state[0].node) != noIndex)
        return strided(state.first(4), tensor, std::nullopt);
    const std::uint32_t inner =
        state.empty() ? noIndex : m_i.tensorFor(m_i.resolved(state[0].node));
    if (inner == noIndex)
        return false;
    takeOver(inner, tensor);
    tensor.parameter = m_i.knownCallable(node) == Known::ParameterClass || tensor.parameter;
    tensor.type = tensor.parameter ? "torch.nn.parameter.Parameter" : "torch.Tensor";
    if (!m_gradKnown)
        tensor.requiresGrad = tensor.parameter;
    grad(state, 1, tensor);
    return true;
}

void TensorReader::broken(Tensor &tensor, std::string why)
{
    if (tensor.broken.empty())
        tensor.broken = std::move(why);
}

void TensorReader::check(Tensor &tensor)
{
    if (tensor.shape.size() > limits::tensorRank)
        broken(tensor,
               "the tensor has more than " + std::to_string(limits::tensorRank) + " dimensions");
    if (tensor.storage == noIndex)
        broken(tensor, shapeProblem(tensor.shape));
    if (!tensor.broken.empty() || tensor.storage == noIndex)
        return;
    const Storage &storage = c.storages[tensor.storage];
    const unsigned size = itemSize(tensor.dtype);
    if (size == 0)
        return broken(tensor, "the tensor's dtype is not known");
    const std::uint64_t stored =
        storage.bytes ? std::min(storage.nbytes, storage.bytes->size()) : storage.nbytes;
    const std::uint64_t available = stored / size * info(tensor.dtype).valuesPerItem;
    broken(tensor, geometryProblem({tensor.shape, tensor.stride, tensor.storageOffset}, available));
    if (!storage.bytes && !tensor.meta)
        broken(tensor, "the record of its storage '" + escaped(storage.key, 80) + "' is missing");
}

} // namespace lens
