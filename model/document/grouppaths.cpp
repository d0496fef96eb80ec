// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/grouppaths.h"

namespace lens {

GroupPaths pathsOf(const Checkpoint &checkpoint, const Outline &outline,
                   const std::vector<std::uint32_t> &groups)
{
    GroupPaths paths;
    for (const std::uint32_t group : groups)
        paths.insert(outline.pathText(checkpoint, group));
    return paths;
}

std::vector<std::uint32_t> groupsAt(const Checkpoint &checkpoint, const Outline &outline,
                                    const GroupPaths &paths)
{
    std::vector<std::uint32_t> groups{0};
    for (std::size_t at = 0; at < groups.size(); ++at) {
        const OutlineNode &group = outline.node(groups[at]);
        for (std::uint32_t i = 0; i < group.childCount; ++i) {
            const std::uint32_t child = group.firstChild + i;
            if (outline.node(child).childCount > 0 &&
                paths.contains(outline.pathText(checkpoint, child)))
                groups.push_back(child);
        }
    }
    return groups;
}

} // namespace lens
