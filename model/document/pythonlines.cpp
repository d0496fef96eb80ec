// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/pythonlines.h"

#include "model/checkpoint/pythoncode.h"

namespace lens {
namespace {

// As in the keys: "layer1.0".
std::string groupName(const Outline &outline, std::uint32_t node)
{
    std::string name;
    for (; outline.node(node).entry == noIndex; node = outline.node(node).parent)
        name = std::string(outline.node(node).label) + (name.empty() ? "" : "." + name);
    return name;
}

} // namespace

Result<std::string> pythonCodeOf(const Document &document, std::uint32_t node)
{
    const Outline &outline = *document.outline();
    const auto named = outline.nameInStateDict(node);
    const auto entry = outline.node(node).entry;
    PythonTarget target{.entry = entry, .path = document.path()};
    if (entry == noIndex) {
        target.entry = outline.enclosingEntry(node);
        target.names = groupName(outline, node) + ".";
        target.ofStateDict = named.entry != noIndex;
    } else if (named.entry != noIndex) {
        target.entry = named.entry;
        target.name = named.name;
        target.ofStateDict = true;
    }
    return pythonCode(*document.checkpoint(), target);
}

Result<std::string> pythonCodeOf(const Document &document, const ChosenRow &row)
{
    if (row.node != noIndex)
        return pythonCodeOf(document, row.node);
    return pythonCode(*document.checkpoint(), {.entry = row.hidden, .path = document.path()});
}

} // namespace lens
