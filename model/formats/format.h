// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/checkpoint/checkpoint.h"
#include "model/checkpoint/edits.h"
#include "model/formats/saveplan.h"

#include <string>
#include <vector>

namespace lens {

// Opens a checkpoint of any kind, told apart by content. Reads the index, no payload.
Result<CheckpointPtr> openCheckpoint(const std::string &path, const Job *job = nullptr);
// The same over bytes that are not a file of their own.
Result<CheckpointPtr> openCheckpoint(SourcePtr source, std::string name, const Job *job = nullptr);

// The pickles of a file that openCheckpoint refuses, as far as they can be read, for a safety
// report: only `format`, `streams`, `graph` and some of `findings` are filled; a broken stream
// carries its error. An Error when no pickle can be found that should be there.
Result<CheckpointPtr> openBroken(const std::string &path, const Job *job = nullptr);

// The file written again with `edits`; without edits a copy byte for byte.
Result<SavePlan> planSave(const Checkpoint &checkpoint, const EditSet &edits);
// That file as it would be opened, not written anywhere: its bytes are read where they lie now.
Result<CheckpointPtr> openEdited(const Checkpoint &checkpoint, const EditSet &edits,
                                 std::string name, const Job *job = nullptr);

// Another format. `loss` lists what the target cannot hold; the plan is made without those entries.
struct Conversion
{
    SavePlan plan;
    std::vector<std::string> loss; // "epoch (int): safetensors holds tensors only"
    // What changes without being lost: "b shares memory with a; it is written as a copy of its
    // own".
    std::vector<std::string> notes;
};
enum class TargetFormat { Zip, Legacy, Safetensors };
Result<Conversion> planConversion(const Checkpoint &checkpoint, const EditSet &edits,
                                  TargetFormat target, const std::string &rootName,
                                  const Job *job = nullptr);

// Structure, record sizes and CRC of the whole file; reads every byte.
struct Verification
{
    bool ok = true;
    std::uint64_t records = 0, crcChecked = 0, crcMissing = 0;
    std::vector<Finding> findings;
};
// What opening left unchecked because it takes a read for every record (zip archives of more than
// 4,096 records): local headers that contradict the directory, gaps, overlaps. verify includes it;
// a safety report needs it too.
Result<std::vector<Finding>> checkContainer(const Checkpoint &checkpoint, const Job *job = nullptr);
Result<Verification> verify(const Checkpoint &checkpoint, Job &job);

} // namespace lens
