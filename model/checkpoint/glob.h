// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace lens {

// Shell-like matching of a whole text: `*` is any text, a slash included, `?` any byte, `[a-z]` and
// `[!a-z]` a byte of or outside a set. Linear in practice, never recursive.
bool globMatches(std::string_view pattern, std::string_view text);

} // namespace lens
