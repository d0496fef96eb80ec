// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/comparelisting.h"

namespace lens {

// A few places of a listing: among them, for each column of texts, the one with the most letters,
// of containers also the one with the most where they have no room for words. A view that is wide
// enough for these is wide enough for all.
std::vector<int> longestPlaces(const CompareOrder &order, const CompareListing &listing,
                               const Job &job);

} // namespace lens
