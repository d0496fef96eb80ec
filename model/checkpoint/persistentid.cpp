// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/persistentid.h"

#include "model/base/checked.h"
#include "model/base/text.h"

#include <charconv>

namespace lens {

using pickle::Graph;
using pickle::NodeKind;
using pickle::Ref;

namespace {

// What str() makes of the tuple: all that is left of it when a pickler of protocol 0 met it.
constexpr std::string_view textStart = "('storage', <class '";

Error wrong(std::string what)
{
    return makeError(ErrorCode::Corrupt, "the id of a storage " + std::move(what));
}

bool isUntyped(std::string_view className)
{
    return className == "UntypedStorage" || className == "_UntypedStorage";
}

std::optional<std::uint64_t> count(const Graph &graph, Ref ref)
{
    if (!ref || graph.kind(ref.node) != NodeKind::Int || graph.intValue(ref.node) < 0)
        return std::nullopt;
    return static_cast<std::uint64_t>(graph.intValue(ref.node));
}

std::optional<std::string> keyText(const Graph &graph, Ref ref)
{
    if (ref && graph.kind(ref.node) == NodeKind::Str)
        return std::string(graph.text(ref.node));
    if (ref && graph.kind(ref.node) == NodeKind::Int)
        return std::to_string(graph.intValue(ref.node));
    return std::nullopt;
}

Result<void> setClass(StorageId &id, pickle::GlobalName name)
{
    const auto dtype = dtypeOfStorageClass(name);
    if (!dtype)
        return wrong("names the class " + escaped(name.module, 100) + "." +
                     escaped(name.name, 100) + ", which is no storage class of PyTorch");
    id.dtype = *dtype;
    id.untyped = isUntyped(name.name);
    return {};
}

Result<void> setSize(StorageId &id, std::optional<std::uint64_t> numel)
{
    if (!numel)
        return wrong("has no element count that is an integer from 0");
    const auto nbytes = checkedMul<std::uint64_t>(*numel, itemSize(id.dtype));
    if (!nbytes)
        return wrong("claims " + std::to_string(*numel) + " elements, more than 2^64 bytes");
    id.numel = *numel;
    id.nbytes = *nbytes;
    return {};
}

Result<void> setView(StorageId &id, const Graph &graph, Ref ref)
{
    if (graph.kind(ref.node) == NodeKind::None)
        return {};
    const auto parts = graph.items(ref.node);
    if (graph.kind(ref.node) != NodeKind::Tuple || parts.size() != 3)
        return wrong("has a view that is not (key, offset, size)");
    const auto key = keyText(graph, parts[0]);
    const auto offset = count(graph, parts[1]), numel = count(graph, parts[2]);
    if (!key || !offset || !numel)
        return wrong("has a view that is not (key, offset, size)");
    id.view = StorageView{*key, *offset, *numel};
    return {};
}

Result<StorageId> fromTuple(const Graph &graph, std::span<const Ref> parts)
{
    if (parts.size() < 5 || parts.size() > 6)
        return wrong("has " + std::to_string(parts.size()) + " parts, not 5 or 6");
    StorageId id;
    if (graph.kind(parts[1].node) != NodeKind::Global)
        return wrong("has no class");
    LENS_CHECK(setClass(id, graph.global(parts[1].node)));
    const auto key = keyText(graph, parts[2]);
    if (!key)
        return wrong("has no key that is a text or an integer");
    id.key = *key;
    if (graph.kind(parts[3].node) != NodeKind::Str)
        return wrong("has no device tag that is a text");
    id.location = graph.text(parts[3].node);
    id.locationAt = parts[3];
    LENS_CHECK(setSize(id, count(graph, parts[4])));
    if (parts.size() == 6)
        LENS_CHECK(setView(id, graph, parts[5]));
    return id;
}

// Takes the text before `end` from the front of `rest`, and `end` with it.
std::optional<std::string_view> takeUntil(std::string_view &rest, std::string_view end)
{
    const auto at = rest.find(end);
    if (at == rest.npos)
        return std::nullopt;
    const auto part = rest.substr(0, at);
    rest.remove_prefix(at + end.size());
    return part;
}

std::optional<std::uint64_t> leadingCount(std::string_view text)
{
    std::uint64_t value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    const std::string_view rest(result.ptr, text.data() + text.size());
    if (result.ec != std::errc{} || (rest != ")" && rest != ", None)"))
        return std::nullopt;
    return value;
}

// ('storage', <class 'torch.FloatStorage'>, '0', 'cpu', 12) or the same with ", None" at the end.
struct TextId
{
    std::string_view className, key, location, rest;
};

std::optional<TextId> splitText(std::string_view text)
{
    if (!text.starts_with(textStart))
        return std::nullopt;
    std::string_view rest = text.substr(textStart.size());
    const auto className = takeUntil(rest, "'>, '");
    const auto key = takeUntil(rest, "', '");
    const auto location = takeUntil(rest, "', ");
    if (!className || !key || !location)
        return std::nullopt;
    return TextId{*className, *key, *location, rest};
}

Result<StorageId> fromText(Ref pid, std::string_view text)
{
    const auto parts = splitText(text);
    if (!parts)
        return wrong("is a text that is cut short");
    const auto dot = parts->className.rfind('.');
    if (dot == parts->className.npos)
        return wrong("has no class");
    StorageId id;
    LENS_CHECK(setClass(id, {parts->className.substr(0, dot), parts->className.substr(dot + 1)}));
    id.key = parts->key;
    id.location = parts->location;
    id.locationAt = pid;
    LENS_CHECK(setSize(id, leadingCount(parts->rest)));
    return id;
}

} // namespace

std::optional<DType> dtypeOfStorageClass(pickle::GlobalName name)
{
    const bool storages = name.module == "torch.storage";
    if (isUntyped(name.name))
        return storages || name.module == "torch" ? std::optional(DType::UInt8) : std::nullopt;
    if (!storages && name.module != "torch" && name.module != "torch.cuda")
        return std::nullopt;
    return dtypeFromStorageClass(name.name);
}

bool isStorageId(const Graph &graph, Ref pid)
{
    if (!pid)
        return false;
    if (graph.kind(pid.node) == NodeKind::Str)
        return graph.text(pid.node).starts_with(textStart);
    const auto parts = graph.items(pid.node);
    return graph.kind(pid.node) == NodeKind::Tuple && !parts.empty() &&
           graph.kind(parts[0].node) == NodeKind::Str && graph.text(parts[0].node) == "storage";
}

Result<StorageId> storageId(const Graph &graph, Ref pid)
{
    if (!isStorageId(graph, pid))
        return wrong("is not a tuple that begins with 'storage'");
    if (graph.kind(pid.node) == NodeKind::Str)
        return fromText(pid, graph.text(pid.node));
    return fromTuple(graph, graph.items(pid.node));
}

std::optional<std::string> textIdAt(std::string_view id, std::string_view location)
{
    const auto parts = splitText(id);
    if (!parts)
        return std::nullopt;
    const auto at = static_cast<std::size_t>(parts->location.data() - id.data());
    return std::string(id).replace(at, parts->location.size(), location);
}

Storage storageNamed(const StorageId &id)
{
    Storage storage;
    storage.key = id.key;
    storage.dtype = id.dtype;
    storage.untyped = id.untyped;
    storage.location = id.location;
    storage.numel = id.numel;
    storage.nbytes = id.nbytes;
    return storage;
}

} // namespace lens
