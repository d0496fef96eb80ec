// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/retagscope.h"
#include "model/document/edited.h"
#include "model/document/latestjob.h"

namespace lens {

// What a retag is asked of: these sub-trees (none: the whole file) as they are shown.
struct RetagPlace
{
    CheckpointPtr checkpoint;
    EditSetPtr pending;
    std::vector<std::uint32_t> entries;
    EditSetPtr saved = nullptr; // what of the pending edits the file says already; null: nothing
    std::string path = {};      // of the file, as it is called by now
};

// The device tags that are found in a place. Stopped it says nothing.
class DevicesJob final : public LatestJob
{
    Q_OBJECT

public:
    using LatestJob::LatestJob;
    void start(const RetagPlace &place);

Q_SIGNALS:
    void finished(const std::map<std::string, lens::DeviceCount> &devices);
};

// What a retag changes of what is shown, which may not be what the file says.
struct PlacedPlan : RetagPlan
{
    // A copy with this edit has some change that was made before and is not saved.
    bool keepsUnsaved = false;
};
using RetagPlanPtr = std::shared_ptr<const PlacedPlan>;

// What a retag would change there.
class RetagPlanJob final : public LatestJob
{
    Q_OBJECT

public:
    using LatestJob::LatestJob;
    void start(const RetagPlace &place, const RetagRequest &request);

Q_SIGNALS:
    void finished(const lens::Result<lens::RetagPlanPtr> &plan);
};

} // namespace lens
