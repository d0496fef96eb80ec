// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/findinglist.h"

#include "model/base/text.h"

namespace lens {

void FindingList::add(std::string_view id, Severity severity, std::string text,
                      std::string_view member, std::optional<std::uint64_t> offset)
{
    if (++m_counts[std::string(id)] > m_limitOfOneId)
        return;
    m_findings.push_back(
        {std::string(id), severity, std::move(text), escaped(member, 512), offset, {}});
}

std::vector<Finding> FindingList::take()
{
    std::vector<Finding> shown;
    for (Finding &finding : m_findings) {
        const auto count = m_counts.extract(finding.id);
        if (!count.empty() && count.mapped() > m_limitOfOneId)
            shown.push_back(
                {finding.id,
                 finding.severity,
                 grouped(count.mapped() - m_limitOfOneId) + " more findings of this kind",
                 {},
                 {},
                 {}});
        shown.push_back(std::move(finding));
    }
    m_findings.clear();
    m_counts.clear();
    return shown;
}

} // namespace lens
