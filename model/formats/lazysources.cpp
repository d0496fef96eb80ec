// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/lazysources.h"

#include <algorithm>
#include <cstring>

namespace lens {

namespace {

Error outside()
{
    return makeError(ErrorCode::Truncated, "bytes behind the end of what is being written");
}

bool inside(std::uint64_t offset, std::size_t length, std::uint64_t size)
{
    return offset <= size && length <= size - offset;
}

void swapComponents(std::span<std::byte> bytes, unsigned component)
{
    for (std::size_t at = 0; at + component <= bytes.size(); at += component)
        std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                     bytes.begin() + static_cast<std::ptrdiff_t>(at + component));
}

} // namespace

// Whole components are read, also where the asked bytes begin or end inside one.
Result<void> SwappedSource::read(std::uint64_t offset, std::span<std::byte> out) const
{
    if (!inside(offset, out.size(), size()))
        return outside();
    const std::uint64_t before = offset % m_component;
    const std::uint64_t after = (m_component - (offset + out.size()) % m_component) % m_component;
    if (before == 0 && after == 0) {
        LENS_CHECK(m_bytes->read(offset, out));
        swapComponents(out, m_component);
        return {};
    }
    std::vector<std::byte> whole(before + out.size() + after);
    LENS_CHECK(m_bytes->read(offset - before, whole));
    swapComponents(whole, m_component);
    std::memcpy(out.data(), whole.data() + before, out.size());
    return {};
}

PlannedSource::PlannedSource(SavePlan plan)
    : m_plan(std::move(plan))
{
    for (const auto &piece : m_plan.pieces) {
        m_starts.push_back(m_size);
        const auto *copy = std::get_if<CopyPiece>(&piece);
        m_size += copy ? copy->length : std::get<std::string>(piece).size();
    }
}

Result<void> PlannedSource::read(std::uint64_t offset, std::span<std::byte> out) const
{
    if (!inside(offset, out.size(), m_size))
        return outside();
    const auto after = std::upper_bound(m_starts.begin(), m_starts.end(), offset);
    for (std::size_t i = after - m_starts.begin() - 1; !out.empty(); ++i) {
        const std::uint64_t end = i + 1 < m_starts.size() ? m_starts[i + 1] : m_size;
        const auto part = out.first(std::min<std::uint64_t>(out.size(), end - offset));
        const std::uint64_t within = offset - m_starts[i];
        if (const auto *copy = std::get_if<CopyPiece>(&m_plan.pieces[i])) {
            LENS_CHECK(copy->source->read(copy->offset + within, part));
        } else {
            std::memcpy(part.data(), std::get<std::string>(m_plan.pieces[i]).data() + within,
                        part.size());
        }
        offset += part.size();
        out = out.subspan(part.size());
    }
    return {};
}

} // namespace lens
