// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"

#include <optional>
#include <vector>

// The single rules behind roles.h; nobody outside this room needs them.
namespace lens {

// Why an entry is the state of one random number generator; null when it is none.
const char *randomStateReason(const Checkpoint &checkpoint, std::uint32_t entry);
// A dict of several generators' states and nothing else but numbers, as transformers, accelerate
// and Megatron keep them.
bool isRandomStates(const Checkpoint &checkpoint, std::uint32_t entry);
// Schedulers, GradScalers, random states, averages, training arguments: told by their own keys.
std::optional<Role> ruledRole(const Checkpoint &checkpoint, std::uint32_t entry);
// The role of a whole model or a state dict: "model", "state_dict", "ema" or "adapter".
Role modelRole(const Checkpoint &checkpoint, std::uint32_t entry);
// What a dict is that holds models and their training: "training_checkpoint", "bundle",
// "lightning_checkpoint"; several or none.
std::vector<Role> fileRoles(const Checkpoint &checkpoint, std::uint32_t entry);

} // namespace lens
