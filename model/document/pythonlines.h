// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/document.h"

namespace lens {

// Python that loads what a row of the tree shows (checkpoint/pythoncode.h): an entry, a name of a
// state dict, or a dict of the names of a group.
Result<std::string> pythonCodeOf(const Document &document, std::uint32_t node);

} // namespace lens
