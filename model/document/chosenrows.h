// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/document.h"

namespace lens {

// A row that a command acts on: of the tree, or an entry that the tree has no row for.
struct ChosenRow
{
    std::uint32_t node = noIndex;
    std::uint32_t hidden = noIndex; // the entry, where there is no node
};

// The rows in front: in the tree, or in the table of another page.
struct ChosenRows
{
    ChosenRow current;
    std::vector<ChosenRow> all; // in the order they are shown
};

ChosenRow rowOf(const Document &document, std::uint32_t entry);
// What they stand for; none for the whole file.
std::vector<std::uint32_t> entriesOf(const Document &document, const ChosenRows &rows);
// The steps from the root with slashes between them.
std::string pathOf(const Document &document, const ChosenRow &row);

} // namespace lens
