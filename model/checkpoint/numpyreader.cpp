// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/tensorreader.h"

#include "model/base/checked.h"

namespace lens {

using pickle::NodeId;
using pickle::NodeKind;
using pickle::Ref;

// numpy.dtype('f4', False, True) with BUILD (3, '<', subdtype, names, fields, size, align, flags).
std::optional<NumpyType> numpyType(Interpreter &interpreter, Ref ref)
{
    const auto &graph = interpreter.c.graph;
    if (!ref || interpreter.knownCallable(ref.node) != Known::NumpyDtype)
        return std::nullopt;
    const auto args = interpreter.tuple(graph.args(ref.node));
    const auto code = args.empty() ? std::nullopt : interpreter.string(args[0]);
    const auto &states = graph.extra(ref.node).states;
    const auto state = states.empty() ? std::span<const Ref>() : interpreter.tuple(states.back());
    const auto order = state.size() > 1 ? interpreter.string(state[1]) : std::nullopt;
    if (!code)
        return std::nullopt;
    const bool bigEndian = order.value_or("<") == ">";
    std::string text(*code);
    if (!text.empty() && std::string_view("<>|=").find(text[0]) == std::string_view::npos)
        text.insert(0, bigEndian ? ">" : "<");
    const auto dtype = dtypeFromNumpy(text);
    if (!dtype)
        return std::nullopt;
    return NumpyType{*dtype, bigEndian || text[0] == '>'};
}

// _reconstruct(class, (0,), b'b') with BUILD (1, shape, dtype, is_fortran, bytes).
bool TensorReader::numpyArray(NodeId node, Tensor &tensor)
{
    const auto &states = c.graph.extra(node).states;
    const auto state = states.empty() ? Args() : m_i.tuple(states.back());
    if (state.size() < 5)
        return false;
    auto shape = sizes(state[1]);
    const bool fortran =
        c.graph.kind(state[3].node) == NodeKind::Bool && c.graph.boolValue(state[3].node);
    return shape && numpyBytes(state[4], state[2], std::move(*shape), fortran, tensor);
}

// _frombuffer(bytes, dtype, shape, order)
bool TensorReader::numpyBuffer(Args args, Tensor &tensor)
{
    if (args.size() < 4)
        return false;
    auto shape = sizes(args[2]);
    return shape &&
           numpyBytes(args[0], args[1], std::move(*shape), m_i.string(args[3]) == "F", tensor);
}

namespace {

// Strides in elements, row-major or column-major; nothing when they overflow.
std::optional<std::vector<std::int64_t>> strides(const std::vector<std::int64_t> &shape,
                                                 bool fortran)
{
    std::vector<std::int64_t> stride(shape.size());
    std::int64_t step = 1;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        const std::size_t axis = fortran ? i : shape.size() - 1 - i;
        stride[axis] = step;
        const auto next = checkedMul<std::int64_t>(step, std::max<std::int64_t>(shape[axis], 1));
        if (!next)
            return std::nullopt;
        step = *next;
    }
    return stride;
}

} // namespace

bool TensorReader::numpyBytes(Ref data, Ref dtype, std::vector<std::int64_t> shape, bool fortran,
                              Tensor &tensor)
{
    const auto type = numpyType(m_i, dtype);
    SourcePtr bytes = m_i.bytesSource(data);
    auto stride = strides(shape, fortran);
    if (!type || !bytes || !stride)
        return false;
    const std::uint64_t size = bytes->size();
    Storage storage{.key = {},
                    .dtype = type->dtype,
                    .location = "cpu",
                    .numel = size / itemSize(type->dtype),
                    .nbytes = size,
                    .bytes = std::move(bytes),
                    .bigEndian = type->bigEndian,
                    .member = {}};
    tensor.numpy = true;
    tensor.type = "numpy.ndarray";
    tensor.dtype = type->dtype;
    tensor.device = "cpu";
    tensor.shape = std::move(shape);
    tensor.stride = std::move(*stride);
    tensor.storage = static_cast<std::uint32_t>(c.storages.size());
    c.storages.push_back(std::move(storage));
    return true;
}

} // namespace lens
