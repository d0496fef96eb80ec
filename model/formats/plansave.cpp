// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/file.h"
#include "model/formats/devicepatch.h"
#include "model/formats/format.h"
#include "model/formats/lazysources.h"
#include "model/formats/savezip.h"
#include "model/formats/streams.h"

#include <algorithm>

namespace lens {

namespace {

SavePlan wholeCopy(const Checkpoint &checkpoint)
{
    SavePlan plan;
    plan.copy(checkpoint.source, 0, checkpoint.source->size());
    return plan;
}

} // namespace

Result<SavePlan> planSave(const Checkpoint &checkpoint, const EditSet &edits)
{
    // What lies where it was read is else taken for damage.
    if (checkpoint.file)
        LENS_CHECK(checkpoint.file->checkUnchanged());
    if (edits.empty())
        return wholeCopy(checkpoint);
    if (checkpoint.streams.empty())
        return makeError(ErrorCode::InvalidEdit, "this format has no device tags to change")
            .advise("Its tensors load on the device that the program reading them asks for.");
    LENS_ASSIGN(auto patches, devicePatches(checkpoint, edits));
    LENS_ASSIGN(const auto streams, applyPatches(checkpoint, std::move(patches)));
    const bool unchanged = std::all_of(streams.begin(), streams.end(),
                                       [](const std::string &text) { return text.empty(); });
    if (unchanged)
        return wholeCopy(checkpoint);
    if (checkpoint.format == "legacy")
        return planLegacySave(checkpoint, streams);
    if (checkpoint.format == "tar")
        return planTarSave(checkpoint, streams);
    if (checkpoint.format == "pickle")
        return planPickleSave(checkpoint, streams);
    return planZipSave(checkpoint, streams);
}

Result<CheckpointPtr> openEdited(const Checkpoint &checkpoint, const EditSet &edits,
                                 std::string name, const Job *job)
{
    LENS_ASSIGN(SavePlan plan, planSave(checkpoint, edits));
    return openCheckpoint(std::make_shared<PlannedSource>(std::move(plan)), std::move(name), job);
}

} // namespace lens
