// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/zipbytes.h"

#include "model/base/checked.h"
#include "model/formats/zipdirectory.h"

#include <algorithm>

namespace lens::zip {

namespace {

constexpr std::uint64_t fieldHeader = 4; // id and length

// A zip64 field with its id and length; nothing for no numbers.
std::string zip64Field(std::string_view numbers)
{
    std::string field;
    if (numbers.empty())
        return field;
    append<std::uint16_t>(field, 1);
    append(field, static_cast<std::uint16_t>(numbers.size()));
    return field.append(numbers);
}

} // namespace

bool needsZip64(std::uint64_t header, std::uint64_t size)
{
    return size >= max32 || header >= max32;
}

std::string torchExtra(std::uint64_t header, std::uint64_t nameLength, std::uint64_t size,
                       std::uint64_t alignment)
{
    std::string numbers;
    if (size >= max32) {
        append(numbers, size);
        append<std::uint64_t>(numbers, 0); // the stored size, not known when torch writes this
    }
    if (header >= max32)
        append(numbers, header);
    std::string extra = zip64Field(numbers);
    const std::uint64_t start = header + localSize + nameLength + extra.size() + fieldHeader;
    const std::uint64_t pad = (alignment - start % alignment) % alignment;
    extra += "FB";
    append(extra, static_cast<std::uint16_t>(pad));
    return extra.append(pad, 'Z');
}

std::string descriptor(const Sizes &sizes, bool wide, bool marked)
{
    std::string out;
    if (marked)
        append(out, descriptorSignature);
    append(out, sizes.crc);
    if (wide) {
        append(out, sizes.stored);
        append(out, sizes.size);
    } else {
        append(out, static_cast<std::uint32_t>(sizes.stored));
        append(out, static_cast<std::uint32_t>(sizes.size));
    }
    return out;
}

std::string withZip64(std::string_view extra, const std::string &numbers, std::size_t oldNumbers)
{
    std::string out;
    bool placed = false;
    while (extra.size() >= fieldHeader) {
        const std::size_t length = std::min<std::size_t>(
            loadLittle<std::uint16_t>(extra.data() + 2), extra.size() - fieldHeader);
        const std::string_view field = extra.substr(0, fieldHeader + length);
        if (!placed && loadLittle<std::uint16_t>(extra.data()) == 1) {
            const auto rest = field.substr(std::min(field.size(), fieldHeader + oldNumbers));
            out += zip64Field(numbers + std::string(rest));
            placed = true;
        } else {
            out += field;
        }
        extra.remove_prefix(field.size());
    }
    out += extra;
    return placed ? out : zip64Field(numbers) + out;
}

std::string end64AndLocator(std::uint64_t entries, std::uint64_t offset, std::uint64_t size)
{
    constexpr std::uint16_t madeBy = 0x031E, needed = 45;
    std::string out;
    append(out, end64Signature);
    append<std::uint64_t>(out, end64Size - 12); // without this field and the signature
    append(out, madeBy);
    append(out, needed);
    append<std::uint64_t>(out, 0); // disks
    append(out, entries);
    append(out, entries);
    append(out, size);
    append(out, offset);
    append(out, locatorSignature);
    append<std::uint32_t>(out, 0);
    append(out, offset + size);
    append<std::uint32_t>(out, 1);
    return out;
}

std::string ends(std::uint64_t entries, std::uint64_t offset, std::uint64_t size)
{
    std::string out = end64AndLocator(entries, offset, size);
    const auto count = static_cast<std::uint16_t>(std::min<std::uint64_t>(entries, max16));
    append(out, endSignature);
    append<std::uint32_t>(out, 0); // disks
    append(out, count);
    append(out, count);
    append(out, static_cast<std::uint32_t>(std::min<std::uint64_t>(size, max32)));
    append(out, static_cast<std::uint32_t>(std::min<std::uint64_t>(offset, max32)));
    append<std::uint16_t>(out, 0); // comment
    return out;
}

} // namespace lens::zip
