// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/objects.h"

#include "model/checkpoint/tensorreader.h"

namespace lens {

using pickle::NodeId;
using pickle::NodeKind;
using pickle::Ref;

namespace {

EntryKind plainKind(NodeKind kind)
{
    switch (kind) {
    case NodeKind::None: return EntryKind::None;
    case NodeKind::Bool: return EntryKind::Bool;
    case NodeKind::Int:
    case NodeKind::BigInt: return EntryKind::Int;
    case NodeKind::Float: return EntryKind::Float;
    case NodeKind::Str: return EntryKind::Str;
    case NodeKind::Bytes:
    case NodeKind::ByteArray: return EntryKind::Bytes;
    case NodeKind::Tuple: return EntryKind::Tuple;
    case NodeKind::List: return EntryKind::List;
    case NodeKind::Dict: return EntryKind::Dict;
    case NodeKind::Set: return EntryKind::Set;
    case NodeKind::FrozenSet: return EntryKind::FrozenSet;
    default: return EntryKind::Object;
    }
}

class Viewer
{
public:
    Viewer(Interpreter &interpreter, NodeId node)
        : m_i(interpreter)
        , m_graph(interpreter.c.graph)
        , m_node(node)
    {}

    ObjectView view()
    {
        const NodeKind kind = m_graph.kind(m_node);
        m_view.kind = plainKind(kind);
        if (kind == NodeKind::Dict)
            addPairs(m_graph.items(m_node));
        else if (kind == NodeKind::Global)
            global();
        else if (kind == NodeKind::Persistent)
            persistent();
        else if (kind == NodeKind::Call || kind == NodeKind::New)
            object();
        else
            addList(m_graph.items(m_node));
        return std::move(m_view);
    }

private:
    void addList(std::span<const Ref> items)
    {
        m_view.list.insert(m_view.list.end(), items.begin(), items.end());
    }
    void addPairs(std::span<const Ref> items)
    {
        for (std::size_t i = 0; i + 1 < items.size(); i += 2)
            m_view.pairs.emplace_back(items[i], items[i + 1]);
    }
    void global()
    {
        const Known known = m_i.known(m_node);
        if (m_i.dtype({m_node, 0}))
            m_view.kind = EntryKind::DType;
        else if (known != Known::Ellipsis && known != Known::NotImplemented)
            m_view.kind = EntryKind::Class;
    }
    void persistent();
    void tensor(std::uint32_t index);
    void object();
    bool callOfKnown(Known known, std::span<const Ref> args);
    void container(EntryKind kind, std::span<const Ref> args);
    bool orderedPairs(std::span<const Ref> args);
    bool numpyScalar(std::span<const Ref> args);
    void said();

    Interpreter &m_i;
    const pickle::Graph &m_graph;
    NodeId m_node;
    ObjectView m_view;
};

void Viewer::persistent()
{
    auto &c = m_i.c;
    if (const auto storage = c.storageOf.find(m_node); storage != c.storageOf.end()) {
        m_view.kind = EntryKind::Storage;
        m_view.index = storage->second;
    } else if (const auto known = c.tensorOf.find(m_node); known != c.tensorOf.end()) {
        tensor(known->second);
    } else if (c.classOf.contains(m_node)) {
        m_view.kind = EntryKind::Class;
    }
}

void Viewer::tensor(std::uint32_t index)
{
    m_view.kind = EntryKind::Tensor;
    m_view.index = index;
    for (const auto &[name, ref] : m_i.c.tensors[index].parts)
        m_view.attributes.emplace_back(name, ref);
}

// What APPENDS, SETITEMS and BUILD said of the object.
void Viewer::said()
{
    const pickle::ObjectExtra &extra = m_graph.extra(m_node);
    addList(extra.listItems);
    addPairs(extra.dictItems);
    for (Ref state : extra.states) {
        if (!m_i.attributes(state, m_view.attributes))
            m_view.states.push_back(state);
    }
}

void Viewer::container(EntryKind kind, std::span<const Ref> args)
{
    m_view.kind = kind;
    if (!args.empty())
        addList(m_graph.items(args[0].node));
    said();
}

// OrderedDict([[key, value], …]) as Python 2 wrote it, Counter({key: n}).
bool Viewer::orderedPairs(std::span<const Ref> args)
{
    if (args.empty())
        return true;
    if (m_graph.kind(args[0].node) == NodeKind::Dict) {
        addPairs(m_graph.items(args[0].node));
        return true;
    }
    for (Ref pair : m_graph.items(args[0].node)) {
        const auto parts = m_graph.items(pair.node);
        if (parts.size() != 2)
            return false;
        m_view.pairs.emplace_back(parts[0], parts[1]);
    }
    return true;
}

bool Viewer::numpyScalar(std::span<const Ref> args)
{
    const auto type = args.empty() ? std::nullopt : numpyType(m_i, args[0]);
    const auto raw = args.size() > 1 ? m_i.bytes(args[1]) : std::nullopt;
    if (!type || !raw || raw->size() != itemSize(type->dtype))
        return false;
    switch (info(type->dtype).dtypeClass) {
    case DTypeClass::Integer: m_view.kind = EntryKind::Int; return true;
    case DTypeClass::Float: m_view.kind = EntryKind::Float; return true;
    case DTypeClass::Complex: m_view.kind = EntryKind::Complex; return true;
    case DTypeClass::Bool: m_view.kind = EntryKind::Bool; return true;
    default: return false;
    }
}

bool Viewer::callOfKnown(Known known, std::span<const Ref> args)
{
    switch (known) {
    case Known::SetClass: container(EntryKind::Set, args); return true;
    case Known::FrozenSetClass: container(EntryKind::FrozenSet, args); return true;
    case Known::TorchSize:
        m_view.kind = EntryKind::Size;
        return m_i.integers({m_node, 0}).has_value();
    case Known::TorchDevice:
        m_view.kind = EntryKind::Device;
        return m_i.device({m_node, 0}).has_value();
    case Known::ComplexClass: m_view.kind = EntryKind::Complex; return args.size() == 2;
    case Known::BytesClass:
    case Known::CodecsEncode:
        m_view.kind = EntryKind::Bytes;
        return m_i.bytes({m_node, 0}).has_value();
    case Known::ByteArrayClass:
        m_view.kind = EntryKind::Bytes;
        return args.empty() || m_i.bytes(args[0]).has_value();
    case Known::NumpyScalar: return numpyScalar(args);
    case Known::NumpyDtype:
        m_view.kind = EntryKind::DType;
        return numpyType(m_i, {m_node, 0}).has_value();
    case Known::Getattr:
        m_view.kind = EntryKind::Class;
        return args.size() == 2 && m_graph.kind(args[0].node) == NodeKind::Global &&
               m_i.string(args[1]).has_value();
    case Known::ClassByName:
        m_view.kind = EntryKind::Class;
        return args.size() == 1 && m_i.string(args[0]).has_value();
    case Known::OrderedDict:
    case Known::Counter:
        m_view.kind = EntryKind::Dict;
        if (!orderedPairs(args))
            return false;
        said();
        return true;
    default: return false;
    }
}

void Viewer::object()
{
    if (const std::uint32_t index = m_i.tensorFor(m_node); index != noIndex)
        return tensor(index);
    const Ref args = m_graph.args(m_node);
    const Known known = m_i.knownCallable(m_node);
    if (callOfKnown(known, m_i.tuple(args)))
        return;
    m_view = {};
    const auto parts = m_i.tuple(args);
    const bool reconstructed = known == Known::Reconstructor && parts.size() == 3;
    if (reconstructed) // (class, base, the base's value)
        m_view.args = m_graph.kind(parts[2].node) == NodeKind::None ? Ref{} : args;
    else if (!parts.empty() || m_graph.kind(args.node) != NodeKind::Tuple)
        m_view.args = args;
    const Ref kwargs = m_graph.kwargs(m_node);
    if (kwargs && !m_graph.items(kwargs.node).empty())
        m_view.kwargs = kwargs;
    said();
    if (known == Known::DefaultDict || !m_view.pairs.empty())
        m_view.kind = EntryKind::Dict;
    else if (known == Known::Deque || !m_view.list.empty())
        m_view.kind = EntryKind::List;
}

} // namespace

bool hasIdentity(EntryKind kind, const ObjectView &view)
{
    switch (kind) {
    case EntryKind::Dict:
    case EntryKind::List:
    case EntryKind::Set:
    case EntryKind::FrozenSet:
    case EntryKind::Tensor:
    case EntryKind::Storage:
    case EntryKind::Object: return true;
    case EntryKind::Tuple: return !view.list.empty();
    default: return false;
    }
}

ObjectView viewOf(Interpreter &interpreter, NodeId node)
{
    return Viewer(interpreter, node).view();
}

} // namespace lens
