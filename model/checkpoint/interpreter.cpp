// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/interpreter.h"

#include "model/base/text.h"

#include <algorithm>
#include <iterator>

namespace lens {

using pickle::NodeId;
using pickle::NodeKind;
using pickle::Ref;

Known Interpreter::known(NodeId node)
{
    if (node == pickle::noNode)
        return Known::Unknown;
    if (c.graph.kind(node) == NodeKind::Call)
        return knownContainer(node);
    if (c.graph.kind(node) != NodeKind::Global)
        return Known::Unknown;
    const auto [found, isNew] = m_known.try_emplace(node, Known::Unknown);
    if (isNew)
        found->second = knownGlobal(c.graph.global(node));
    return found->second;
}

// dill has a call in the place of Python's own types.
Known Interpreter::knownContainer(NodeId call)
{
    const NodeId callable = c.graph.callable(call).node;
    if (callable == pickle::noNode || c.graph.kind(callable) != NodeKind::Global ||
        known(callable) != Known::ClassByName)
        return Known::Unknown;
    const auto args = tuple(c.graph.args(call));
    const auto name = args.size() == 1 ? string(args[0]) : std::nullopt;
    constexpr std::size_t longest =
        16; // of those below; a hostile file asks often, with longer ones
    const bool isShort = name && name->size() <= longest;
    const Known found = isShort ? knownGlobal({"builtins", *name}) : Known::Unknown;
    switch (found) {
    case Known::SetClass:
    case Known::FrozenSetClass:
    case Known::ComplexClass:
    case Known::ByteArrayClass:
    case Known::BytesClass: return found;
    default: return Known::Unknown;
    }
}

Known Interpreter::knownCallable(NodeId node)
{
    const NodeKind kind = c.graph.kind(node);
    if (kind != NodeKind::Call && kind != NodeKind::New)
        return Known::Unknown;
    return known(c.graph.callable(node).node);
}

NodeId Interpreter::resolved(NodeId node)
{
    for (int depth = 0; depth < 8; ++depth) {
        const bool isFirst = knownCallable(node) == Known::FirstArgument;
        if (const auto args = isFirst ? tuple(c.graph.args(node)) : std::span<const Ref>();
            !args.empty()) {
            node = args[0].node;
            continue;
        }
        const auto inner = c.innerRootOf.find(node);
        if (inner == c.innerRootOf.end() || !inner->second)
            break;
        node = inner->second.node;
    }
    return node;
}

std::optional<std::int64_t> Interpreter::integer(Ref ref) const
{
    if (!ref || c.graph.kind(ref.node) != NodeKind::Int)
        return std::nullopt;
    return c.graph.intValue(ref.node);
}

std::optional<std::string_view> Interpreter::string(Ref ref) const
{
    if (!ref || c.graph.kind(ref.node) != NodeKind::Str)
        return std::nullopt;
    return c.graph.text(ref.node);
}

std::span<const Ref> Interpreter::tuple(Ref ref) const
{
    if (!ref || c.graph.kind(ref.node) != NodeKind::Tuple)
        return {};
    return c.graph.items(ref.node);
}

std::optional<std::vector<std::int64_t>> Interpreter::integers(Ref ref, std::size_t most)
{
    std::vector<std::int64_t> values;
    if (ref && knownCallable(ref.node) == Known::TorchSize) {
        const auto args = tuple(c.graph.args(ref.node));
        if (args.empty())
            return values;
        ref = args[0];
    }
    if (!ref)
        return std::nullopt;
    const NodeKind kind = c.graph.kind(ref.node);
    if (kind != NodeKind::Tuple && kind != NodeKind::List)
        return std::nullopt;
    const auto items = c.graph.items(ref.node);
    for (Ref item : items.first(std::min(items.size(), most))) {
        const auto value = integer(item);
        if (!value)
            return std::nullopt;
        values.push_back(*value);
    }
    return values;
}

std::optional<DType> Interpreter::dtype(Ref ref)
{
    if (!ref || c.graph.kind(ref.node) != NodeKind::Global)
        return std::nullopt;
    const auto name = c.graph.global(ref.node);
    return name.module == "torch" ? dtypeFromName(name.name) : std::nullopt;
}

std::optional<std::string> Interpreter::device(Ref ref)
{
    if (!ref || knownCallable(ref.node) != Known::TorchDevice)
        return std::nullopt;
    const auto args = tuple(c.graph.args(ref.node));
    const auto type = args.empty() ? std::nullopt : string(args[0]);
    if (!type)
        return std::nullopt;
    const auto index = args.size() > 1 ? integer(args[1]) : std::nullopt;
    return std::string(*type) + (index ? ":" + std::to_string(*index) : "");
}

std::optional<std::string_view> Interpreter::bytes(Ref ref)
{
    if (!ref)
        return std::nullopt;
    const NodeKind kind = c.graph.kind(ref.node);
    if (kind == NodeKind::Bytes || kind == NodeKind::ByteArray)
        return c.graph.text(ref.node);
    if (kind == NodeKind::Str && c.graph.isPython2String(ref.node))
        return c.graph.rawText(ref.node);
    const Known callable = knownCallable(ref.node);
    if (callable == Known::BytesClass && tuple(c.graph.args(ref.node)).empty())
        return std::string_view();
    if (callable != Known::CodecsEncode)
        return std::nullopt;
    const auto raw = encoded(ref.node);
    return raw ? std::optional<std::string_view>(*raw) : std::nullopt;
}

// What `_codecs.encode(text, 'latin1')` gives; null for another codec or a text beyond it.
std::shared_ptr<const std::string> Interpreter::encoded(NodeId call)
{
    const auto args = tuple(c.graph.args(call));
    const auto text = args.size() < 2 ? std::nullopt : string(args[0]);
    const auto codec = args.size() < 2 ? std::nullopt : string(args[1]);
    if (!text || (codec != "latin1" && codec != "latin-1"))
        return nullptr;
    auto &decoded = m_decoded[args[0].node];
    std::string raw;
    if (!decoded && utf8ToLatin1(*text, raw))
        decoded = std::make_shared<const std::string>(std::move(raw));
    return decoded;
}

SourcePtr Interpreter::bytesSource(Ref ref)
{
    // What protocol 5 writes as a bytearray is a call in the others.
    if (ref && knownCallable(ref.node) == Known::ByteArrayClass) {
        const auto args = tuple(c.graph.args(ref.node));
        if (args.empty())
            return memoryView({}, c.graph.keeper());
        ref = args[0];
    }
    const auto raw = bytes(ref);
    if (!raw)
        return nullptr;
    const bool made = knownCallable(ref.node) == Known::CodecsEncode;
    const auto owner = made ? std::shared_ptr<const void>(encoded(ref.node)) : c.graph.keeper();
    return memoryView(std::as_bytes(std::span(*raw)), owner);
}

Ref Interpreter::dictValue(Ref dict, std::string_view key) const
{
    if (!dict || c.graph.kind(dict.node) != NodeKind::Dict)
        return {};
    const auto items = c.graph.items(dict.node);
    Ref value;
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
        if (string(items[i]) == key)
            value = items[i + 1];
    }
    return value;
}

namespace {

bool namesOnly(const pickle::Graph &graph, Ref dict)
{
    if (graph.kind(dict.node) != NodeKind::Dict)
        return false;
    const auto items = graph.items(dict.node);
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
        if (graph.kind(items[i].node) != NodeKind::Str)
            return false;
    }
    return true;
}

} // namespace

bool Interpreter::attributes(Ref state, std::vector<std::pair<std::string_view, Ref>> &out,
                             std::size_t most) const
{
    const auto &graph = c.graph;
    std::vector<Ref> dicts{state};
    if (const auto pair = tuple(state); pair.size() == 2)
        dicts.assign(pair.begin(), pair.end());
    for (Ref dict : dicts) {
        const std::size_t names = graph.items(dict.node).size() / 2;
        if (names > most || (graph.kind(dict.node) != NodeKind::None && !namesOnly(graph, dict)))
            return false;
        most -= names;
    }
    for (Ref dict : dicts) {
        const auto items = graph.items(dict.node);
        for (std::size_t i = 0; i + 1 < items.size(); i += 2)
            out.emplace_back(graph.text(items[i].node), items[i + 1]);
    }
    return true;
}

std::uint32_t Interpreter::streamOf(NodeId node) const
{
    // Streams lie in the order in which they were read, and so do their nodes.
    const auto next = std::ranges::upper_bound(
        c.streams, node, {}, [](const PickleStream &stream) { return stream.reading.firstNode; });
    if (next == c.streams.begin() || node >= std::prev(next)->reading.endNode)
        return noIndex;
    return static_cast<std::uint32_t>(next - c.streams.begin() - 1);
}

void Interpreter::finding(const char *id, Severity severity, std::string text, Ref place)
{
    const std::uint32_t stream = place ? streamOf(place.node) : noIndex;
    if (stream == noIndex)
        return m_findings.add(id, severity, std::move(text));
    m_findings.add(id, severity, std::move(text), c.streams[stream].member,
                   c.streams[stream].offset + place.at);
}

void Interpreter::reportFindings()
{
    std::ranges::move(m_findings.take(), std::back_inserter(c.findings));
}

} // namespace lens
