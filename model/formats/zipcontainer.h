// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"
#include "model/formats/zipcheck.h"
#include "model/formats/zipdirectory.h"

#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace lens {

// The bytes of a record as they lie in the archive. The local header, which alone says where that
// is, is read when the bytes are first asked for: an archive of 200,000 records opens without
// 200,000 reads.
class ZipRecordSource final : public ByteSource
{
public:
    // `payload` is the offset of the bytes where it is known, else 0.
    ZipRecordSource(std::shared_ptr<const ZipDirectory> directory, std::uint32_t record,
                    std::uint64_t payload)
        : m_directory(std::move(directory))
        , m_record(record)
        , m_payload(payload)
    {}
    std::uint64_t size() const override { return record().stored; }
    Result<void> read(std::uint64_t offset, std::span<std::byte> out) const override;
    std::optional<FileRange> fileRange() const override;
    const ZipRecord &record() const { return m_directory->records[m_record]; }

private:
    Result<std::uint64_t> payload() const;

    const std::shared_ptr<const ZipDirectory> m_directory;
    const std::uint32_t m_record;
    mutable std::atomic<std::uint64_t> m_payload;
};

// The archive of a checkpoint, kept for verifying and saving.
class ZipContainer final : public Container
{
public:
    // Archives of up to this many records have every local header checked when they are opened;
    // larger ones when they are verified or scanned (checkContainer).
    static constexpr std::size_t checkedAtOpen = 4096;

    std::shared_ptr<const ZipDirectory> directory;
    std::string root; // folder of the checkpoint's records, with its slash
    bool localHeadersChecked = false;
    std::vector<std::uint64_t> payloads;      // by record, when local headers were checked
    std::vector<std::uint32_t> streamRecords; // by stream: the record that it is; noIndex for none

    // A record below the root; null when there is none.
    const ZipRecord *find(std::string_view name) const
    {
        return directory->find(root + std::string(name));
    }
    // The bytes of a record, inflated; null for a method or place that cannot be read.
    SourcePtr bytes(const ZipRecord &record) const;
    // Where its payload starts, or its local header when that was not read yet.
    std::uint64_t offset(const ZipRecord &record) const;
};

// All bytes of a record, at most `limit`.
Result<std::string> readRecord(const ZipContainer &container, const ZipRecord &record,
                               std::uint64_t limit);

// CRC-32 as zip records it.
std::uint32_t crc32Of(std::string_view bytes, std::uint32_t before = 0);
// False for a CRC of 0 on a record that is not empty: what torch writes when it is told to compute
// no CRC.
bool hasCrc(const ZipRecord &record);

} // namespace lens
