// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"

#include <string>
#include <vector>

namespace lens {

// One member of a tar archive as its header says; nothing is ever extracted, links are not
// followed.
struct TarMember
{
    std::string name;
    char type = '0';            // '0' regular, '2' symbolic link, …
    std::uint64_t headerAt = 0; // of the 512-byte header, in the archive
    std::uint64_t dataAt = 0, size = 0;
    bool sizeInExtension = false; // a pax record gave the size, not the header

    bool regular() const { return type == '0' || type == '\0' || type == '7'; }
};

inline constexpr std::uint64_t tarBlock = 512;

// The members in order, those of pax and GNU extension headers merged into the member they
// describe. Format: POSIX.1-1988 ustar with the pax extensions, and GNU long names.
Result<std::vector<TarMember>> readTarDirectory(const ByteSource &archive);
// `size` rounded up to whole blocks; the caller has checked that this does not overflow.
inline std::uint64_t tarPadded(std::uint64_t size)
{
    return (size + tarBlock - 1) / tarBlock * tarBlock;
}
// What a tar checkpoint keeps for saving: the members that were read, in order of their place.
struct TarContainer final : Container
{
    std::vector<TarMember> members;
};

// The header block with another size, its checksum brought up to date.
std::string tarHeaderWithSize(std::string header, std::uint64_t size);

} // namespace lens
