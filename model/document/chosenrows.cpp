// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/chosenrows.h"

namespace lens {

ChosenRow rowOf(const Document &document, std::uint32_t entry)
{
    const Outline &outline = *document.outline();
    return outline.hasRow(entry) ? ChosenRow{.node = outline.nodeOf(entry)}
                                 : ChosenRow{.hidden = entry};
}

std::vector<std::uint32_t> entriesOf(const Document &document, const ChosenRows &rows)
{
    std::vector<std::uint32_t> nodes, hidden;
    for (const auto &row : rows.all)
        row.node == noIndex ? hidden.push_back(row.hidden) : nodes.push_back(row.node);
    auto entries = document.entriesAt(nodes);
    if (nodes.empty() || !entries.empty())
        entries.insert(entries.end(), hidden.begin(), hidden.end());
    return entries;
}

std::string pathOf(const Document &document, const ChosenRow &row)
{
    const Checkpoint &checkpoint = *document.checkpoint();
    return row.node == noIndex ? checkpoint.pathText(row.hidden)
                               : document.outline()->pathText(checkpoint, row.node);
}

} // namespace lens
