// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/tensorreader.h"

#include "model/pickle/python2.h"

#include <algorithm>

// Tensors that are built around others: sparse, nested, jagged, wrapper subclasses.
namespace lens {

using pickle::NodeKind;
using pickle::Ref;

namespace {

struct SparseLayout
{
    std::string_view name;
    Layout layout;
    std::string_view parts[3];
};

constexpr SparseLayout sparseLayouts[] = {
    {"torch.sparse_coo", Layout::SparseCoo, {"indices", "values", ""}},
    {"torch.sparse_csr", Layout::SparseCsr, {"crow_indices", "col_indices", "values"}},
    {"torch.sparse_csc", Layout::SparseCsc, {"ccol_indices", "row_indices", "values"}},
    {"torch.sparse_bsr", Layout::SparseBsr, {"crow_indices", "col_indices", "values"}},
    {"torch.sparse_bsc", Layout::SparseBsc, {"ccol_indices", "row_indices", "values"}},
};

} // namespace

// (layout, (indices, values, size[, coalesced])) or (layout, (compressed, plain, values, size))
bool TensorReader::sparse(Args args, Tensor &tensor)
{
    if (args.size() < 2)
        return false;
    const auto layoutArgs = c.graph.kind(args[0].node) == NodeKind::Call
                                ? m_i.tuple(c.graph.args(args[0].node))
                                : Args();
    const auto name = layoutArgs.empty() ? std::nullopt : m_i.string(layoutArgs[0]);
    const auto row = std::ranges::find(sparseLayouts, name.value_or(""), &SparseLayout::name);
    const auto data = m_i.tuple(args[1]);
    if (row == std::end(sparseLayouts) || data.size() < 3)
        return false;
    tensor.layout = row->layout;
    std::size_t count = row->parts[2].empty() ? 2 : 3;
    if (data.size() <= count)
        return false;
    for (std::size_t i = 0; i < count; ++i)
        part(row->parts[i], data[i], tensor);
    auto shape = sizes(data[count]);
    if (!shape)
        return false;
    inherit(data[count - 1], tensor);
    tensor.shape = std::move(*shape);
    tensor.stride.clear();
    return true;
}

// (buffer, sizes, strides, storage_offsets)
bool TensorReader::nested(Args args, Tensor &tensor)
{
    static constexpr std::string_view names[] = {"buffer", "sizes", "strides", "storage_offsets"};
    if (args.size() < 4)
        return false;
    for (std::size_t i = 0; i < 4; ++i)
        part(names[i], args[i], tensor);
    inherit(args[0], tensor);
    const std::uint32_t sizes = m_i.tensorFor(args[1].node);
    tensor.shape.clear();
    tensor.stride.clear();
    if (sizes != noIndex && !c.tensors[sizes].shape.empty())
        tensor.shape = {c.tensors[sizes].shape[0]};
    return true;
}

// ({"values": T, "offsets": T, "lengths": T or None, …},); before 2.3 (values, offsets), which the
// state has as well.
bool TensorReader::jagged(Args args, Tensor &tensor)
{
    if (args.empty())
        return false;
    tensor.layout = Layout::Jagged;
    if (c.graph.kind(args[0].node) != NodeKind::Dict) {
        if (args.size() < 2 || m_i.tensorFor(args[0].node) == noIndex)
            return false;
        inherit(args[0], tensor);
        return true;
    }
    for (std::string_view name : {"values", "offsets", "lengths"})
        part(name, m_i.dictValue(args[0], name), tensor);
    const Ref values = m_i.dictValue(args[0], "values");
    if (!values)
        return false;
    inherit(values, tensor);
    tensor.stride.clear();
    return true;
}

// (class, dtype, size, stride, offset, layout, device, requires_grad)
bool TensorReader::wrapper(Args args, Tensor &tensor)
{
    if (args.size() < 7)
        return false;
    const auto dtype = m_i.dtype(args[1]);
    auto shape = sizes(args[2]), stride = sizes(args[3]);
    if (!dtype || !shape || !stride)
        return false;
    if (tensor.type == "torch.Tensor" && c.graph.kind(args[0].node) == NodeKind::Global)
        tensor.type = pickle::modernName(c.graph.global(args[0].node));
    tensor.dtype = *dtype;
    tensor.shape = std::move(*shape);
    tensor.stride = std::move(*stride);
    tensor.storageOffset = m_i.integer(args[4]).value_or(0);
    tensor.device = m_i.device(args[6]).value_or("");
    grad(args, 7, tensor);
    return true;
}

void TensorReader::part(std::string_view name, Ref ref, Tensor &tensor)
{
    if (ref && c.graph.kind(ref.node) != NodeKind::None)
        tensor.parts.emplace_back(name, ref);
}

// dtype, device and shape of the tensor this one is built around.
void TensorReader::inherit(Ref inner, Tensor &tensor)
{
    const std::uint32_t index = m_i.tensorFor(m_i.resolved(inner.node));
    if (index == noIndex)
        return;
    const Tensor &other = c.tensors[index];
    tensor.dtype = other.dtype;
    tensor.device = other.device;
    tensor.shape = other.shape;
}

void TensorReader::addParts(Ref state, Tensor &tensor)
{
    std::vector<std::pair<std::string_view, Ref>> attributes;
    if (c.graph.kind(state.node) == NodeKind::None)
        return;
    if (!m_i.attributes(state, attributes, m_i.m_partsLeft)) {
        tensor.parts.emplace_back("state", state);
        return;
    }
    m_i.m_partsLeft -= attributes.size();
    for (const auto &[name, ref] : attributes) {
        tensor.parts.emplace_back(name, ref);
        // How torch marks a Parameter of a subclass: DTensor, quantised weights.
        if (name == "_is_param" && c.graph.kind(ref.node) == NodeKind::Bool &&
            c.graph.boolValue(ref.node))
            tensor.parameter = true;
    }
}

} // namespace lens
