// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/checked.h"
#include "model/base/text.h"
#include "model/checkpoint/persistentid.h"
#include "model/formats/streamreading.h"
#include "model/pickle/token.h"

#include <array>

// The format of torch.save before 1.6: five pickles in a row (magic number, protocol, sys_info, the
// object, the list of storage keys), then for each key its element count and its bytes, unpadded.
// Source: torch/serialization.py, _legacy_save and _legacy_load.
namespace lens {

using pickle::NodeId;
using pickle::NodeKind;
using pickle::Ref;

namespace {

// 0x1950a86a20f9469cfc6c as protocol 2 and later write it (LONG1, little endian), and as 0 and 1
// do.
constexpr std::string_view magicLong = "\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.";
constexpr std::string_view magicText = "L119547037146038801333356L\n.";
constexpr std::size_t protoBytes = 2, frameBytes = 9;
constexpr std::int64_t protocolVersion = 1001;
constexpr std::uint64_t countBytes = 8;
constexpr const char *getAgain =
    "The file is damaged or incomplete: get it again from where it came from.";

enum Part { Magic, Protocol, SysInfo, Object, Keys };
constexpr std::array<const char *, 5> partNames = {
    "the magic number",  "the protocol number",      "the system information",
    "the object pickle", "the list of storage keys",
};

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

// Reads one legacy stream into a checkpoint: the file's own, or a document inside a pickle.
class LegacyReader
{
public:
    LegacyReader(Checkpoint &checkpoint, const DocumentPlace &place, const Job *job)
        : m_checkpoint(checkpoint)
        , m_place(place)
        , m_job(job)
    {}
    Result<std::uint32_t> read();

private:
    struct View
    {
        std::uint32_t storage, root;
        std::uint64_t offset; // elements
    };

    Result<void> readParts();
    Result<void> readPart(Part part);
    Result<void> checkHeader();
    void collectIds(NodeId first);
    void addModule(NodeId node, std::span<const Ref> parts);
    void addId(NodeId node, const StorageId &id);
    std::uint32_t storageOf(const StorageId &id);
    std::uint32_t viewOf(const StorageId &id, std::uint32_t root);
    std::uint32_t addStorage(std::string key, std::uint64_t numel, const StorageId &id);
    void checkSame(std::uint32_t storage, const StorageId &id, std::uint64_t numel);
    Result<void> placeStorages();
    Result<bool> placeNext(const std::string &key);
    Result<void> placeStorage(Storage &storage);
    Error cutShort(const Storage &storage) const;
    void placeViews();
    void placeView(const View &view);
    void report(std::string id, Severity severity, std::string text, std::uint64_t offset);
    std::uint64_t left() const { return m_place.source->size() - m_at; }
    pickle::NodeId root(Part part) const
    {
        return m_checkpoint.streams[m_streams[part]].reading.root.node;
    }

    Checkpoint &m_checkpoint;
    const DocumentPlace &m_place;
    const Job *m_job;
    std::array<std::uint64_t, 5> m_offsets{};
    std::array<std::uint32_t, 5> m_streams{};
    std::uint64_t m_at = 0; // where the next storage begins
    std::unordered_map<std::string, std::uint32_t> m_roots, m_viewKeys; // key -> storage
    std::vector<View> m_views;
};

Result<std::uint32_t> LegacyReader::read()
{
    LENS_CHECK(readParts());
    LENS_CHECK(checkHeader());
    LENS_CHECK(placeStorages());
    placeViews();
    return m_streams[Object];
}

Result<void> LegacyReader::readParts()
{
    std::size_t whole = 0;
    for (; whole < m_offsets.size(); ++whole) {
        m_offsets[whole] = m_at;
        const auto length = pickle::pickleLength(*m_place.source, m_at);
        if (!length)
            break;
        m_at += *length;
    }
    // The object comes first, so that it is stream 0 of a file. A part without an end is read too:
    // that says what is wrong, and keeps what stands before that place for a safety report.
    Result<void> result;
    for (const Part part : {Object, Magic, Protocol, SysInfo, Keys}) {
        if (part > whole)
            continue;
        auto read = readPart(part);
        if (!read && result)
            result = std::move(read).error();
    }
    return result;
}

Result<void> LegacyReader::readPart(Part part)
{
    const auto first = static_cast<NodeId>(m_checkpoint.graph.size());
    StreamPlace place{m_place.source, m_place.member, partNames[part], m_offsets[part]};
    place.parent = m_place.parent;
    place.parentAt = m_place.parentAt;
    if (m_place.parent != noIndex)
        place.document = m_place.source;
    LENS_ASSIGN(m_streams[part], addStream(m_checkpoint, place, m_job));
    if (part == Object)
        collectIds(first);
    return {};
}

Result<void> LegacyReader::checkHeader()
{
    const auto &graph = m_checkpoint.graph;
    if (!startsLegacyStream(m_checkpoint.streams[m_streams[Magic]].bytes))
        return makeError(ErrorCode::Corrupt, "the magic number of a legacy checkpoint is wrong")
            .at(m_offsets[Magic])
            .advise(getAgain);
    if (graph.kind(root(Protocol)) != NodeKind::Int ||
        graph.intValue(root(Protocol)) != protocolVersion)
        return makeError(ErrorCode::Unsupported, "the legacy stream has an unknown version")
            .at(m_offsets[Protocol])
            .advise("PyTorch has only ever written version 1001.");
    if (graph.kind(root(SysInfo)) != NodeKind::Dict)
        report("legacy.sys-info", Severity::Warning,
               "The system information is not a dict. PyTorch does not look at it.",
               m_offsets[SysInfo]);
    if (graph.kind(root(Keys)) != NodeKind::List)
        return makeError(ErrorCode::Corrupt, "the storage keys are not a list")
            .at(m_offsets[Keys])
            .advise(getAgain);
    return {};
}

// Every persistent id counts, also one that no object keeps: PyTorch makes its storage all the
// same.
void LegacyReader::collectIds(NodeId first)
{
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
void LegacyReader::addModule(NodeId node, std::span<const Ref> parts)
{
    const auto &graph = m_checkpoint.graph;
    if (parts.size() == 4 && graph.kind(parts[0].node) == NodeKind::Str &&
        graph.text(parts[0].node) == "module")
        m_checkpoint.classOf[node] = parts[1];
}

void LegacyReader::addId(NodeId node, const StorageId &id)
{
    const std::uint32_t root = storageOf(id);
    m_checkpoint.storageOf[node] = id.view ? viewOf(id, root) : root;
}

std::uint32_t LegacyReader::storageOf(const StorageId &id)
{
    const auto [it, isNew] = m_roots.try_emplace(id.key, noIndex);
    if (isNew)
        it->second = addStorage(id.key, id.numel, id);
    else
        checkSame(it->second, id, id.numel);
    return it->second;
}

// A view is a storage of its own, with a key of its own.
std::uint32_t LegacyReader::viewOf(const StorageId &id, std::uint32_t root)
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

std::uint32_t LegacyReader::addStorage(std::string key, std::uint64_t numel, const StorageId &id)
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

void LegacyReader::checkSame(std::uint32_t storage, const StorageId &id, std::uint64_t numel)
{
    const Storage &first = m_checkpoint.storages[storage];
    if (first.dtype == id.dtype && first.numel == numel)
        return;
    report("storage.conflicting-ids", Severity::Error,
           "The ids of " + storageName(first.key) +
               " disagree: " + elements(info(first.dtype), first.numel) + " and " +
               elements(info(id.dtype), numel) + ". The first is used, as PyTorch does.",
           m_offsets[Object] + id.locationAt.at);
}

Result<void> LegacyReader::placeStorages()
{
    std::uint64_t placed = 0;
    const auto &graph = m_checkpoint.graph;
    for (const Ref key : graph.items(root(Keys))) {
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
Result<bool> LegacyReader::placeNext(const std::string &key)
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

Result<void> LegacyReader::placeStorage(Storage &storage)
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
            .advise(getAgain);
    if (left() - countBytes < storage.nbytes)
        return cutShort(storage);
    m_at += countBytes;
    LENS_ASSIGN(storage.bytes, subSource(m_place.source, m_at, storage.nbytes));
    storage.offset = offsetOf(*storage.bytes, m_at);
    m_at += storage.nbytes;
    return {};
}

Error LegacyReader::cutShort(const Storage &storage) const
{
    const std::uint64_t found = left() < countBytes ? 0 : left() - countBytes;
    return makeError(ErrorCode::Truncated, "the end is missing: " + storageName(storage.key) +
                                               " (" + elements(info(storage.dtype), storage.numel) +
                                               ") needs " + grouped(storage.nbytes) + " bytes, " +
                                               grouped(found) + " are there")
        .at(m_at)
        .advise("The file was cut short: copy or download it again.");
}

void LegacyReader::placeViews()
{
    for (const View &view : m_views)
        placeView(view);
    for (const auto &[key, index] : m_roots) {
        if (!m_checkpoint.storages[index].bytes)
            report("legacy.missing-storage", Severity::Error,
                   "Tensors use " + storageName(key) +
                       ", but the list of storage keys does not name it: it has no bytes.",
                   m_offsets[Keys]);
    }
}

void LegacyReader::placeView(const View &view)
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
               m_offsets[Object]);
        return;
    }
    if (!root.bytes)
        return;
    const std::uint64_t start = view.offset * itemSize(root.dtype);
    storage.offset = root.offset + start;
    if (auto bytes = subSource(root.bytes, start, storage.nbytes))
        storage.bytes = *std::move(bytes);
}

void LegacyReader::report(std::string id, Severity severity, std::string text, std::uint64_t offset)
{
    m_checkpoint.findings.push_back(
        {std::move(id), severity, std::move(text), m_place.member, offset, {}});
}

} // namespace

bool startsLegacyStream(std::string_view bytes)
{
    if (bytes.starts_with(magicText))
        return true;
    if (bytes.size() >= protoBytes && static_cast<std::uint8_t>(bytes[0]) == pickle::OpProto)
        bytes.remove_prefix(protoBytes);
    if (bytes.size() >= frameBytes && static_cast<std::uint8_t>(bytes[0]) == pickle::OpFrame)
        bytes.remove_prefix(frameBytes);
    return bytes.starts_with(magicLong);
}

Result<std::uint32_t> readLegacyDocument(Checkpoint &checkpoint, const DocumentPlace &place,
                                         const Job *job)
{
    return LegacyReader(checkpoint, place, job).read();
}

} // namespace lens
