// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace lens {

class File;

// Bytes that lie unchanged in a file, so that a save can let the kernel copy them.
struct FileRange
{
    std::shared_ptr<const File> file;
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};

// Bytes that can be read at any offset: a file, a part of one, an inflated record, memory.
// Thread-safe; immutable. A read is exact or an error (Truncated when the bytes are not there).
class ByteSource
{
public:
    virtual ~ByteSource() = default;
    virtual std::uint64_t size() const = 0;
    virtual Result<void> read(std::uint64_t offset, std::span<std::byte> out) const = 0;
    // Where these very bytes lie in a file; nothing for inflated or made bytes.
    virtual std::optional<FileRange> fileRange() const { return std::nullopt; }
    // Bytes already in memory, else null: spares a copy.
    virtual const std::byte *data() const { return nullptr; }

    // All bytes from `offset` on, `length` of them. The caller has checked length against size().
    Result<std::string> readString(std::uint64_t offset, std::uint64_t length) const;
};

using SourcePtr = std::shared_ptr<const ByteSource>;

// A window on `whole`; error when it is not inside.
Result<SourcePtr> subSource(SourcePtr whole, std::uint64_t offset, std::uint64_t length);
SourcePtr memorySource(std::string bytes);
// A window on memory that `owner` keeps alive.
SourcePtr memoryView(std::span<const std::byte> bytes, std::shared_ptr<const void> owner);

} // namespace lens
