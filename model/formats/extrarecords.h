// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"

#include <string>
#include <vector>

namespace lens {

// Records of an archive that no other format has room for, a line each as Conversion::loss has
// them: files that somebody added, pickles beside the main one. What every archive of its kind has
// (version, byte order, code of a program) is not among them.
std::vector<std::string> extraRecords(const Checkpoint &checkpoint);

} // namespace lens
