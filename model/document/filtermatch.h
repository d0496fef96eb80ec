// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/filter.h"
#include "model/document/rowsource.h"

namespace lens {

// The items that a filter finds, as nodes in the order of the tree, depth first. An error where a
// word that no name has looks like a condition.
Result<std::vector<std::uint32_t>> matches(const RowSource &source, const Filter &filter,
                                           const Job *job = nullptr);

} // namespace lens
