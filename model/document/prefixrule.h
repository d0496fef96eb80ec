// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/engine/comparevalues.h"

#include <optional>
#include <string>
#include <vector>

namespace lens {

// What the two files spell differently: names that are only in one match when they lose this.
struct PrefixRule
{
    std::string prefix; // "module."
    bool isOfB = false; // it stands before the names of B
    std::uint64_t matched = 0, of = 0;
};
// The prefix that brings most names together; nothing where less than half of them would match.
std::optional<PrefixRule> suggestPrefix(const std::vector<engine::ComparedRow> &rows);

// Where the last step of a path begins.
std::size_t lastStep(std::string_view path);

} // namespace lens
