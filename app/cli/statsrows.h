// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"

#include <string>
#include <vector>

namespace lens::cli {

// A tensor whose numbers are asked for.
struct StatsRow
{
    std::uint32_t entry = noIndex; // where it was asked for
    const Tensor *tensor = nullptr;
    std::uint32_t data = noIndex; // into StatsRows::data; noIndex when it has no numbers
    std::string broken;           // why its bytes cannot be read, when they should be there
};

struct StatsRows
{
    std::vector<StatsRow> rows;
    std::vector<TensorData> data;
};

// The tensors at and below `entry`. A sparse tensor stands for its stored values; one that is built
// around others and has no elements of its own (nested, wrappers) is left to those; a tensor on
// meta has a row without numbers.
void addStatsRows(StatsRows &rows, const Checkpoint &checkpoint, std::uint32_t entry);

} // namespace lens::cli
