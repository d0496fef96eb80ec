// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/retagjobs.h"

#include <algorithm>

namespace lens {
namespace {

using DeviceCounts = std::map<std::string, DeviceCount>;

RetagScope scopeOf(const RetagPlace &place) { return {place.entries, *place.pending}; }

// A site with another tag than the file has, that `edit` does not touch.
bool keepsUnsaved(const RetagPlace &place, const RetagEdit &edit)
{
    const EditSet none;
    const auto &now = place.pending->devices;
    const auto &saved = (place.saved ? *place.saved : none).devices;
    const auto differs = [&edit](const auto &these, const auto &those) {
        return std::ranges::any_of(these, [&](const auto &site) {
            const auto other = those.find(site.first);
            return (other == those.end() || other->second != site.second) &&
                   !edit.devices.contains(site.first);
        });
    };
    return place.pending != place.saved && (differs(now, saved) || differs(saved, now));
}

Result<RetagPlanPtr> planFor(const RetagPlace &place, const RetagRequest &request, const Job &job)
{
    LENS_ASSIGN(auto plan, planRetag(*place.checkpoint, request, scopeOf(place), job));
    const bool keeps = keepsUnsaved(place, plan.edit);
    return std::make_shared<const PlacedPlan>(PlacedPlan{std::move(plan), keeps});
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
