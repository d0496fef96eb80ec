// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/report.h"

#include <string_view>

namespace lens {
namespace {

struct Row
{
    std::string_view id; // or the beginning of it
    std::string_view advice;
};

// The first row that fits counts.
constexpr Row rows[] = {
    {"pickle.dangerous-global",
     "Do not load this file in Python. Looking at it here is harmless; ask where it comes from."},
    {"pickle.unknown-global",
     "Load it only with weights_only=True, or when you know the program that wrote it."},
    {"pickle.dynamic-import", "Do not load this file in Python unless you know who wrote it."},
    {"pickle.", "Save a copy: it is written the way PyTorch writes it."},
    {"zip.crc-mismatch", "The bytes changed after they were written: copy or download it again."},
    {"zip.record-short", "The record was cut off: copy or download the file again."},
    {"zip.missing-record", "A part of the file is missing: copy or download it again."},
    {"zip.duplicate-member",
     "Programs disagree which of the two counts: get the file from its source again."},
    {"zip.unreferenced-storage", "Bytes that nothing names; a save from Python leaves them out."},
    {"zip.", "PyTorch does not write such archives; find out which program changed the file."},
    {"legacy.", "The file may be cut off or joined with another: copy or download it again."},
    {"tar.", "The file may be cut off or joined with another: copy or download it again."},
    {"tensor.", "This tensor cannot be loaded by PyTorch either; save it again from the model."},
    {"storage.", "This view cannot be loaded by PyTorch either; save it again from the model."},
    {"size.unused-bytes",
     "Slices keep all they were cut from: save tensor.clone() instead of the slice."},
    {"size.optimizer-share",
     "Needed to go on training only; for inference save the model's state dict alone."},
    {"device.not-cpu", "\"Save as for device\" writes a copy that loads everywhere."},
    {"structure.wrapper-prefix",
     "A model without the wrapper needs the names without it: strip it before load_state_dict."},
    {"structure.mixed-dtypes", "Usual for mixed precision; else cast the model before saving."},
    {"structure.mixed-devices",
     "Usual for a model split over devices; else save it as for one device."},
    {"structure.missing-member",
     "load_state_dict will complain; see whether a name was changed or left out."},
    {"structure.tied", "Usual for tied layers; an edit of one is an edit of both."},
    {"optimizer.missing-state",
     "Usual for frozen or never used parameters; else the step that makes it has not been run."},
    {"optimizer.steps-differ",
     "Usual when parameters were added or unfrozen later; else states of two runs were mixed."},
    {"optimizer.step-not-finite",
     "The optimizer cannot go on from here: go back to an earlier checkpoint."},
    {"optimizer.shape",
     "The optimizer belongs to another version of the model; loading goes on, the step will fail."},
    {"optimizer.orphan-state", "Left over from a parameter that was taken out of its group."},
    {"value.nan", "Training diverged or a division went wrong: go back to an earlier checkpoint."},
    {"value.infinite", "Values overflowed, often as float16: go back to an earlier checkpoint."},
    {"value.all-zero", "Usual for a bias or a fresh layer; a weight like this does nothing."},
    {"value.constant", "Usual for a fresh normalisation layer; else it was never trained."},
    {"value.dead-rows", "These outputs do nothing: pruned, masked, or died in training."},
    {"value.variance", "Recompute the running statistics, or go back to an earlier checkpoint."},
    {"value.second-moment", "Reset the optimizer, or go back to an earlier checkpoint."},
    {"value.large", "Keep it in float32 or bfloat16."},
    {"value.unreadable", "Copy or download the file again."},
};

} // namespace

std::string advice(const std::string &id)
{
    for (const Row &row : rows)
        if (std::string_view(id).starts_with(row.id))
            return std::string(row.advice);
    return {};
}

} // namespace lens
