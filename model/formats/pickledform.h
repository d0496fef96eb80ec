// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"
#include "model/pickle/emitter.h"

#include <string>
#include <vector>

namespace lens {

// A storage of the new file; its key is its number.
struct NewStorage
{
    std::uint32_t index = noIndex; // into Checkpoint::storages
    SourcePtr bytes;               // little endian, exactly numel elements
    std::uint64_t numel = 0;
};

// A checkpoint as torch.save would pickle it today: one protocol 2 pickle whose persistent ids name
// storages by number, in the order in which they are met.
struct PickledForm
{
    std::string pickle;
    std::vector<NewStorage> storages;
    std::vector<std::string> loss;
};

// Zip ids have five parts; the legacy format has a sixth, None, where views once were.
enum class IdForm { Zip, Legacy };

// Whatever the format of `checkpoint`: storage views of old files become offsets into their
// storage, keys of a tar tensors, tensors inside bytes real storages, TorchScript modules a state
// dict. Corrupt when the bytes of a storage are missing.
Result<PickledForm> pickledForm(const Checkpoint &checkpoint, IdForm form);

} // namespace lens
