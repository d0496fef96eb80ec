// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/bytesource.h"
#include "model/formats/saveplan.h"

#include <vector>

// Bytes of a new file that are made while they are read.
namespace lens {

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
