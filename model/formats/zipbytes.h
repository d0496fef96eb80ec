// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

// The pieces of a zip archive as bytes, for those who write one. Offsets count from the start of
// the archive.
namespace lens::zip {

template <std::integral T>
void append(std::string &out, T value)
{
    out.append(reinterpret_cast<const char *>(&value), sizeof value);
}

// What a record's headers say beside its name.
struct Sizes
{
    std::uint32_t crc = 0;
    std::uint64_t stored = 0, size = 0;
};

// The extra field of a local header as torch writes it: sizes and offset where they need 64 bits,
// then padding that aligns the payload. Source: getPadding in caffe2/serialize/inline_container.cc,
// formats.md 1.3.
std::string torchExtra(std::uint64_t header, std::uint64_t nameLength, std::uint64_t size,
                       std::uint64_t alignment);
// Whether torch writes 64-bit sizes for such a record, in its descriptor too.
bool needsZip64(std::uint64_t header, std::uint64_t size);

std::string descriptor(const Sizes &sizes, bool wide, bool marked);

// The extra field `extra` of a directory entry with the numbers that its 32-bit fields mask; `rest`
// bytes of an old zip64 field, behind its numbers, are kept.
std::string withZip64(std::string_view extra, const std::string &numbers, std::size_t oldNumbers);

// The zip64 end record, its locator and the end record as torch writes them: always all three.
std::string ends(std::uint64_t entries, std::uint64_t offset, std::uint64_t size);
// The first two alone.
std::string end64AndLocator(std::uint64_t entries, std::uint64_t offset, std::uint64_t size);

} // namespace lens::zip
