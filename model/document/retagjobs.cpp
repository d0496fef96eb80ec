// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/retagjobs.h"

namespace lens {
namespace {

using DeviceCounts = std::map<std::string, DeviceCount>;

RetagScope scopeOf(const RetagPlace &place) { return {place.entries, *place.pending}; }

Result<RetagPlanPtr> planFor(const RetagPlace &place, const RetagRequest &request, const Job &job)
{
    LENS_ASSIGN(auto plan, planRetag(*place.checkpoint, request, scopeOf(place), job));
    return std::make_shared<const RetagPlan>(std::move(plan));
}

} // namespace

void DevicesJob::start(const RetagPlace &place)
{
    const auto work = [this, place](Job &job) -> Report {
        const auto found =
            std::make_shared<DeviceCounts>(devicesOf(*place.checkpoint, scopeOf(place), job));
        if (!job.check())
            return [] {};
        return [this, found] { Q_EMIT finished(*found); };
    };
    startOrRun(work, isEditedAtOnce(*place.checkpoint));
}

void RetagPlanJob::start(const RetagPlace &place, const RetagRequest &request)
{
    const auto work = [=, this](Job &job) -> Report {
        return [this, plan = planFor(place, request, job)] { Q_EMIT finished(plan); };
    };
    startOrRun(work, isEditedAtOnce(*place.checkpoint));
}

} // namespace lens
