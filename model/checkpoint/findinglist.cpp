// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/findinglist.h"

#include "model/base/text.h"

namespace lens {

std::string counted(std::uint64_t count, const std::string &noun)
{
    return grouped(count) + ' ' + noun + (count == 1 ? "" : "s");
}

void FindingList::add(const char *id, Severity severity, std::string text, std::uint32_t entry)
{
    Finding finding;
    finding.id = id;
    finding.severity = severity;
    finding.text = std::move(text);
    if (entry != 0 && entry != noIndex) {
        finding.entry = entry;
        finding.path = c.pathText(entry);
    }
    m_findings.push_back(std::move(finding));
}

void FindingList::addMixed(const char *id, Severity severity, std::uint32_t model,
                           const std::string &verb,
                           const std::map<std::string, std::uint64_t> &kinds)
{
    if (kinds.size() < 2)
        return;
    std::string list;
    for (const auto &[kind, count] : kinds)
        list +=
            (list.empty() ? "" : ", ") + escaped(kind, 40) + " (" + counted(count, "tensor") + ")";
    const std::string who = model == 0 ? std::string("The file") : place(model);
    add(id, severity, who + ' ' + verb + list + '.', model);
}

std::string FindingList::place(std::uint32_t entry) const
{
    return entry == 0 ? std::string("the file") : escaped(c.pathText(entry), 80);
}

} // namespace lens
