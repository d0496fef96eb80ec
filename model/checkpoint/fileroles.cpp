// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/fields.h"
#include "model/checkpoint/models.h"
#include "model/checkpoint/optimizer.h"
#include "model/checkpoint/rolerules.h"
#include "model/checkpoint/walk.h"

namespace lens {

namespace {

// Children of a dict by what they are.
struct Parts
{
    std::size_t models = 0, averages = 0, training = 0;
    std::string names;
};

bool isTrainingPart(const Checkpoint &checkpoint, std::uint32_t entry)
{
    if (isOptimizer(checkpoint, entry))
        return true;
    const auto role = ruledRole(checkpoint, entry);
    return role && (role->role == "scheduler" || role->role == "grad_scaler");
}

// Lightning and others keep their optimizers and schedulers in lists.
bool isTrainingList(const Checkpoint &checkpoint, std::uint32_t entry)
{
    const EntryKind kind = shown(checkpoint, entry).kind;
    if (kind != EntryKind::List && kind != EntryKind::Dict)
        return false;
    std::size_t looked = 0;
    for (const std::uint32_t child : Children(checkpoint, entry)) {
        if (isTrainingPart(checkpoint, child))
            return true;
        if (++looked == Fields::most)
            break;
    }
    return false;
}

void addName(std::string &names, const std::string &name)
{
    if (name.empty() || names.size() > 100)
        return;
    names += (names.empty() ? "" : ", ") + name;
}

Parts partsOf(const Checkpoint &checkpoint, std::uint32_t entry)
{
    static constexpr std::string_view counters[] = {
        "epoch", "global_step", "step", "iteration", "epochs", "iter", "num_steps"};
    Parts parts;
    for (const std::uint32_t child : Children(checkpoint, entry)) {
        const std::string key = std::string(checkpoint.entries[child].step.text);
        const EntryKind kind = shown(checkpoint, child).kind;
        if (kind == EntryKind::Int) {
            if (std::ranges::find(counters, key) != std::end(counters)) {
                ++parts.training;
                addName(parts.names, key);
            }
            continue;
        }
        if (kind != EntryKind::Dict && kind != EntryKind::Object && kind != EntryKind::List)
            continue;
        if (isTrainingPart(checkpoint, child) || isTrainingList(checkpoint, child)) {
            ++parts.training;
            addName(parts.names, key);
        } else if (isModule(checkpoint, child) || isStateDict(checkpoint, child)) {
            const std::string role = modelRole(checkpoint, child).role;
            parts.models += role != "ema" && !ruledRole(checkpoint, child);
            parts.averages += role == "ema";
        }
    }
    return parts;
}

} // namespace

std::vector<Role> fileRoles(const Checkpoint &checkpoint, std::uint32_t entry)
{
    std::vector<Role> roles;
    if (Fields(checkpoint, entry).hasAll("pytorch-lightning_version", "state_dict"))
        roles.push_back({entry, "lightning_checkpoint", "has pytorch-lightning_version"});
    const Parts parts = partsOf(checkpoint, entry);
    if (parts.models + parts.averages > 0 && parts.training > 0)
        roles.push_back({entry, "training_checkpoint", "holds a model beside " + parts.names});
    if (parts.models > 1)
        roles.push_back(
            {entry, "bundle", "holds " + std::to_string(parts.models) + " models side by side"});
    return roles;
}

} // namespace lens
