// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/chosenrows.h"

namespace lens {

// Python that loads what a row of the tree shows (checkpoint/pythoncode.h): an entry, a name of a
// state dict, or a dict of the names of a group.
Result<std::string> pythonCodeOf(const Document &document, std::uint32_t node);
// Of a row that may be none of the tree.
Result<std::string> pythonCodeOf(const Document &document, const ChosenRow &row);

} // namespace lens
