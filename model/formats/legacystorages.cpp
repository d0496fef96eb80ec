// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/legacystorages.h"

#include "model/base/checked.h"
#include "model/base/text.h"

namespace lens {

using pickle::NodeId;
using pickle::NodeKind;
using pickle::Ref;

namespace {

constexpr std::uint64_t countBytes = 8;

std::string storageName(std::string_view key) { return "storage " + escaped(key, 100); }

std::string elements(const DTypeInfo &dtype, std::uint64_t count)
{
    return grouped(count) + " " + std::string(dtype.name) + (count == 1 ? " element" : " elements");
}

std::string keyText(const pickle::Graph &graph, Ref key)
{
    switch (graph.kind(key.node)) {
    case NodeKind::Int: return std::to_string(graph.intValue(key.node));
    case NodeKind::Str: return std::string(graph.text(key.node));
    default: return {};
    }
}

} // namespace

// Every persistent id counts, also one that no object keeps: PyTorch makes its storage anyway.
void LegacyStorages::collect(NodeId first, std::uint64_t object)
{
    m_object = object;
    const auto &graph = m_checkpoint.graph;
    const auto end = static_cast<NodeId>(graph.size());
    for (NodeId node = first; node < end; ++node) {
        if (graph.kind(node) != NodeKind::Persistent)
            continue;
        const Ref pid = graph.pid(node);
        if (!isStorageId(graph, pid))
            addModule(node, graph.items(pid.node));
        else if (const auto id = storageId(graph, pid))
            addId(node, *id); // the error of any other is the checkpoint builder's to tell
    }
}

// ('module', class, source file, source text) stands for the class.
void LegacyStorages::addModule(NodeId node, std::span<const Ref> parts)
{
    const auto &graph = m_checkpoint.graph;
    if (parts.size() == 4 && graph.kind(parts[0].node) == NodeKind::Str &&
        graph.text(parts[0].node) == "module")
        m_checkpoint.classOf[node] = parts[1];
}

void LegacyStorages::addId(NodeId node, const StorageId &id)
{
    const std::uint32_t root = storageOf(id);
    m_checkpoint.storageOf[node] = id.view ? viewOf(id, root) : root;
}

std::uint32_t LegacyStorages::storageOf(const StorageId &id)
{
    const auto [it, isNew] = m_roots.try_emplace(id.key, noIndex);
    if (isNew)
        it->second = addStorage(id.key, id.numel, id);
    else
        checkSame(it->second, id, id.numel);
    return it->second;
}

// A view is a storage of its own, with a key of its own.
std::uint32_t LegacyStorages::viewOf(const StorageId &id, std::uint32_t root)
{
    const auto [it, isNew] = m_viewKeys.try_emplace(id.view->key, noIndex);
    if (!isNew) {
        checkSame(it->second, id, id.view->numel);
        return it->second;
    }
    it->second = addStorage(id.view->key, id.view->numel, id);
    m_views.push_back({it->second, root, id.view->offset});
    return it->second;
}

std::uint32_t LegacyStorages::addStorage(std::string key, std::uint64_t numel, const StorageId &id)
{
    Storage storage;
    // Two documents inside a pickle may use one key for different storages.
    storage.key = m_place.member.empty() ? std::move(key) : m_place.member + "/" + key;
    storage.dtype = id.dtype;
    storage.untyped = id.untyped;
    storage.location = id.location;
    storage.numel = numel;
    storage.nbytes = checkedMul<std::uint64_t>(numel, itemSize(id.dtype)).value_or(UINT64_MAX);
    storage.member = m_place.member;
    m_checkpoint.storages.push_back(std::move(storage));
    return static_cast<std::uint32_t>(m_checkpoint.storages.size() - 1);
}

void LegacyStorages::checkSame(std::uint32_t storage, const StorageId &id, std::uint64_t numel)
{
    const Storage &first = m_checkpoint.storages[storage];
    if (first.dtype == id.dtype && first.numel == numel)
        return;
    report("tensor.storage-conflict", Severity::Error,
           "The ids of " + storageName(first.key) +
               " disagree: " + elements(info(first.dtype), first.numel) + " and " +
               elements(info(id.dtype), numel) + ". The first is used, as PyTorch does.",
           m_object + id.locationAt.at);
}

Result<void> LegacyStorages::place(NodeId keys, std::uint64_t at)
{
    m_at = at;
    LENS_CHECK(placeAll(keys));
    for (const View &view : m_views)
        placeView(view);
    reportMissing();
    return {};
}

Result<void> LegacyStorages::placeAll(NodeId keys)
{
    std::uint64_t placed = 0;
    const auto &graph = m_checkpoint.graph;
    for (const Ref key : graph.items(keys)) {
        if (m_job && placed++ % 1024 == 0)
            LENS_CHECK(m_job->check());
        LENS_ASSIGN(const bool known, placeNext(keyText(graph, key)));
        if (!known)
            return {};
    }
    if (left() > 0)
        report("legacy.trailing-bytes", Severity::Note,
               grouped(left()) + " bytes follow the last storage. PyTorch does not look at them.",
               m_at);
    return {};
}

// False when the key means nothing: without its element size nothing behind it can be found.
Result<bool> LegacyStorages::placeNext(const std::string &key)
{
    const auto it = m_roots.find(key);
    if (it == m_roots.end()) {
        report("legacy.unknown-key", Severity::Error,
               "The list of storage keys names " + storageName(key) +
                   ", which no tensor uses. Its size is unknown, so storages behind it are lost.",
               m_at);
        return false;
    }
    Storage &storage = m_checkpoint.storages[it->second];
    if (storage.bytes)
        report("legacy.duplicate-key", Severity::Warning,
               "The list of storage keys names " + storageName(key) +
                   " twice. The last bytes are used, as PyTorch does.",
               m_at);
    LENS_CHECK(placeStorage(storage));
    return true;
}

Result<void> LegacyStorages::placeStorage(Storage &storage)
{
    if (left() < countBytes)
        return cutShort(storage);
    LENS_ASSIGN(const auto bytes, m_place.source->readString(m_at, countBytes));
    const auto count = loadLittle<std::int64_t>(bytes.data());
    if (count < 0 || static_cast<std::uint64_t>(count) != storage.numel)
        return makeError(ErrorCode::Corrupt,
                         storageName(storage.key) + " holds " + std::to_string(count) +
                             " elements, but its tensors say " + std::to_string(storage.numel))
            .at(m_at)
            .advise("The file is damaged: get it again from where it came from.");
    if (left() - countBytes < storage.nbytes)
        return cutShort(storage);
    m_at += countBytes;
    LENS_ASSIGN(storage.bytes, subSource(m_place.source, m_at, storage.nbytes));
    storage.offset = offsetOf(*storage.bytes, m_at);
    m_at += storage.nbytes;
    return {};
}

Error LegacyStorages::cutShort(const Storage &storage) const
{
    const std::uint64_t found = left() < countBytes ? 0 : left() - countBytes;
    return makeError(ErrorCode::Truncated, "the end is missing: " + storageName(storage.key) +
                                               " (" + elements(info(storage.dtype), storage.numel) +
                                               ") needs " + grouped(storage.nbytes) + " bytes, " +
                                               grouped(found) + " are there")
        .at(m_at)
        .advise("The file was cut short: copy or download it again.");
}

void LegacyStorages::reportMissing()
{
    for (const auto &[key, index] : m_roots) {
        const Storage &storage = m_checkpoint.storages[index];
        if (!storage.bytes)
            report("legacy.missing-storage", Severity::Error,
                   "Tensors use " + storageName(storage.key) +
                       ", but the list of storage keys does not name it: it has no bytes.",
                   m_object);
    }
}

void LegacyStorages::placeView(const View &view)
{
    const Storage &root = m_checkpoint.storages[view.root];
    Storage &storage = m_checkpoint.storages[view.storage];
    const auto end = checkedAdd(view.offset, storage.numel);
    if (!end || *end > root.numel || storage.dtype != root.dtype) {
        report("storage.view-out-of-range", Severity::Error,
               storageName(storage.key) + " is a view of " +
                   elements(info(storage.dtype), storage.numel) + " from element " +
                   grouped(view.offset) + " of " + storageName(root.key) + ", which has " +
                   elements(info(root.dtype), root.numel) + ".",
               m_object);
        return;
    }
    if (!root.bytes)
        return;
    const std::uint64_t start = view.offset * itemSize(root.dtype);
    storage.offset = root.offset + start;
    if (auto bytes = subSource(root.bytes, start, storage.nbytes))
        storage.bytes = *std::move(bytes);
}

void LegacyStorages::report(std::string id, Severity severity, std::string text,
                            std::uint64_t offset)
{
    m_checkpoint.findings.push_back(
        {std::move(id), severity, std::move(text), m_place.member, offset, {}});
}

} // namespace lens
