// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/bytesource.h"
#include "model/base/dtype.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace lens {

struct SafetensorsEntry
{
    std::string name;
    std::string dtype;                // as written: "F32"
    std::vector<std::uint64_t> shape; // as written
    std::uint64_t begin = 0, end = 0; // bytes within the buffer
};

// The JSON in front of a safetensors file, in file order. Every rule of formats.md 7 and
// security.md 3.5 holds for it: known element types, sizes that fit their shapes, and entries that
// tile the buffer without hole or overlap.
struct SafetensorsHeader
{
    std::vector<SafetensorsEntry> entries;
    std::optional<std::vector<std::pair<std::string, std::string>>> metadata; // __metadata__
    std::uint64_t buffer = 0; // offset of the buffer in the file
};

// Truncated when the header or the buffer is cut; Corrupt with the entry's name for everything
// else.
Result<SafetensorsHeader> readSafetensorsHeader(const ByteSource &source);

// Bits of one element; nothing for a name that safetensors does not know.
std::optional<unsigned> safetensorsBits(std::string_view dtype);

} // namespace lens
