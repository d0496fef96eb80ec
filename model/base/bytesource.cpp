// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/bytesource.h"

#include <cstring>

namespace lens {

namespace {

bool inside(std::uint64_t size, std::uint64_t offset, std::uint64_t length)
{
    return offset <= size && length <= size - offset;
}

Error outside(std::uint64_t size, std::uint64_t offset, std::uint64_t length)
{
    return makeError(ErrorCode::Truncated,
                     std::to_string(length) + " bytes are needed here, but only " +
                         std::to_string(offset < size ? size - offset : 0) + " are left")
        .at(offset);
}

// Memory that somebody keeps alive.
class MemorySource final : public ByteSource
{
public:
    MemorySource(std::span<const std::byte> bytes, std::shared_ptr<const void> owner)
        : m_bytes(bytes)
        , m_owner(std::move(owner))
    {}
    std::uint64_t size() const override { return m_bytes.size(); }
    const std::byte *data() const override { return m_bytes.data(); }
    Result<void> read(std::uint64_t offset, std::span<std::byte> out) const override
    {
        if (!inside(m_bytes.size(), offset, out.size()))
            return outside(m_bytes.size(), offset, out.size());
        if (!out.empty())
            std::memcpy(out.data(), m_bytes.data() + offset, out.size());
        return {};
    }

private:
    std::span<const std::byte> m_bytes;
    std::shared_ptr<const void> m_owner;
};

// A window on another source; its own offsets start at zero.
class SubSource final : public ByteSource
{
public:
    SubSource(SourcePtr whole, std::uint64_t offset, std::uint64_t length)
        : m_whole(std::move(whole))
        , m_offset(offset)
        , m_length(length)
    {}
    std::uint64_t size() const override { return m_length; }
    Result<void> read(std::uint64_t offset, std::span<std::byte> out) const override
    {
        if (!inside(m_length, offset, out.size()))
            return outside(m_length, offset, out.size());
        return m_whole->read(m_offset + offset, out);
    }
    std::optional<FileRange> fileRange() const override
    {
        auto range = m_whole->fileRange();
        if (range) {
            range->offset += m_offset;
            range->length = m_length;
        }
        return range;
    }
    const std::byte *data() const override
    {
        const std::byte *whole = m_whole->data();
        return whole ? whole + m_offset : nullptr;
    }

private:
    SourcePtr m_whole;
    std::uint64_t m_offset, m_length;
};

} // namespace

Result<std::string> ByteSource::readString(std::uint64_t offset, std::uint64_t length) const
{
    if (!inside(size(), offset, length))
        return outside(size(), offset, length);
    std::string bytes(length, '\0');
    LENS_CHECK(read(offset, std::as_writable_bytes(std::span(bytes))));
    return bytes;
}

Result<SourcePtr> subSource(SourcePtr whole, std::uint64_t offset, std::uint64_t length)
{
    if (!inside(whole->size(), offset, length))
        return outside(whole->size(), offset, length);
    if (offset == 0 && length == whole->size())
        return whole;
    return SourcePtr(std::make_shared<SubSource>(std::move(whole), offset, length));
}

SourcePtr memorySource(std::string bytes)
{
    auto owner = std::make_shared<const std::string>(std::move(bytes));
    return memoryView(std::as_bytes(std::span(*owner)), owner);
}

SourcePtr memoryView(std::span<const std::byte> bytes, std::shared_ptr<const void> owner)
{
    return std::make_shared<MemorySource>(bytes, std::move(owner));
}

} // namespace lens
