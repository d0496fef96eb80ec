// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/checked.h"
#include "model/formats/newfiles.h"

#include <algorithm>

// Five pickles and the storages (formats.md 1.5). Source: torch/serialization.py, _legacy_save.
namespace lens {

using pickle::NodeId;
using pickle::NodeKind;
using pickle::Ref;

namespace {

constexpr std::string_view magicNumber = "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19";
constexpr std::int64_t protocolVersion = 1001;

Ref text(pickle::Graph &graph, std::string_view constant)
{
    return {graph.addText(NodeKind::Str, constant), 0};
}

Result<std::string> emitted(const pickle::Graph &graph, NodeId root)
{
    return pickle::Emitter(graph).emit(root);
}

// What the writer's machine was; no reader looks at it.
NodeId systemInfo(pickle::Graph &graph)
{
    const auto number = [&](std::int64_t value) { return Ref{graph.addInt(value), 0}; };
    const Ref sizes[] = {text(graph, "short"), number(2), text(graph, "int"), number(4),
                         text(graph, "long"),  number(4)};
    const Ref items[] = {
        text(graph, "protocol_version"), number(protocolVersion),
        text(graph, "little_endian"),    {graph.boolean(true), 0},
        text(graph, "type_sizes"),       {graph.addContainer(NodeKind::Dict, sizes), 0}};
    return graph.addContainer(NodeKind::Dict, items);
}

NodeId keyList(pickle::Graph &graph, const std::vector<std::string> &keys)
{
    std::vector<Ref> items;
    for (const std::string &key : keys)
        items.push_back(text(graph, key));
    return graph.addContainer(NodeKind::List, items);
}

// Storages lie in the order of their keys as texts: "0", "1", "10", "2".
std::vector<std::string> sortedKeys(std::size_t count)
{
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < count; ++i)
        keys.push_back(std::to_string(i));
    std::sort(keys.begin(), keys.end());
    return keys;
}

std::string countBytes(std::uint64_t numel)
{
    std::string bytes(sizeof numel, '\0');
    storeLittle(bytes.data(), numel);
    return bytes;
}

} // namespace

Result<SavePlan> planNewLegacy(PickledForm form)
{
    const std::vector<std::string> keys = sortedKeys(form.storages.size());
    pickle::Graph graph;
    LENS_ASSIGN(std::string magic, emitted(graph, graph.addBigInt(magicNumber)));
    LENS_ASSIGN(const std::string protocol, emitted(graph, graph.addInt(protocolVersion)));
    LENS_ASSIGN(const std::string system, emitted(graph, systemInfo(graph)));
    LENS_ASSIGN(const std::string keyPickle, emitted(graph, keyList(graph, keys)));

    SavePlan plan;
    plan.bytes(magic + protocol + system + form.pickle + keyPickle);
    for (const std::string &key : keys) {
        const NewStorage &storage = form.storages[std::stoul(key)];
        plan.bytes(countBytes(storage.numel));
        plan.copy(storage.bytes, 0, storage.bytes->size());
    }
    return plan;
}

} // namespace lens
