// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/legacystorages.h"
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

// 0x1950a86a20f9469cfc6c as LONG1 (protocol 2 and later, little endian) and as text (0 and 1).
constexpr std::string_view magicLong = "\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.";
constexpr std::string_view magicText = "L119547037146038801333356L\n.";
constexpr std::size_t protoBytes = 2, frameBytes = 9;
constexpr std::int64_t protocolVersion = 1001;
constexpr const char *getAgain =
    "The file is damaged or incomplete: get it again from where it came from.";

enum Part { Magic, Protocol, SysInfo, Object, Keys };
constexpr std::array<const char *, 5> partNames = {
    "the magic number",  "the protocol number",      "the system information",
    "the object pickle", "the list of storage keys",
};

// Reads one legacy stream into a checkpoint: the file's own, or a document inside a pickle.
class LegacyReader
{
public:
    LegacyReader(Checkpoint &checkpoint, const DocumentPlace &place, const Job *job)
        : m_checkpoint(checkpoint)
        , m_place(place)
        , m_job(job)
        , m_storages(checkpoint, place, job)
    {}
    Result<std::uint32_t> read();

private:
    Result<void> readParts();
    Result<void> readPart(Part part);
    Result<void> checkHeader();
    NodeId root(Part part) const { return m_checkpoint.streams[m_streams[part]].reading.root.node; }

    Checkpoint &m_checkpoint;
    const DocumentPlace &m_place;
    const Job *m_job;
    LegacyStorages m_storages;
    std::array<std::uint64_t, 5> m_offsets{};
    std::array<std::uint32_t, 5> m_streams{};
    std::uint64_t m_end = 0; // of the last pickle
};

Result<std::uint32_t> LegacyReader::read()
{
    LENS_CHECK(readParts());
    LENS_CHECK(checkHeader());
    LENS_CHECK(m_storages.place(root(Keys), m_end));
    return m_streams[Object];
}

Result<void> LegacyReader::readParts()
{
    std::size_t whole = 0;
    for (; whole < m_offsets.size(); ++whole) {
        m_offsets[whole] = m_end;
        const auto length = pickle::pickleLength(*m_place.source, m_end);
        if (!length)
            break;
        m_end += *length;
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
        m_storages.collect(first, m_offsets[Object]);
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
        m_checkpoint.findings.push_back(
            {"legacy.sys-info",
             Severity::Warning,
             "The system information is not a dict. PyTorch does not look at it.",
             m_place.member,
             m_offsets[SysInfo],
             {}});
    if (graph.kind(root(Keys)) != NodeKind::List)
        return makeError(ErrorCode::Corrupt, "the storage keys are not a list")
            .at(m_offsets[Keys])
            .advise(getAgain);
    return {};
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
