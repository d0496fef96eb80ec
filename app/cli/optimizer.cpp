// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"

#include "app/cli/optimizeroutput.h"

namespace lens::cli {

Result<int> runOptimizer(Context &context)
{
    LENS_ASSIGN(const CheckpointPtr checkpoint, context.open(context.options.file));
    CheckpointPtr model;
    if (!context.options.model.empty()) {
        LENS_ASSIGN(model, context.open(context.options.model));
    }
    const std::vector<OptimizerReading> found = optimizers(*checkpoint, model.get());
    if (context.options.json)
        writeOptimizers(context, *checkpoint, found);
    else
        printOptimizers(context, *checkpoint, found);
    return Fine;
}

} // namespace lens::cli
