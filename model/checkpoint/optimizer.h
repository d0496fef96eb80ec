// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"

#include <string>
#include <utility>
#include <vector>

namespace lens {

struct OptimizerGroup
{
    std::uint32_t entry = noIndex;
    // Name, entry; without params.
    std::vector<std::pair<std::string, std::uint32_t>> hyperParameters;
    std::uint64_t params = 0;
};

struct OptimizerParam
{
    std::string index;             // "0", or the key itself where keys are names
    std::uint32_t group = noIndex; // into OptimizerReading::groups
    std::string name;              // empty when not known
    std::string nameSource;        // "param_names", "key", "order", "none"
    std::string reason;            // how the name was found, or why it was not
    std::vector<std::int64_t> shape;
    bool hasShape = false;
    std::uint32_t step = noIndex; // entry of the step (a number or a 0-d tensor)
    std::vector<std::pair<std::string, std::uint32_t>> state; // name, entry; step included
};

struct OptimizerReading
{
    std::uint32_t entry = noIndex;
    std::string type, typeReason; // "Adam or AdamW", "state has exp_avg and exp_avg_sq"
    std::vector<OptimizerGroup> groups;
    std::vector<OptimizerParam> params;
};

bool isOptimizer(const Checkpoint &checkpoint, std::uint32_t entry);
// Every optimizer of the file, joined to parameter names: param_names, else the key, else by order
// and shape against a model in the same file or `model`, else the index with the reason.
std::vector<OptimizerReading> optimizers(const Checkpoint &checkpoint,
                                         const Checkpoint *model = nullptr);

} // namespace lens
