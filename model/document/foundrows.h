// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/outline.h"

#include <memory>
#include <vector>

namespace lens {

// The rows that findings of a report name, as marks over those of the outline.
// Immutable and shared; takes a while to make for a large file.
class FoundRows
{
public:
    FoundRows(std::vector<std::uint32_t> entries, std::shared_ptr<const Outline> outline);

    const std::vector<std::uint32_t> &entries() const { return m_entries; }
    // Whose rows these are.
    const std::shared_ptr<const Outline> &outline() const { return m_outline; }
    // FindingMark or nothing, of the row itself and of the rows below it.
    unsigned marks(std::uint32_t node) const { return m_marks[node]; }
    unsigned marksInside(std::uint32_t node) const { return m_inside[node]; }

private:
    std::vector<std::uint32_t> m_entries;
    std::shared_ptr<const Outline> m_outline;
    std::vector<std::uint8_t> m_marks, m_inside; // by node
};

using FoundRowsPtr = std::shared_ptr<const FoundRows>;

} // namespace lens
