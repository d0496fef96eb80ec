// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/bytesource.h"

#include <functional>

namespace lens::test {

// Bytes whose every read is seen first, so that something can happen at the n-th one.
class HookedSource final : public ByteSource
{
public:
    using Hook = std::function<void(int number)>; // reads count from 0
    HookedSource(std::string bytes, Hook hook)
        : m_bytes(memorySource(std::move(bytes)))
        , m_hook(std::move(hook))
    {}
    std::uint64_t size() const override { return m_bytes->size(); }
    Result<void> read(std::uint64_t offset, std::span<std::byte> out) const override
    {
        m_hook(m_reads++);
        return m_bytes->read(offset, out);
    }

private:
    const SourcePtr m_bytes;
    const Hook m_hook;
    mutable int m_reads = 0;
};

} // namespace lens::test
