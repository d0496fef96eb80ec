// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/engine/comparevalues.h"

#include <optional>
#include <string>
#include <vector>

namespace lens {

// Two state dicts, each a part of its file or all of it, that belong together although the files
// keep them at different places: {"generator": …, "discriminator": …} and a file of the generator.
struct PartRule
{
    std::uint32_t a = 0, b = 0; // entries
    std::string prefix;         // that the names of one of them lose for it; empty for none
    std::uint64_t matched = 0, of = 0;
};
// The two with the most names in common, of several those with the most shapes in common; nothing
// unless at least half of the smaller match, and twice as many names as in `rows`, where the files
// are aligned as they are. Nothing either once `job` is cancelled.
std::optional<PartRule> suggestParts(const Checkpoint &a, const Checkpoint &b,
                                     const std::vector<engine::ComparedRow> &rows, Job &job);
// The state dict at this path, where it lies in a file that was read anew; of an empty path the
// main one of the file, which is 0. Nothing where there is none any more.
std::optional<std::uint32_t> findPart(const Checkpoint &checkpoint, const std::string &path);

} // namespace lens
