// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/edits.h"

#include <vector>

namespace lens {

// What the device tags tell, as they are with the edits: tensors that need a device other than the
// CPU, models that lie on several.
std::vector<Finding> deviceFindings(const Checkpoint &checkpoint, const EditSet &edits = {});

// One of those.
bool isOfDevices(const Finding &finding);

} // namespace lens
