// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/scalars.h"

#include "model/base/text.h"

namespace lens::cli {

namespace {

using pickle::Graph;
using pickle::NodeId;
using pickle::NodeKind;
using pickle::noNode;

// The argument of a call, or no node.
NodeId argument(const Graph &graph, NodeId call, std::size_t index)
{
    const NodeKind kind = graph.kind(call);
    if (kind != NodeKind::Call && kind != NodeKind::New)
        return noNode;
    const pickle::Ref args = graph.args(call);
    if (!args || index >= graph.items(args.node).size())
        return noNode;
    return graph.items(args.node)[index].node;
}

double number(const Graph &graph, NodeId node)
{
    if (node == noNode)
        return 0;
    const NodeKind kind = graph.kind(node);
    if (kind == NodeKind::Float)
        return graph.floatValue(node);
    return kind == NodeKind::Int ? static_cast<double>(graph.intValue(node)) : 0;
}

} // namespace

std::pair<double, double> complexValue(const Graph &graph, NodeId node)
{
    return {number(graph, argument(graph, node, 0)), number(graph, argument(graph, node, 1))};
}

std::vector<std::int64_t> sizeValue(const Graph &graph, NodeId node)
{
    std::vector<std::int64_t> size;
    const NodeId extents = argument(graph, node, 0);
    if (extents == noNode)
        return size;
    for (const pickle::Ref extent : graph.items(extents)) {
        const bool isInt = graph.kind(extent.node) == NodeKind::Int;
        size.push_back(isInt ? graph.intValue(extent.node) : 0);
    }
    return size;
}

std::string bytesValue(const Graph &graph, NodeId node)
{
    // bytearray(_codecs.encode(text, 'latin1')) is the deepest that Python writes.
    for (int depth = 0; depth < 3 && node != noNode; ++depth) {
        const NodeKind kind = graph.kind(node);
        if (kind == NodeKind::Bytes || kind == NodeKind::ByteArray)
            return std::string(graph.text(node));
        std::string bytes;
        if (kind == NodeKind::Str)
            return utf8ToLatin1(graph.text(node), bytes) ? bytes : std::string(graph.text(node));
        node = argument(graph, node, 0);
    }
    return {};
}

} // namespace lens::cli
