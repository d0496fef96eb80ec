// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/foundrows.h"

namespace lens {

FoundRows::FoundRows(std::vector<std::uint32_t> entries, std::shared_ptr<const Outline> outline)
    : m_entries(std::move(entries))
    , m_outline(std::move(outline))
    , m_marks(m_outline->size(), 0)
    , m_inside(m_outline->size(), 0)
{
    for (const auto entry : m_entries)
        m_marks[m_outline->nodeOf(entry)] = FindingMark;
    for (auto node = m_outline->size(); node-- > 1;)
        m_inside[m_outline->node(node).parent] |= m_inside[node] | m_marks[node];
}

} // namespace lens
