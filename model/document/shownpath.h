// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/plaintext.h"

namespace lens {

// A key or a path of keys as plainText(), with keys that are empty as '': a row needs a name.
QString shownPath(std::string_view utf8, std::size_t limit = 0);

} // namespace lens
