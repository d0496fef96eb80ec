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

std::optional<std::uint32_t> nodeAt(const Checkpoint &checkpoint, const Outline &outline,
                                    const std::string &path)
{
    // Of two keys one may be how the other begins.
    std::vector<std::uint32_t> around{0};
    while (!around.empty() && !path.empty()) {
        const OutlineNode &group = outline.node(around.back());
        around.pop_back();
        for (std::uint32_t i = 0; i < group.childCount; ++i) {
            const std::string child = outline.pathText(checkpoint, group.firstChild + i);
            if (child == path)
                return group.firstChild + i;
            if (path.starts_with(child) && outline.node(group.firstChild + i).childCount > 0)
                around.push_back(group.firstChild + i);
        }
    }
    return path.empty() ? std::optional(0U) : std::nullopt;
}

} // namespace lens
