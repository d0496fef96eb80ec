// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/models.h"
#include "model/checkpoint/optimizerparts.h"
#include "model/checkpoint/walk.h"

#include <set>

namespace lens {

namespace {

using Names = std::set<std::string, std::less<>>;
using Words = std::vector<std::string_view>;

// An optimizer is told by what its state and its groups have, and what its groups lack. `alone`:
// its state has nothing else, where many optimizers build on what this one has.
struct TypeRule
{
    std::string_view type;
    Words state, groups, lacking;
    bool alone = false;
};

// First match wins, so the more telling rule stands first. Source: torch.optim of 1.13 and 2.x, and
// the optimizers of formats.md 5.
const std::vector<TypeRule> &rules()
{
    static const std::vector<TypeRule> table = {
        {"8-bit Adam (bitsandbytes)", {"state1", "state2"}, {}, {}},
        {"8-bit optimizer (bitsandbytes)", {"state1"}, {}, {}},
        {"NAdam", {"exp_avg", "exp_avg_sq", "mu_product"}, {}, {}},
        {"Adan", {"exp_avg", "exp_avg_sq", "exp_avg_diff"}, {}, {}},
        {"CAME", {"exp_avg_sq_row", "exp_avg_res_row"}, {}, {}},
        {"Adafactor", {"exp_avg_sq_row", "exp_avg_sq_col"}, {}, {}},
        {"Adafactor", {"row_var", "col_var"}, {}, {}},
        {"Adafactor", {}, {"relative_step", "scale_parameter"}, {}},
        {"Muon", {"momentum_buffer"}, {"ns_steps"}, {}},
        {"Muon", {"momentum_buffer"}, {"use_muon"}, {}},
        {"SOAP", {"exp_avg", "exp_avg_sq", "GG", "Q"}, {}, {}},
        {"LAMB", {"exp_avg", "exp_avg_sq"}, {"grad_averaging", "max_grad_norm"}, {}},
        {"Prodigy", {"exp_avg", "exp_avg_sq"}, {"d_coef", "growth_rate"}, {}},
        {"AdamW (schedule-free)", {"z", "exp_avg_sq"}, {"weight_sum"}, {}},
        {"SGD (schedule-free)", {"z"}, {"weight_sum"}, {}},
        {"AdamW (transformers)", {"exp_avg", "exp_avg_sq"}, {"correct_bias"}, {"scale_type"}},
        {"Adam or AdamW", {"exp_avg", "exp_avg_sq"}, {"amsgrad"}, {}},
        {"SparseAdam", {"exp_avg", "exp_avg_sq"}, {}, {"weight_decay"}},
        {"RAdam", {"exp_avg", "exp_avg_sq", "step"}, {"foreach"}, {"amsgrad", "clip_exp"}, true},
        {"Adam-like", {"exp_avg", "exp_avg_sq"}, {}, {}},
        {"Adamax", {"exp_avg", "exp_inf"}, {}, {}},
        {"AdaBelief", {"exp_avg", "exp_avg_var"}, {}, {}},
        {"Lion", {"exp_avg"}, {"betas"}, {}, true},
        {"Adadelta", {"square_avg", "acc_delta"}, {}, {}},
        {"RMSprop", {"square_avg"}, {}, {}},
        {"Adagrad", {"sum"}, {}, {}},
        {"Rprop", {"prev", "step_size"}, {}, {}},
        {"ASGD", {"eta", "mu", "ax"}, {}, {}},
        {"LBFGS", {"old_dirs", "old_stps"}, {}, {}},
        {"SGD", {"momentum_buffer"}, {}, {}, true},
        {"SGD", {}, {"momentum", "nesterov"}, {}, true},
        {"Adam or AdamW", {}, {"betas", "amsgrad"}, {}},
        {"Adadelta", {}, {"rho"}, {}},
        {"RMSprop", {}, {"alpha", "centered"}, {}},
        {"Adagrad", {}, {"lr_decay"}, {}},
        {"Rprop", {}, {"etas"}, {}},
        {"ASGD", {}, {"lambd", "t0"}, {}},
        {"LBFGS", {}, {"history_size"}, {}},
        {"Muon", {}, {"ns_steps"}, {}},
    };
    return table;
}

bool hasAll(const Names &names, const Words &words)
{
    return std::ranges::all_of(words, [&](auto word) { return names.contains(word); });
}

bool hasAny(const Names &names, const Words &words)
{
    return std::ranges::any_of(words, [&](auto word) { return names.contains(word); });
}

bool hasOnly(const Names &names, const Words &words)
{
    return std::ranges::all_of(names, [&](const std::string &name) {
        return name == "step" || std::ranges::find(words, name) != words.end();
    });
}

std::string listed(const Words &words)
{
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i)
        text.append(i == 0 ? "" : i + 1 == words.size() ? " and " : ", ").append(words[i]);
    return text;
}

std::string reasonOf(const TypeRule &rule)
{
    std::string reason;
    if (!rule.state.empty())
        reason = "state has " + listed(rule.state);
    if (!rule.groups.empty())
        reason += (reason.empty() ? "groups have " : ", groups have ") + listed(rule.groups);
    if (!rule.lacking.empty())
        reason += ", groups lack " + listed(rule.lacking);
    return reason;
}

// torch 2.7 and later say it themselves: AdamW is Adam with decoupled weight decay.
void settleAdam(const Checkpoint &checkpoint, OptimizerReading &reading)
{
    if (reading.type != "Adam or AdamW")
        return;
    for (const auto &[name, entry] : reading.groups.front().hyperParameters) {
        if (name != "decoupled_weight_decay" || checkpoint.entries[entry].kind != EntryKind::Bool)
            continue;
        const bool decoupled = checkpoint.graph.boolValue(checkpoint.entries[entry].node);
        reading.type = decoupled ? "AdamW" : "Adam";
        reading.typeReason +=
            decoupled ? ", weight decay is decoupled" : ", weight decay is not decoupled";
    }
}

} // namespace

void guessType(const Checkpoint &checkpoint, OptimizerReading &reading)
{
    if (shown(checkpoint, reading.entry).kind == EntryKind::Object &&
        !isCppOptimizer(checkpoint, reading.entry)) {
        const std::string name = checkpoint.typeName(checkpoint.resolved(reading.entry));
        reading.type = name.substr(name.rfind('.') + 1);
        reading.typeReason = "the class is " + name;
        return;
    }
    Names state, groups;
    for (const OptimizerParam &param : reading.params) {
        for (const auto &[name, entry] : param.state)
            state.insert(name);
    }
    for (const OptimizerGroup &group : reading.groups) {
        for (const auto &[name, entry] : group.hyperParameters)
            groups.insert(name);
    }
    for (const TypeRule &rule : rules()) {
        if (!hasAll(state, rule.state) || !hasAll(groups, rule.groups) ||
            hasAny(groups, rule.lacking) || (rule.alone && !hasOnly(state, rule.state)))
            continue;
        reading.type = rule.type;
        reading.typeReason = reasonOf(rule);
        settleAdam(checkpoint, reading);
        return;
    }
    reading.type = "unknown";
    reading.typeReason = "neither its state nor its groups have the names of a known optimizer";
}

} // namespace lens
