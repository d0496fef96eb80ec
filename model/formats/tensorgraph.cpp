// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/tensorgraph.h"

namespace lens {

using pickle::NodeKind;
using pickle::Ref;

namespace {

// Strides of a row-major tensor. A description is checked before it comes here; wrapping is only
// to be without undefined behaviour for shapes that hold no element.
std::vector<std::int64_t> contiguous(const std::vector<std::int64_t> &shape)
{
    std::vector<std::int64_t> stride(shape.size());
    std::uint64_t step = 1;
    for (std::size_t i = shape.size(); i-- > 0;) {
        stride[i] = static_cast<std::int64_t>(step);
        step *= static_cast<std::uint64_t>(shape[i] > 1 ? shape[i] : 1);
    }
    return stride;
}

} // namespace

Ref TensorGraph::global(std::string_view module, std::string_view name)
{
    const auto [known, isNew] = m_globals.try_emplace(name);
    if (isNew)
        known->second = {m_graph.addGlobal(module, name), 0};
    return known->second;
}

Ref TensorGraph::tuple(const std::vector<Ref> &items)
{
    return {items.empty() ? m_graph.emptyTuple() : m_graph.addContainer(NodeKind::Tuple, items), 0};
}

Ref TensorGraph::dict(const std::vector<Ref> &items)
{
    return {m_graph.addContainer(NodeKind::Dict, items), 0};
}

Ref TensorGraph::text(std::string_view kept) { return {m_graph.addText(NodeKind::Str, kept), 0}; }

Ref TensorGraph::integers(const std::vector<std::int64_t> &values)
{
    std::vector<Ref> items;
    for (const std::int64_t value : values)
        items.push_back({m_graph.addInt(value), 0});
    return tuple(items);
}

Ref TensorGraph::call(Ref callable, const std::vector<Ref> &args)
{
    return {m_graph.addObject(NodeKind::Call, callable, tuple(args)), 0};
}

// Dtypes without a storage class of their own lie in an UntypedStorage, counted in bytes.
Ref TensorGraph::storage(const TensorDescription &description)
{
    const DTypeInfo &type = info(description.dtype);
    const bool untyped = type.storageClass.empty();
    const Ref storageClass =
        untyped ? global("torch.storage", "UntypedStorage") : global("torch", type.storageClass);
    const std::uint64_t numel = untyped ? description.nbytes : description.nbytes / type.itemSize;
    if (!m_storageWord)
        m_storageWord = text("storage");
    const Ref pid = tuple({m_storageWord,
                           storageClass,
                           text(description.key),
                           text(description.device),
                           {m_graph.addInt(static_cast<std::int64_t>(numel)), 0}});
    return {m_graph.addPersistent(pid), 0};
}

Ref TensorGraph::tensor(const TensorDescription &description)
{
    const DTypeInfo &type = info(description.dtype);
    const auto &stride =
        description.stride.empty() ? contiguous(description.shape) : description.stride;
    const bool innerGrad = description.requiresGrad && !description.parameter;
    if (!m_hooks)
        m_hooks = stateDict({}, {});
    std::vector<Ref> args{
        storage(description), {m_graph.addInt(description.offset), 0}, integers(description.shape),
        integers(stride),     {m_graph.boolean(innerGrad), 0},         m_hooks};
    const bool v3 = type.storageClass.empty();
    if (v3)
        args.push_back(global("torch", type.name));
    const Ref plain =
        call(global("torch._utils", v3 ? "_rebuild_tensor_v3" : "_rebuild_tensor_v2"), args);
    if (!description.parameter)
        return plain;
    return call(global("torch._utils", "_rebuild_parameter"),
                {plain, {m_graph.boolean(description.requiresGrad), 0}, m_hooks});
}

Ref TensorGraph::stateDict(std::vector<Ref> items, std::vector<Ref> attributes)
{
    const Ref object = call(global("collections", "OrderedDict"), {});
    if (items.empty() && attributes.empty())
        return object;
    auto &extra = m_graph.mutableExtra(object.node);
    extra.dictItems = std::move(items);
    if (!attributes.empty())
        extra.states.push_back(dict(attributes));
    return object;
}

} // namespace lens
