// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/result.h"

#include <string>
#include <sys/stat.h>
#include <vector>

namespace lens {

// Gives the open file `descriptor` the owner, extended attributes (access control lists are among
// them) and mode of the file at `path`, whose status is `old`. Only a lost mode is an error; the
// rest is said in `warnings`.
Result<void> keepAttributes(const std::string &path, const struct stat &old, int descriptor,
                            std::vector<std::string> &warnings);

} // namespace lens
