// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/foundrows.h"

namespace lens {

void FoundRows::place(const Outline &outline)
{
    m_marks.assign(outline.size(), 0);
    m_inside.assign(outline.size(), 0);
    for (const auto entry : m_entries)
        m_marks[outline.nodeOf(entry)] = FindingMark;
    for (auto node = outline.size(); node-- > 1;)
        m_inside[outline.node(node).parent] |= m_inside[node] | m_marks[node];
}

} // namespace lens
