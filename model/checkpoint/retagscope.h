// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/checkpoint/edits.h"

namespace lens {

// What a retag is about when it is one edit among others.
struct RetagScope
{
    std::vector<std::uint32_t> entries; // these sub-trees; none: the whole file
    EditSet pending; // what was changed before; its tags are those that are found
};

// As planRetag over a file, but over a scope; RetagRequest::entry is not looked at.
Result<RetagPlan> planRetag(const Checkpoint &checkpoint, const RetagRequest &request,
                            const RetagScope &scope, const Job &job = {});
// The tags found in a scope; not all of them where the job is stopped.
std::map<std::string, DeviceCount> devicesOf(const Checkpoint &checkpoint, const RetagScope &scope,
                                             const Job &job = {});
// The same edit with "as saved" for every tag that the file has itself.
RetagEdit withoutNoise(const Checkpoint &checkpoint, RetagEdit edit);

} // namespace lens
