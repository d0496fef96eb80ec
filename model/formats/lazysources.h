// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/bytesource.h"
#include "model/formats/saveplan.h"

#include <functional>
#include <mutex>

// Bytes of a new file that are only known, or only made, while it is written.
namespace lens {

// Passes bytes through and knows their CRC-32 afterwards: one reading does both when the bytes are
// read front to back.
class CrcSource final : public ByteSource
{
public:
    explicit CrcSource(SourcePtr bytes)
        : m_bytes(std::move(bytes))
    {}
    std::uint64_t size() const override { return m_bytes->size(); }
    Result<void> read(std::uint64_t offset, std::span<std::byte> out) const override;
    // Reads what was not passed through yet.
    Result<std::uint32_t> crc() const;

private:
    const SourcePtr m_bytes;
    mutable std::mutex m_mutex;
    mutable std::uint64_t m_seen = 0; // bytes from the start that m_crc covers
    mutable std::uint32_t m_crc = 0;
};

// Bytes whose number is known and that are made when they are first read.
class LateSource final : public ByteSource
{
public:
    LateSource(std::uint64_t size, std::function<Result<std::string>()> make)
        : m_size(size)
        , m_make(std::move(make))
    {}
    std::uint64_t size() const override { return m_size; }
    Result<void> read(std::uint64_t offset, std::span<std::byte> out) const override;

private:
    const std::uint64_t m_size;
    const std::function<Result<std::string>()> m_make;
    mutable std::mutex m_mutex;
    mutable std::string m_made;
};

// Elements with their bytes in the other order. `component` is the bytes that swap together.
class SwappedSource final : public ByteSource
{
public:
    SwappedSource(SourcePtr bytes, unsigned component)
        : m_bytes(std::move(bytes))
        , m_component(component)
    {}
    std::uint64_t size() const override { return m_bytes->size(); }
    Result<void> read(std::uint64_t offset, std::span<std::byte> out) const override;

private:
    const SourcePtr m_bytes;
    const unsigned m_component;
};

// The file that a plan describes, without writing it.
class PlannedSource final : public ByteSource
{
public:
    explicit PlannedSource(SavePlan plan);
    std::uint64_t size() const override { return m_size; }
    Result<void> read(std::uint64_t offset, std::span<std::byte> out) const override;

private:
    const SavePlan m_plan;
    std::vector<std::uint64_t> m_starts; // by piece
    std::uint64_t m_size = 0;
};

} // namespace lens
