// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/outline.h"

#include <vector>

namespace lens {

// The rows that findings name which only the values tell, as marks over those of the outline.
class FoundRows
{
public:
    explicit FoundRows(std::vector<std::uint32_t> entries)
        : m_entries(std::move(entries))
    {}

    // On the rows of this outline.
    void place(const Outline &outline);
    // FindingMark or nothing, of the row itself and of the rows below it.
    unsigned marks(std::uint32_t node) const { return m_marks[node]; }
    unsigned marksInside(std::uint32_t node) const { return m_inside[node]; }

private:
    std::vector<std::uint32_t> m_entries;
    std::vector<std::uint8_t> m_marks, m_inside; // by node
};

} // namespace lens
