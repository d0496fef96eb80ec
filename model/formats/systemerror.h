// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"

#include <string>
#include <system_error>

namespace lens {

// What the operating system refused, in its own words: "cannot write: No space left on device".
inline Error systemError(const std::string &what, int number)
{
    return makeError(ErrorCode::Io, what + ": " + std::generic_category().message(number));
}

} // namespace lens
