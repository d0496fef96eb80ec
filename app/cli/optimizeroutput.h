// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/context.h"
#include "model/checkpoint/optimizer.h"

#include <vector>

namespace lens::cli {

void writeOptimizers(Context &context, const Checkpoint &checkpoint,
                     const std::vector<OptimizerReading> &found);
void printOptimizers(Context &context, const Checkpoint &checkpoint,
                     const std::vector<OptimizerReading> &found);

} // namespace lens::cli
