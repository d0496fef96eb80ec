// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/zipstreams.h"

#include "model/base/limits.h"
#include "model/base/text.h"
#include "model/checkpoint/persistentid.h"

#include <algorithm>

namespace lens {

namespace {

// The pickles of a TorchScript archive whose storages lie in a folder of their own, named as the
// pickle is: what the code refers to, and the inputs that a module was traced with (2.x).
constexpr std::string_view foldered[] = {"constants.pkl", "traced_inputs.pkl"};

std::uint64_t sizeLimit(const ZipRecord &record)
{
    return record.method == 0 ? limits::pickleBytes : limits::inflatedPickleBytes;
}

} // namespace

std::string ZipStreams::memberName(const ZipRecord &record) const
{
    const bool below = record.name.starts_with(m_container.root);
    return std::string(below ? record.name.substr(m_container.root.size()) : record.name);
}

bool ZipStreams::isMain(const ZipRecord &record) const
{
    const auto &added = m_container.streamRecords;
    return !added.empty() && added.front() == m_container.directory->indexOf(record);
}

Result<std::uint32_t> ZipStreams::add(const ZipRecord &record)
{
    LENS_ASSIGN(auto bytes, readRecord(m_container, record, sizeLimit(record)));
    if (hasCrc(record) && crc32Of(bytes) != record.crc)
        m_findings.add("zip.crc-mismatch", Severity::Error,
                       "The bytes of this pickle are not those that were saved (CRC differs).",
                       record.name);
    PickleStream stream;
    stream.member = memberName(record);
    stream.bytes = m_checkpoint.graph.keep(std::move(bytes));
    stream.reading = pickle::read(m_checkpoint.graph, stream.bytes, m_job);
    const auto error = stream.reading.error;
    const auto index = static_cast<std::uint32_t>(m_checkpoint.streams.size());
    m_checkpoint.streams.push_back(std::move(stream));
    m_container.streamRecords.push_back(m_container.directory->indexOf(record));
    if (error && error->code == ErrorCode::Cancelled)
        return *error;
    if (error)
        return Error(*error)
            .in(escaped(record.name, 200))
            .advise("The file is damaged or was not written by PyTorch.");
    LENS_CHECK(addTrailing(index, m_container.streamRecords.back()));
    return index;
}

// torch.load stops at the first STOP; a scanner that stops there too would miss the rest.
Result<void> ZipStreams::addTrailing(std::uint32_t stream, std::uint32_t record)
{
    const std::string_view bytes = m_checkpoint.streams[stream].bytes;
    std::uint64_t at = m_checkpoint.streams[stream].reading.end;
    if (at >= bytes.size())
        return {};
    m_findings.add("pickle.trailing-bytes", Severity::Warning,
                   grouped(bytes.size() - at) + " bytes follow the end of the pickle.",
                   m_container.directory->records[record].name, at);
    for (std::uint64_t count = 0; at < bytes.size() && count < limits::pickleSequence; ++count) {
        PickleStream further;
        further.member = m_checkpoint.streams[stream].member;
        further.offset = at;
        further.bytes = bytes.substr(at);
        further.reading = pickle::read(m_checkpoint.graph, further.bytes, m_job);
        const auto error = further.reading.error;
        const std::uint64_t length = further.reading.end;
        m_checkpoint.streams.push_back(std::move(further));
        m_container.streamRecords.push_back(noIndex); // never edited
        if (error && error->code == ErrorCode::Cancelled)
            return *error;
        if (error || length == 0)
            return {};
        at += length;
    }
    return {};
}

Result<void> ZipStreams::addOther(const ZipRecord &record)
{
    if (m_otherBytes + record.size > limits::inflatedPickleBytes) {
        m_findings.add("zip.pickle-not-read", Severity::Error,
                       "This pickle was not looked at: all of them together are too large.",
                       record.name);
        return {};
    }
    m_otherBytes += record.size;
    const auto firstNode = static_cast<pickle::NodeId>(m_checkpoint.graph.size());
    const auto stream = add(record);
    if (stream && std::ranges::count(foldered, m_checkpoint.streams[*stream].member) > 0)
        placeFoldered(firstNode, m_checkpoint.streams[*stream].member);
    if (stream)
        return {};
    if (stream.error().code == ErrorCode::Cancelled)
        return stream.error();
    m_findings.add("zip.broken-pickle", Severity::Error,
                   "This record is not a complete pickle: " + stream.error().message, record.name,
                   stream.error().offset);
    return {};
}

Result<void> ZipStreams::addOthers()
{
    for (const ZipRecord &record : m_container.directory->records)
        if (record.name.ends_with(".pkl") && !isMain(record))
            LENS_CHECK(addOther(record));
    return {};
}

void ZipStreams::placeFoldered(pickle::NodeId firstNode, std::string_view member)
{
    const std::string folder = std::string(member.substr(0, member.find('.'))) + '/';
    placeStorages(m_checkpoint, firstNode, [&](Storage &storage) {
        storage.key = storage.member = folder + storage.key;
        const ZipRecord *record = m_container.find(storage.member);
        if (!record)
            return;
        storage.bytes = m_container.bytes(*record);
        storage.offset = record->method == 0 ? m_container.offset(*record) : 0;
    });
}

void placeStorages(Checkpoint &checkpoint, pickle::NodeId first,
                   const std::function<void(Storage &)> &locate)
{
    const auto &graph = checkpoint.graph;
    std::unordered_map<std::string, std::uint32_t> placed;
    for (pickle::NodeId node = first; node < graph.size(); ++node) {
        if (graph.kind(node) != pickle::NodeKind::Persistent ||
            !isStorageId(graph, graph.pid(node)))
            continue;
        const auto id = storageId(graph, graph.pid(node));
        if (!id)
            continue;
        const auto next = static_cast<std::uint32_t>(checkpoint.storages.size());
        const auto [known, isNew] = placed.try_emplace(id->key, next);
        checkpoint.storageOf[node] = known->second;
        if (!isNew)
            continue;
        Storage storage = storageNamed(*id);
        locate(storage);
        checkpoint.storages.push_back(std::move(storage));
    }
}

} // namespace lens
