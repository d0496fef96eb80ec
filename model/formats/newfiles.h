// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/formats/format.h"
#include "model/formats/pickledform.h"

namespace lens {

// A stream as torch.save(_use_new_zipfile_serialization=False) writes it.
Result<SavePlan> planNewLegacy(PickledForm form);

// A safetensors file of every tensor that it can hold, under its flat name.
Result<Conversion> planNewSafetensors(const Checkpoint &checkpoint);

} // namespace lens
