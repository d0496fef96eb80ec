// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/checked.h"
#include "model/base/limits.h"
#include "model/base/text.h"
#include "model/checkpoint/build.h"
#include "model/checkpoint/geometry.h"
#include "model/checkpoint/persistentid.h"
#include "model/formats/streamreading.h"
#include "model/formats/streams.h"
#include "model/formats/tardirectory.h"

#include <algorithm>

// The format of torch before 0.1.10: a tar of `storages` and `tensors` (pickles with raw numbers
// between them) and `pickle`, the object, whose persistent ids are keys into both.
// Source: torch/serialization.py, legacy_load inside _legacy_load.
namespace lens {

using pickle::NodeId;
using pickle::NodeKind;
using pickle::Ref;

namespace {

constexpr const char *getAgain = "The file is damaged: get it again from where it came from.";

// A member read front to back: a pickle here, raw numbers there.
struct Cursor
{
    std::string name;
    SourcePtr source;
    std::uint64_t at = 0;

    std::uint64_t left() const { return source->size() - at; }
    Error damaged(std::string what) const
    {
        return makeError(ErrorCode::Corrupt, std::move(what)).in(name).at(at).advise(getAgain);
    }
    Error cutShort(std::string what) const
    {
        return makeError(ErrorCode::Truncated, "the member ends inside " + std::move(what))
            .in(name)
            .at(at)
            .advise(getAgain);
    }
    template <typename T>
    Result<T> number(const std::string &what)
    {
        if (left() < sizeof(T))
            return cutShort(what);
        LENS_ASSIGN(const auto bytes, source->readString(at, sizeof(T)));
        at += sizeof(T);
        return loadLittle<T>(bytes.data());
    }
};

// Keys are ints (addresses of C objects); the persistent id may be the same number as a text.
std::optional<std::string> keyText(const pickle::Graph &graph, Ref key)
{
    if (graph.kind(key.node) == NodeKind::Int)
        return std::to_string(graph.intValue(key.node));
    if (graph.kind(key.node) == NodeKind::Str)
        return std::string(graph.text(key.node));
    return std::nullopt;
}

class TarReader final : public StorageResolver
{
public:
    TarReader(Checkpoint &checkpoint, const Job *job)
        : m_checkpoint(checkpoint)
        , m_job(job)
    {}
    Result<void> read();
    std::vector<TarMember> membersRead() const;
    void locate(Storage &) override {} // read() has placed them all
    bool resolveOther(Checkpoint &checkpoint, NodeId node, Ref pid) override;

private:
    Result<Cursor> member(std::string_view name);
    void warnOfOthers(std::string_view name, const TarMember &chosen);
    Result<std::uint32_t> readPickle(Cursor &cursor, const std::string &what);
    Result<std::uint64_t> readCount(Cursor &cursor);
    Result<std::span<const Ref>> readTuple(Cursor &cursor, const std::string &what,
                                           std::size_t length);
    void readSystemInfo();
    Result<void> readStorages();
    Result<void> readStorage(Cursor &cursor);
    Result<void> readViews(Cursor &cursor);
    Result<void> addView(const Cursor &cursor, std::span<const Ref> parts);
    Result<void> readTensors();
    Result<void> readTensor(Cursor &cursor);
    void report(std::string id, Severity severity, std::string text, std::string member,
                std::optional<std::uint64_t> offset = std::nullopt);

    Checkpoint &m_checkpoint;
    const Job *m_job;
    std::vector<TarMember> m_members;
    std::vector<TarMember> m_read;
    std::unordered_map<std::string, std::uint32_t> m_storages, m_tensors; // by key
};

Result<void> TarReader::read()
{
    LENS_ASSIGN(m_members, readTarDirectory(*m_checkpoint.source));
    LENS_ASSIGN(auto object, member("pickle"));
    LENS_ASSIGN(const auto stream, readPickle(object, "the object pickle"));
    m_checkpoint.root = m_checkpoint.streams[stream].reading.root;
    if (object.left() > 0)
        report("tar.trailing-bytes", Severity::Note,
               grouped(object.left()) + " bytes follow the object. PyTorch does not look at them.",
               object.name, object.at);
    readSystemInfo();
    LENS_CHECK(readStorages());
    return readTensors();
}

std::vector<TarMember> TarReader::membersRead() const
{
    auto members = m_read;
    std::sort(members.begin(), members.end(),
              [](const auto &a, const auto &b) { return a.headerAt < b.headerAt; });
    return members;
}

// The last member of that name, as Python's tarfile takes it; links are never followed.
Result<Cursor> TarReader::member(std::string_view name)
{
    const auto found = std::find_if(m_members.rbegin(), m_members.rend(), [&](const auto &each) {
        return each.name == name && each.regular();
    });
    if (found == m_members.rend())
        return makeError(ErrorCode::Corrupt,
                         "the tar archive has no file named " + std::string(name))
            .advise("It is no checkpoint of PyTorch before 0.1.10; unpack it and open what is "
                    "inside.");
    warnOfOthers(name, *found);
    m_read.push_back(*found);
    LENS_ASSIGN(auto source, subSource(m_checkpoint.source, found->dataAt, found->size));
    return Cursor{std::string(name), std::move(source)};
}

void TarReader::warnOfOthers(std::string_view name, const TarMember &chosen)
{
    for (const TarMember &each : m_members) {
        if (each.name != name || each.headerAt == chosen.headerAt)
            continue;
        if (each.regular())
            report("tar.duplicate-member", Severity::Warning,
                   "The archive holds this member twice. The last is used, as PyTorch does.",
                   each.name);
        else
            report("tar.link", Severity::Error,
                   "A member of this name is a link or a device. It is not followed.", each.name);
    }
}

Result<std::uint32_t> TarReader::readPickle(Cursor &cursor, const std::string &what)
{
    if (m_job)
        LENS_CHECK(m_job->check());
    LENS_ASSIGN(const auto index,
                addStream(m_checkpoint, {cursor.source, cursor.name, what, cursor.at}, m_job));
    cursor.at += m_checkpoint.streams[index].bytes.size();
    return index;
}

Result<std::uint64_t> TarReader::readCount(Cursor &cursor)
{
    LENS_ASSIGN(const auto stream, readPickle(cursor, "the number of items"));
    const NodeId root = m_checkpoint.streams[stream].reading.root.node;
    const auto &graph = m_checkpoint.graph;
    if (graph.kind(root) != NodeKind::Int || graph.intValue(root) < 0)
        return cursor.damaged("the number of items is not an integer from 0");
    return static_cast<std::uint64_t>(graph.intValue(root));
}

Result<std::span<const Ref>> TarReader::readTuple(Cursor &cursor, const std::string &what,
                                                  std::size_t length)
{
    const Cursor start = cursor;
    LENS_ASSIGN(const auto stream, readPickle(cursor, what));
    const NodeId root = m_checkpoint.streams[stream].reading.root.node;
    const auto parts = m_checkpoint.graph.items(root);
    if (m_checkpoint.graph.kind(root) != NodeKind::Tuple || parts.size() != length)
        return start.damaged(what + " is not a tuple of " + std::to_string(length));
    return parts;
}

// PyTorch never reads it, so it may be broken or missing; what it names is listed all the same.
void TarReader::readSystemInfo()
{
    auto cursor = member("sys_info");
    if (cursor && !readPickle(*cursor, "the system information"))
        report("tar.sys-info", Severity::Warning,
               "The system information cannot be read. PyTorch does not look at it.", "sys_info");
}

Result<void> TarReader::readStorages()
{
    LENS_ASSIGN(auto cursor, member("storages"));
    LENS_ASSIGN(const auto count, readCount(cursor));
    for (std::uint64_t i = 0; i < count; ++i)
        LENS_CHECK(readStorage(cursor));
    return readViews(cursor);
}

Result<void> TarReader::readStorage(Cursor &cursor)
{
    const auto &graph = m_checkpoint.graph;
    const Cursor start = cursor;
    LENS_ASSIGN(const auto parts, readTuple(cursor, "the head of a storage", 3));
    const auto key = keyText(graph, parts[0]);
    if (!key || graph.kind(parts[1].node) != NodeKind::Str ||
        graph.kind(parts[2].node) != NodeKind::Global)
        return start.damaged("the head of a storage is not (key, device, class)");
    const auto dtype = dtypeOfStorageClass(graph.global(parts[2].node));
    if (!dtype)
        return start.damaged("the class of a storage is no storage class of PyTorch");
    Storage storage;
    storage.key = *key;
    storage.dtype = *dtype;
    storage.location = graph.text(parts[1].node);
    storage.member = cursor.name;
    const std::string what = "storage " + escaped(*key, 100);
    LENS_ASSIGN(const auto numel, cursor.number<std::int64_t>(what));
    const auto nbytes =
        checkedMul<std::uint64_t>(static_cast<std::uint64_t>(numel), itemSize(*dtype));
    if (numel < 0 || !nbytes || *nbytes > cursor.left())
        return cursor.cutShort(what + ", which claims " + std::to_string(numel) + " elements");
    storage.numel = static_cast<std::uint64_t>(numel);
    storage.nbytes = *nbytes;
    LENS_ASSIGN(storage.bytes, subSource(cursor.source, cursor.at, *nbytes));
    storage.offset = offsetOf(*storage.bytes, cursor.at);
    cursor.at += *nbytes;

    const auto index = static_cast<std::uint32_t>(m_checkpoint.storages.size());
    DeviceSite site;
    site.stream = static_cast<std::uint32_t>(m_checkpoint.streams.size() - 1);
    site.text = parts[1];
    site.tag = storage.location;
    site.storage = index;
    m_checkpoint.sites.push_back(std::move(site));
    m_storages[*key] = index;
    m_checkpoint.storages.push_back(std::move(storage));
    return {};
}

Result<void> TarReader::readViews(Cursor &cursor)
{
    const auto &graph = m_checkpoint.graph;
    LENS_ASSIGN(const auto stream, readPickle(cursor, "the list of storage views"));
    const NodeId list = m_checkpoint.streams[stream].reading.root.node;
    if (graph.kind(list) != NodeKind::List)
        return cursor.damaged("the storage views are not a list");
    for (const Ref view : graph.items(list))
        LENS_CHECK(addView(cursor, graph.items(view.node)));
    return {};
}

// (key, key of the storage it is a part of, offset and size in elements)
Result<void> TarReader::addView(const Cursor &cursor, std::span<const Ref> parts)
{
    const auto &graph = m_checkpoint.graph;
    if (parts.size() != 4 || graph.kind(parts[2].node) != NodeKind::Int ||
        graph.kind(parts[3].node) != NodeKind::Int)
        return cursor.damaged("a storage view is not (key, storage, offset, size)");
    const auto key = keyText(graph, parts[0]), rootKey = keyText(graph, parts[1]);
    const auto root = m_storages.find(rootKey.value_or(std::string()));
    if (!key || root == m_storages.end())
        return cursor.damaged("a storage view is of a storage that is not there");
    Storage storage = m_checkpoint.storages[root->second];
    const auto offset = static_cast<std::uint64_t>(graph.intValue(parts[2].node));
    const auto numel = static_cast<std::uint64_t>(graph.intValue(parts[3].node));
    const auto end = checkedAdd(offset, numel); // a negative number is far out of range
    if (!end || *end > storage.numel)
        return cursor.damaged("a view of storage " + escaped(storage.key, 100) +
                              " reaches beyond its " + grouped(storage.numel) + " elements");
    const unsigned size = itemSize(storage.dtype);
    LENS_ASSIGN(storage.bytes, subSource(storage.bytes, offset * size, numel * size));
    storage.key = *key;
    storage.numel = numel;
    storage.nbytes = numel * size;
    storage.offset += offset * size;
    m_storages[*key] = static_cast<std::uint32_t>(m_checkpoint.storages.size());
    m_checkpoint.storages.push_back(std::move(storage));
    return {};
}

Result<void> TarReader::readTensors()
{
    LENS_ASSIGN(auto cursor, member("tensors"));
    LENS_ASSIGN(const auto count, readCount(cursor));
    for (std::uint64_t i = 0; i < count; ++i)
        LENS_CHECK(readTensor(cursor));
    return {};
}

Result<void> TarReader::readTensor(Cursor &cursor)
{
    const auto &graph = m_checkpoint.graph;
    const Cursor start = cursor;
    LENS_ASSIGN(const auto parts, readTuple(cursor, "the head of a tensor", 3));
    const auto key = keyText(graph, parts[0]), storageKey = keyText(graph, parts[1]);
    const auto storage = m_storages.find(storageKey.value_or(std::string()));
    if (!key || storage == m_storages.end())
        return start.damaged("a tensor is of a storage that is not there");

    const std::string what = "tensor " + escaped(*key, 100);
    LENS_ASSIGN(const auto rank, cursor.number<std::int32_t>(what));
    LENS_CHECK(cursor.number<std::int32_t>(what)); // the rank was once written as 8 bytes
    if (rank < 0 || static_cast<std::uint64_t>(rank) > limits::tensorRank)
        return start.damaged(what + " claims " + std::to_string(rank) + " dimensions");
    Tensor tensor;
    for (auto *numbers : {&tensor.shape, &tensor.stride}) {
        for (std::int32_t i = 0; i < rank; ++i) {
            LENS_ASSIGN(const auto number, cursor.number<std::int64_t>(what));
            numbers->push_back(number);
        }
    }
    LENS_ASSIGN(tensor.storageOffset, cursor.number<std::int64_t>(what));
    const Storage &bytes = m_checkpoint.storages[storage->second];
    tensor.broken =
        geometryProblem({tensor.shape, tensor.stride, tensor.storageOffset}, bytes.numel);
    if (!tensor.broken.empty())
        return start.damaged(what + " does not fit its storage: " + tensor.broken);
    tensor.dtype = bytes.dtype;
    tensor.storage = storage->second;
    tensor.device = bytes.location;
    tensor.type = "torch.Tensor";
    m_tensors[*key] = static_cast<std::uint32_t>(m_checkpoint.tensors.size());
    m_checkpoint.tensors.push_back(std::move(tensor));
    return {};
}

bool TarReader::resolveOther(Checkpoint &checkpoint, NodeId node, Ref pid)
{
    const auto &graph = checkpoint.graph;
    if (graph.kind(pid.node) == NodeKind::Tuple && !graph.items(pid.node).empty()) {
        checkpoint.classOf[node] = graph.items(pid.node)[0]; // (class, source file, source text)
        return true;
    }
    const auto key = keyText(graph, pid);
    if (!key)
        return false;
    if (const auto tensor = m_tensors.find(*key); tensor != m_tensors.end())
        checkpoint.tensorOf[node] = tensor->second;
    else if (const auto storage = m_storages.find(*key); storage != m_storages.end())
        checkpoint.storageOf[node] = storage->second;
    else
        return false;
    return true;
}

void TarReader::report(std::string id, Severity severity, std::string text, std::string member,
                       std::optional<std::uint64_t> offset)
{
    m_checkpoint.findings.push_back(
        {std::move(id), severity, std::move(text), std::move(member), offset, {}});
}

} // namespace

Result<CheckpointPtr> openTar(SourcePtr source, std::shared_ptr<const File> file, std::string name,
                              const Job *job)
{
    auto checkpoint = newCheckpoint(std::move(source), std::move(file), std::move(name), "tar");
    checkpoint->writer = "PyTorch before 0.1.10 (tar)";
    TarReader reader(*checkpoint, job);
    LENS_CHECK(reader.read());
    auto container = std::make_shared<TarContainer>();
    container->members = reader.membersRead();
    checkpoint->container = std::move(container);
    LENS_CHECK(readInnerDocuments(*checkpoint, job));
    LENS_CHECK(buildCheckpoint(*checkpoint, reader, job));
    return CheckpointPtr(std::move(checkpoint));
}

void salvageTar(Checkpoint &checkpoint, const Job *job)
{
    // Errors are in the streams.
    (void)TarReader(checkpoint, job).read();
    (void)readInnerDocuments(checkpoint, job);
}

} // namespace lens
