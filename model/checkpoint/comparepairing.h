// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/comparelist.h"

namespace lens {

// One side of a comparison.
struct CompareSide
{
    const Checkpoint &checkpoint;
    NameMap map;
    ListOptions options;
    std::vector<CompareItem> items;

    const Entry &entry(std::uint32_t item) const { return checkpoint.entries[items[item].entry]; }
};

// Which item of one list belongs to which of the other; noIndex for none.
struct Pairing
{
    std::vector<std::uint32_t> ofA, ofB;
};

Pairing pair(const CompareSide &a, const CompareSide &b);
// Where one side shows an object for the first time and the other refers to it (or both refer to
// different ones), the object must be listed again at that place. True when there is a new place.
bool expand(CompareSide &a, CompareSide &b, const Pairing &pairing);

} // namespace lens
