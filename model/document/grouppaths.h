// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/outline.h"

#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace lens {

// Groups by their paths, so that another outline of nearly the same names has them too.
using GroupPaths = std::unordered_set<std::string>;

GroupPaths pathsOf(const Checkpoint &checkpoint, const Outline &outline,
                   const std::vector<std::uint32_t> &groups);
// Those of them that are there, each below one that is as well.
std::vector<std::uint32_t> groupsAt(const Checkpoint &checkpoint, const Outline &outline,
                                    const GroupPaths &paths);

// The row whose Outline::pathText() this is; empty is the root. Nothing where none has it.
std::optional<std::uint32_t> nodeAt(const Checkpoint &checkpoint, const Outline &outline,
                                    const std::string &path);

} // namespace lens
