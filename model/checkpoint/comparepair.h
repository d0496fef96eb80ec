// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/compare.h"

namespace lens {

// Fills status, what and numbersPending of a row from what its two entries are; their children and
// their order are not looked at. As values of a state dict, a Parameter equals a plain tensor:
// state_dict() makes one of the other.
void comparePair(const Checkpoint &a, const Checkpoint &b, bool asStateDict, CompareRow &row);

// What tells the elements of a set apart, as they have no order.
std::string scalarText(const Checkpoint &checkpoint, std::uint32_t entry);

} // namespace lens
