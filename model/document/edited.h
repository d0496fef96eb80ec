// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/editstep.h"
#include "model/document/outline.h"

#include <memory>
#include <string>
#include <vector>

namespace lens {

using RetagEditPtr = std::shared_ptr<const RetagEdit>;

// A tag that a save would write.
struct PendingChange
{
    std::uint32_t entry = 0; // where it is seen; the root for what no row shows
    std::string before, after;
    bool operator==(const PendingChange &) const = default;
};

// What edits make of a checkpoint and how far that is from what its file says: all of it that takes
// time to find in a large file. Immutable and shared.
struct Edited
{
    EditSetPtr saved = std::make_shared<EditSet>(); // what the file says
    EditSetPtr now = saved;                         // what is shown; `saved` itself when it is that
    std::shared_ptr<const DeviceMap> savedDevices = std::make_shared<DeviceMap>();
    std::shared_ptr<const DeviceMap> devices = savedDevices;
    std::vector<PendingChange> changes; // in the order of the tree
    std::vector<bool> changedInside;    // by node: some row below is changed; empty for none
    std::vector<std::uint32_t> moved;   // the sites that are not as in the state before

    bool isModified() const { return now != saved; }
};
using EditedPtr = std::shared_ptr<const Edited>;

// What the next state is made from.
struct EditBase
{
    CheckpointPtr checkpoint;
    std::shared_ptr<const Outline> outline;
    std::shared_ptr<const DeviceMap> opened; // without any edit
    EditedPtr before;                        // of the same outline; null for none
    // Edits from before that somebody still has: what comes back to them is the same object again.
    std::vector<EditSetPtr> known = {};
};

// What any edit of it leads to is found within a few milliseconds.
bool isEditedAtOnce(const Checkpoint &checkpoint);
// For worker threads where that is not so.
EditedPtr makeEdited(const EditBase &base, EditSetPtr saved, EditSetPtr now);
// `edits` with one more.
EditSetPtr withEdit(const Checkpoint &checkpoint, const EditSet &edits, const RetagEdit &edit);

} // namespace lens
