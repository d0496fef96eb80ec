// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"

namespace lens {

// What the parts of a checkpoint are, each with its reason, by content and never by file name.
std::vector<Role> recognise(const Checkpoint &checkpoint);

} // namespace lens
