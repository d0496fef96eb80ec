// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/models.h"

#include "model/checkpoint/optimizer.h"
#include "model/checkpoint/walk.h"

#include <deque>

namespace lens {

namespace {

// Bundles keep a model at most so deep: {"net": {"state_dict": …}}.
constexpr int deepestModel = 3;

// Keys under which frameworks keep the model itself, best first; an averaged copy comes after it.
constexpr std::string_view modelKeys[] = {
    "state_dict",     "model_state_dict",
    "model_state",    "model",
    "module",         "net",
    "network",        "params",
    "weights",        "params_ema",
    "state_dict_ema", "ema_state_dict",
    "model_ema",      "ema",
};

bool mayHoldModels(EntryKind kind)
{
    return kind == EntryKind::Dict || kind == EntryKind::List || kind == EntryKind::Tuple ||
           kind == EntryKind::Object;
}

} // namespace

bool isBufferName(std::string_view name)
{
    return name.ends_with("running_mean") || name.ends_with("running_var") ||
           name.ends_with("num_batches_tracked");
}

std::vector<std::uint32_t> modelEntries(const Checkpoint &checkpoint)
{
    std::vector<std::uint32_t> models;
    if (checkpoint.entries.empty())
        return models;
    std::deque<std::pair<std::uint32_t, int>> waiting = {{0, 0}};
    while (!waiting.empty()) {
        const auto [entry, depth] = waiting.front();
        waiting.pop_front();
        if (!mayHoldModels(checkpoint.entries[entry].kind) || isOptimizer(checkpoint, entry))
            continue;
        if (isModule(checkpoint, entry) || isStateDict(checkpoint, entry)) {
            models.push_back(entry);
            continue;
        }
        if (depth == deepestModel)
            continue;
        for (const std::uint32_t child : Children(checkpoint, entry))
            waiting.emplace_back(child, depth + 1);
    }
    std::ranges::sort(models);
    return models;
}

std::uint32_t mainModel(const Checkpoint &checkpoint)
{
    const std::vector<std::uint32_t> models = modelEntries(checkpoint);
    if (models.size() == 1)
        return models.front();
    for (const std::string_view key : modelKeys) {
        const auto named = [&](std::uint32_t model) {
            return checkpoint.entries[model].step.text == key;
        };
        if (const auto found = std::ranges::find_if(models, named); found != models.end())
            return *found;
    }
    return noIndex;
}

} // namespace lens
