// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/edits.h"

#include <memory>
#include <string>
#include <vector>

namespace lens {

using EditSetPtr = std::shared_ptr<const EditSet>;

// The sites that two edit sets do not agree about, in their order.
std::vector<std::uint32_t> differingSites(const EditSet &a, const EditSet &b);

// What one step of editing changed: only the sites that it changed, with their tags before and
// after, so that many steps over many edits take little room.
class EditStep
{
public:
    EditStep(const EditSet &before, const EditSet &after);
    // The edits on one side of the step from those on the other.
    EditSetPtr undone(const EditSet &after) const { return with(after, &Change::before); }
    EditSetPtr redone(const EditSet &before) const { return with(before, &Change::after); }

private:
    struct Change
    {
        std::uint32_t site = 0, before = 0, after = 0; // tags by their number
    };
    EditSetPtr with(const EditSet &edits, std::uint32_t Change::*tag) const;

    std::vector<Change> m_changes;
    std::vector<std::string> m_tags{std::string()}; // the empty one: as the file has it
};
using EditStepPtr = std::shared_ptr<const EditStep>;

} // namespace lens
