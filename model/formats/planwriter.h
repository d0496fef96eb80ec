// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/formats/saveplan.h"

namespace lens {

// Writes the plan's bytes to `descriptor`, an empty file open for writing, and advances `job` by
// them. Bytes that lie in a file are copied by the kernel, its holes stay holes; everything else
// goes through one buffer. Write-back starts at once, so that the fsync that follows waits little.
Result<void> writePlan(const SavePlan &plan, int descriptor, Job &job);

// Bytes that writePlan will really write: the plan without the holes of its sources.
std::uint64_t writtenBytes(const SavePlan &plan);

} // namespace lens
