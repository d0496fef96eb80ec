// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/bytesource.h"
#include "model/base/finding.h"
#include "model/base/job.h"
#include "model/formats/zipend.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace lens {

// A record as the central directory describes it. Local headers are never trusted for sizes: torch
// writes zeros there (formats.md 1.3).
struct ZipRecord
{
    std::string_view name;    // as written, into ZipDirectory::bytes
    std::uint64_t header = 0; // offset of the local header, from the start of the source
    std::uint64_t stored = 0; // bytes in the archive
    std::uint64_t size = 0;   // bytes of the record
    std::uint32_t crc = 0;    // 0 for a record that is not empty: not recorded
    std::uint32_t entry = 0;  // offset of its entry in ZipDirectory::bytes
    std::uint16_t method = 0; // 0 stored, 8 deflated; others cannot be read
    std::uint16_t flags = 0;
    bool inside = true; // header and payload lie before the directory
};

// The index of a zip archive, read from its central directory as torch reads it: the directory at
// the end is the truth, one read brings it in, names are views into it. Reading touches no payload
// and no local header; checkLocalHeaders (zipcheck.h) does that.
struct ZipDirectory
{
    SourcePtr source;
    std::string bytes;              // the directory, raw
    ZipEnd end;                     // where the directory lies
    std::vector<ZipRecord> records; // in directory order
    std::vector<Finding> findings;
    std::unordered_map<std::string_view, std::uint32_t> byName; // the last of duplicates, as torch
    bool duplicates = false;                                    // a name stands for two records

    const ZipRecord *find(std::string_view name) const;
    // The same, faster when it is this record. Whoever asks for all goes through them in order.
    const ZipRecord *find(std::string_view name, std::uint32_t likely) const;
    // As torch looks records up: ASCII case does not count. Slow; for the few names that matter.
    const ZipRecord *findAnyCase(std::string_view name) const;
    std::uint32_t indexOf(const ZipRecord &record) const
    {
        return static_cast<std::uint32_t>(&record - records.data());
    }
};

// Shared by the reader and the writer of archives. Source: APPNOTE 6.3, formats.md 1.3.
namespace zip {
inline constexpr std::uint32_t localSignature = 0x04034b50;
inline constexpr std::uint32_t entrySignature = 0x02014b50;
inline constexpr std::uint32_t endSignature = 0x06054b50;
inline constexpr std::uint32_t end64Signature = 0x06064b50;
inline constexpr std::uint32_t locatorSignature = 0x07064b50;
inline constexpr std::uint32_t descriptorSignature = 0x08074b50;
inline constexpr std::uint64_t localSize = 30, entrySize = 46, endSize = 22, end64Size = 56,
                               locatorSize = 20;
inline constexpr std::uint16_t flagEncrypted = 0x0001, flagDescriptor = 0x0008;
inline constexpr std::uint32_t max32 = std::numeric_limits<std::uint32_t>::max();
inline constexpr std::uint16_t max16 = std::numeric_limits<std::uint16_t>::max();
} // namespace zip

// Reads and checks the directory. Truncated when the end of the archive is missing, saying how many
// records are complete; Corrupt when the directory cannot be made sense of. What is odd but leaves
// a reading becomes a finding.
Result<ZipDirectory> readZipDirectory(SourcePtr source, const Job *job = nullptr);

} // namespace lens
