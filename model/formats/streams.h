// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/checkpoint/checkpoint.h"
#include "model/formats/saveplan.h"
#include "model/pickle/patch.h"

#include <string>
#include <vector>

// Checkpoints that are pickles in a row, without a zip around them: torch's legacy stream, the tar
// of torch before 0.1.10, and a bare pickle. `file` is the file that `source` is, or null.
namespace lens {

Result<CheckpointPtr> openLegacy(SourcePtr source, std::shared_ptr<const File> file,
                                 std::string name, const Job *job);
Result<CheckpointPtr> openTar(SourcePtr source, std::shared_ptr<const File> file, std::string name,
                              const Job *job);
Result<CheckpointPtr> openPickle(SourcePtr source, std::shared_ptr<const File> file,
                                 std::string name, const Job *job);

// The file again with stream i replaced by patchedStreams[i]; an empty or absent text leaves the
// stream as it is. Everything else is copied from the source. Streams of inner documents are not
// looked at: applyPatches has put them into their parents.
Result<SavePlan> planLegacySave(const Checkpoint &checkpoint,
                                const std::vector<std::string> &patchedStreams);
Result<SavePlan> planTarSave(const Checkpoint &checkpoint,
                             const std::vector<std::string> &patchedStreams);
Result<SavePlan> planPickleSave(const Checkpoint &checkpoint,
                                const std::vector<std::string> &patchedStreams);

// Applies patches[i] to stream i, inner documents first: a changed inner document becomes a change
// of the bytes token that holds it. Returns one text a stream, empty where nothing changed.
Result<std::vector<std::string>> applyPatches(const Checkpoint &checkpoint,
                                              std::vector<pickle::Patch> patches);

} // namespace lens
