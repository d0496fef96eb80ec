// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/bytesource.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace lens {

// Bytes to take from a source as they are; from a file the kernel copies them.
struct CopyPiece
{
    SourcePtr source;
    std::uint64_t offset = 0, length = 0;
};

// What a new file is made of, in order. Making the plan touches no disk.
struct SavePlan
{
    std::vector<std::variant<CopyPiece, std::string>> pieces;
    std::uint64_t size() const;
    void copy(SourcePtr source, std::uint64_t offset, std::uint64_t length); // joins neighbours
    void bytes(std::string bytes);
};

} // namespace lens
