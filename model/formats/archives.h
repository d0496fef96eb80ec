// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/checkpoint/checkpoint.h"

#include <string>

// Checkpoints that have an index of their parts: zip archives of every kind torch writes, and
// safetensors. `file` is the file that `source` is, or null.
namespace lens {

Result<CheckpointPtr> openZip(SourcePtr source, std::shared_ptr<const File> file, std::string name,
                              const Job *job);
Result<CheckpointPtr> openSafetensors(SourcePtr source, std::shared_ptr<const File> file,
                                      std::string name, const Job *job);

// Reads what can be read of the pickles of an archive that cannot be opened: fills streams and
// graph.
void salvageZip(Checkpoint &checkpoint, const Job *job);

} // namespace lens
