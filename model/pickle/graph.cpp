// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/pickle/graph.h"

#include "model/base/limits.h"

#include <algorithm>

namespace lens::pickle {

namespace {

const ObjectExtra nothingSaid;

bool isContainer(NodeKind kind)
{
    return kind == NodeKind::Tuple || kind == NodeKind::List || kind == NodeKind::Dict ||
           kind == NodeKind::Set || kind == NodeKind::FrozenSet;
}

} // namespace

Graph::Graph()
{
    Node none{.kind = NodeKind::None, .integer = 0};
    add(none);
    for (std::int64_t truth : {0, 1})
        add(Node{.kind = NodeKind::Bool, .integer = truth});
    add(Node{.kind = NodeKind::Tuple, .range = {0, 0}});
    for (std::int64_t small = 0; small < 256; ++small)
        m_smallInts.push_back(add(Node{.kind = NodeKind::Int, .integer = small}));
}

NodeId Graph::add(Node node)
{
    m_nodes.push_back(node);
    return static_cast<NodeId>(m_nodes.size() - 1);
}

std::string_view Graph::text(NodeId id) const
{
    const Node &node = m_nodes[id];
    return {node.text.data, node.text.size};
}

std::string_view Graph::rawText(NodeId id) const
{
    return m_nodes[id].python2 ? m_rawTexts[m_nodes[id].text.more] : text(id);
}

bool Graph::isPython2String(NodeId id) const { return m_nodes[id].python2; }

GlobalName Graph::global(NodeId id) const
{
    const Node &node = m_nodes[id];
    if (node.kind != NodeKind::Global)
        return {};
    const std::string_view both(node.text.data, node.text.size);
    return {both.substr(0, node.text.more), both.substr(node.text.more)};
}

std::span<const Ref> Graph::items(NodeId id) const
{
    const Node &node = m_nodes[id];
    if (!isContainer(node.kind))
        return {};
    return {m_refs.data() + node.range.first, node.range.count};
}

// The references of a Call, a New or a Persistent lie in m_refs: callable, args, kwargs; or pid.
Ref Graph::callable(NodeId id) const { return m_refs[m_nodes[id].range.first]; }

Ref Graph::args(NodeId id) const { return m_refs[m_nodes[id].range.first + 1]; }

Ref Graph::kwargs(NodeId id) const
{
    const Node &node = m_nodes[id];
    return node.range.count > 2 ? m_refs[node.range.first + 2] : Ref{};
}

const ObjectExtra &Graph::extra(NodeId id) const
{
    const Node &node = m_nodes[id];
    const bool object = node.kind == NodeKind::Call || node.kind == NodeKind::New;
    return object && node.aux ? m_extras[node.aux - 1] : nothingSaid;
}

Ref Graph::pid(NodeId id) const { return m_refs[m_nodes[id].range.first]; }

NodeId Graph::addInt(std::int64_t value)
{
    if (value >= 0 && value < 256)
        return m_smallInts[static_cast<std::size_t>(value)];
    return add(Node{.kind = NodeKind::Int, .integer = value});
}

NodeId Graph::addBigInt(std::string_view littleEndian)
{
    return addText(NodeKind::BigInt, littleEndian);
}

NodeId Graph::addFloat(double value) { return add(Node{.kind = NodeKind::Float, .real = value}); }

NodeId Graph::addText(NodeKind kind, std::string_view text)
{
    return add(
        Node{.kind = kind, .text = {text.data(), static_cast<std::uint32_t>(text.size()), 0}});
}

NodeId Graph::addPython2String(std::string_view utf8, std::string_view raw)
{
    const NodeId id = addText(NodeKind::Str, utf8);
    m_nodes[id].python2 = true;
    m_nodes[id].text.more = static_cast<std::uint32_t>(m_rawTexts.size());
    m_rawTexts.push_back(raw);
    return id;
}

NodeId Graph::addGlobal(std::string_view module, std::string_view name)
{
    // GLOBAL's two lines lie a newline apart: a joined copy is one view.
    const std::string_view both = keep(std::string(module) + std::string(name));
    const NodeId id = addText(NodeKind::Global, both);
    m_nodes[id].text.more = static_cast<std::uint32_t>(module.size());
    return id;
}

NodeId Graph::addContainer(NodeKind kind, std::span<const Ref> items)
{
    if (kind == NodeKind::Tuple && items.empty())
        return emptyTuple();
    const NodeId id = add(Node{.kind = kind,
                               .aux = static_cast<std::uint32_t>(items.size()),
                               .range = {m_refs.size(), static_cast<std::uint32_t>(items.size())}});
    m_refs.insert(m_refs.end(), items.begin(), items.end());
    return id;
}

NodeId Graph::addObject(NodeKind kind, Ref callable, Ref args, Ref kwargs)
{
    const NodeId id = add(Node{.kind = kind, .range = {m_refs.size(), kwargs ? 3u : 2u}});
    m_refs.push_back(callable);
    m_refs.push_back(args);
    if (kwargs)
        m_refs.push_back(kwargs);
    return id;
}

NodeId Graph::addPersistent(Ref pid)
{
    const NodeId id = add(Node{.kind = NodeKind::Persistent, .range = {m_refs.size(), 1}});
    m_refs.push_back(pid);
    return id;
}

NodeId Graph::addExtension(std::int64_t code)
{
    return add(Node{.kind = NodeKind::Extension, .integer = code});
}

NodeId Graph::addBuffer() { return add(Node{.kind = NodeKind::Buffer, .integer = 0}); }

void Graph::append(NodeId container, std::span<const Ref> items)
{
    Node &node = m_nodes[container];
    const std::uint32_t wanted = node.range.count + static_cast<std::uint32_t>(items.size());
    const bool atEnd = node.range.first + node.range.count == m_refs.size();
    if (!atEnd && wanted > node.aux) { // move to the end, with room to grow
        const auto first = m_refs.size();
        const std::uint32_t capacity = std::max<std::uint32_t>(2 * wanted, 8);
        m_refs.resize(first + capacity);
        std::copy_n(m_refs.begin() + node.range.first, node.range.count, m_refs.begin() + first);
        node.range.first = first;
        node.aux = capacity;
    } else if (atEnd && wanted > node.aux) {
        m_refs.resize(node.range.first + wanted);
        node.aux = wanted;
    }
    std::copy(items.begin(), items.end(), m_refs.begin() + node.range.first + node.range.count);
    node.range.count = wanted;
}

ObjectExtra &Graph::mutableExtra(NodeId object)
{
    Node &node = m_nodes[object];
    if (!node.aux) {
        m_extras.emplace_back();
        node.aux = static_cast<std::uint32_t>(m_extras.size());
    }
    return m_extras[node.aux - 1];
}

} // namespace lens::pickle
