// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/findinglist.h"
#include "model/checkpoint/checkpoint.h"
#include "model/formats/zipcontainer.h"

#include <memory>

namespace lens {

// The weights and constants of a torch.export archive (formats.md 1.8) as a state dict, up to
// entries and roles. Archives of torch 2.7 and before hold them as a whole torch.save file, which
// becomes the checkpoint. Programs and compiled code in the archive are only counted.
Result<void> readPt2(Checkpoint &checkpoint, std::shared_ptr<ZipContainer> container,
                     FindingList &findings, const Job *job);

} // namespace lens
