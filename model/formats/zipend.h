// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/bytesource.h"
#include "model/base/findinglist.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace lens {

// The end record of an archive with its zip64 part: where the directory lies. Offsets are from the
// start of the source.
struct ZipEnd
{
    std::uint64_t at = 0;     // of the end record
    std::uint64_t behind = 0; // behind it and its comment
    std::optional<std::uint64_t> end64, locator;
    std::uint64_t entries = 0;
    std::uint64_t offset = 0, size = 0; // of the directory
    std::uint64_t base = 0;             // bytes in front that the archive's offsets do not count
    bool followed = false;              // the first of archivesInARow
};

// Finds the end record as torch does: the last one in the last 64 KiB. More than one that could be
// meant, and numbers that contradict each other, become findings. Truncated when there is none,
// Corrupt when none leads to a directory. Of archives in a row the first is found.
Result<ZipEnd> findZipEnd(const ByteSource &source, FindingList &findings);

// The archives of a source that is nothing but complete archives one behind the other, in its
// order; empty for any other source. torch.distributed.checkpoint writes its shards so, with one
// archive for each tensor (formats.md 5).
std::vector<ZipEnd> archivesInARow(const ByteSource &source);

// Whether the source ends in a zip archive, whatever it starts with.
bool hasZipEnd(const ByteSource &source);

} // namespace lens
