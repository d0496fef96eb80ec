// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/zipcontainer.h"

#include "model/base/text.h"
#include "model/formats/inflatedsource.h"

#include <zlib.h>

namespace lens {

// Deflate writes at least one byte for 1,032.
constexpr std::uint64_t deflateRatio = 1032;

Result<std::uint64_t> ZipRecordSource::payload() const
{
    std::uint64_t known = m_payload.load(std::memory_order_relaxed);
    if (known != 0)
        return known;
    LENS_ASSIGN(const LocalHeader local, readLocalHeader(*m_directory, record()));
    m_payload.store(local.payload, std::memory_order_relaxed);
    return local.payload;
}

Result<void> ZipRecordSource::read(std::uint64_t offset, std::span<std::byte> out) const
{
    if (offset > size() || out.size() > size() - offset)
        return makeError(ErrorCode::Truncated, std::to_string(out.size()) +
                                                   " bytes are needed here, but the record has " +
                                                   std::to_string(size()))
            .in(escaped(record().name, 200))
            .at(offset);
    LENS_ASSIGN(const std::uint64_t start, payload());
    return m_directory->source->read(start + offset, out);
}

std::optional<FileRange> ZipRecordSource::fileRange() const
{
    const auto start = payload();
    auto range = m_directory->source->fileRange();
    if (!start || !range)
        return std::nullopt;
    range->offset += *start;
    range->length = size();
    return range;
}

SourcePtr ZipContainer::bytes(const ZipRecord &record) const
{
    if (!record.inside || (record.method != 0 && record.method != 8))
        return nullptr;
    const std::uint32_t index = directory->indexOf(record);
    const std::uint64_t payload = payloads.empty() ? 0 : payloads[index];
    if (localHeadersChecked && payload == 0)
        return nullptr;
    auto stored = std::make_shared<ZipRecordSource>(directory, index, payload);
    return record.method == 0 ? stored : inflatedSource(std::move(stored), record.size);
}

std::uint64_t ZipContainer::offset(const ZipRecord &record) const
{
    const std::uint64_t payload = payloads.empty() ? 0 : payloads[directory->indexOf(record)];
    return payload != 0 ? payload : record.header;
}

Result<std::string> readRecord(const ZipContainer &container, const ZipRecord &record,
                               std::uint64_t limit)
{
    const std::string name = escaped(record.name, 200);
    const SourcePtr bytes = container.bytes(record);
    if (!bytes)
        return makeError(ErrorCode::Corrupt, "this record cannot be read")
            .in(name)
            .at(record.header)
            .advise("The file is damaged; copy it again from its source.");
    if (bytes->size() > limit)
        return makeError(ErrorCode::Limit, "this record has " + humanBytes(bytes->size()) +
                                               ", more than the " + humanBytes(limit) +
                                               " we read of its kind")
            .in(name);
    if (record.method == 8 && record.size / deflateRatio > record.stored)
        return makeError(ErrorCode::Corrupt,
                         "this record claims more bytes than its compressed data can give")
            .in(name);
    auto text = bytes->readString(0, bytes->size());
    if (!text)
        return std::move(text).error().in(name);
    return text;
}

std::uint32_t crc32Of(std::string_view bytes, std::uint32_t before)
{
    return static_cast<std::uint32_t>(
        crc32_z(before, reinterpret_cast<const Bytef *>(bytes.data()), bytes.size()));
}

bool hasCrc(const ZipRecord &record) { return record.crc != 0 || record.size == 0; }

} // namespace lens
