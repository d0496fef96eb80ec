// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/optimizer.h"

#include "model/checkpoint/models.h"
#include "model/checkpoint/optimizerparts.h"
#include "model/checkpoint/walk.h"

#include <unordered_map>

namespace lens {

namespace {

// A whole pickled optimizer holds the parameters themselves: the model has the very same objects.
void nameByIdentity(const Checkpoint &checkpoint, OptimizerReading &reading,
                    const std::vector<ModelPlace> &models)
{
    std::unordered_map<std::uint32_t, std::string> names;
    for (const ModelPlace &model : models) {
        if (model.checkpoint != &checkpoint)
            continue;
        for (const NamedEntry &named : stateDict(checkpoint, model.entry))
            names.emplace(named.entry, named.name);
    }
    std::size_t next = 0;
    for (const OptimizerGroup &group : reading.groups) {
        const std::uint32_t list = checkpoint.child(group.entry, "params");
        for (const std::uint32_t entry : Children(checkpoint, list)) {
            OptimizerParam &param = reading.params[next++];
            const auto found = names.find(checkpoint.resolved(entry));
            if (!param.name.empty() || found == names.end() || !tensorAt(checkpoint, entry))
                continue;
            param.name = found->second;
            param.nameSource = "key";
            param.reason = "the optimizer holds this very tensor of the model";
        }
    }
}

std::vector<ModelPlace> modelPlaces(const Checkpoint &checkpoint)
{
    std::vector<ModelPlace> places;
    for (const std::uint32_t entry : modelEntries(checkpoint))
        places.push_back({&checkpoint, entry});
    return places;
}

} // namespace

bool isOptimizer(const Checkpoint &checkpoint, std::uint32_t entry)
{
    if (entry == noIndex)
        return false;
    if (isCppOptimizer(checkpoint, entry))
        return true;
    const EntryKind kind = shown(checkpoint, entry).kind;
    if (kind != EntryKind::Dict && kind != EntryKind::Object)
        return false;
    const std::uint32_t groups = checkpoint.child(entry, "param_groups");
    if (!isListLike(checkpoint, groups) || !isDict(checkpoint, checkpoint.child(entry, "state")))
        return false;
    const Children children(checkpoint, groups);
    return !children.empty() && std::ranges::all_of(children, [&](std::uint32_t group) {
        return isDict(checkpoint, group) &&
               isListLike(checkpoint, checkpoint.child(group, "params"));
    });
}

std::vector<OptimizerReading> optimizers(const Checkpoint &checkpoint, const Checkpoint *model)
{
    const std::vector<ModelPlace> own = modelPlaces(checkpoint);
    const std::vector<ModelPlace> models = model ? modelPlaces(*model) : own;
    std::vector<OptimizerReading> readings;
    for (const Entry &entry : checkpoint.entries) {
        if (entry.step.text != "param_groups" || entry.parent == noIndex ||
            !isOptimizer(checkpoint, entry.parent))
            continue;
        const bool cpp = isCppOptimizer(checkpoint, entry.parent);
        OptimizerReading reading = cpp ? readCppOptimizer(checkpoint, entry.parent)
                                       : readOptimizer(checkpoint, entry.parent);
        guessType(checkpoint, reading);
        if (!cpp)
            nameByIdentity(checkpoint, reading, own);
        nameByOrder(checkpoint, reading, models);
        readings.push_back(std::move(reading));
    }
    return readings;
}

} // namespace lens
