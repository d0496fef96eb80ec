// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/formats/zipdirectory.h"

#include <cstdint>
#include <vector>

namespace lens {

// What of a local header matters beside the directory entry.
struct LocalHeader
{
    std::uint64_t payload = 0; // offset of the payload, from the start of the source
    std::uint16_t flags = 0, method = 0;
    std::uint32_t crc = 0, stored = 0, size = 0; // zeros in what torch writes
    std::string name, extra;
};

// Corrupt when there is no local header, or when the payload would not end before the directory.
Result<LocalHeader> readLocalHeader(const ZipDirectory &directory, const ZipRecord &record);

struct LocalCheck
{
    std::vector<Finding> findings;
    std::vector<std::uint64_t> payloads; // by record; 0 where the local header is bad
};

// Compares every local header with the directory and accounts for every byte of the archive:
// overlapping records, gaps between them. One read a record, or less where they lie close.
Result<LocalCheck> checkLocalHeaders(const ZipDirectory &directory, const Job *job);

// The order in which the records lie in the file.
std::vector<std::uint32_t> recordsByOffset(const ZipDirectory &directory);

// Length of the data descriptor that `bytes`, the bytes behind a payload, begin with: 24, 20, 16 or
// 12; 0 when they begin with none. Wide ones hold sizes of 64 bits.
std::uint64_t descriptorLength(std::string_view bytes, const ZipRecord &record);

} // namespace lens
