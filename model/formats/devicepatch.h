// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/edits.h"
#include "model/pickle/patch.h"

#include <vector>

namespace lens {

// The device edits as patches of the pickles they lie in, one a stream of the checkpoint.
// InvalidEdit for a site that the pickle does not write as torch does, and for two sites that are
// one object and would get different tags.
Result<std::vector<pickle::Patch>> devicePatches(const Checkpoint &checkpoint,
                                                 const EditSet &edits);

} // namespace lens
