// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/saving.h"

#include "app/cli/progress.h"
#include "model/base/text.h"
#include "model/formats/format.h"

namespace lens::cli {

Result<SaveOutcome> savePlan(Context &context, const Checkpoint &checkpoint, const SavePlan &plan,
                             CheckSaved check)
{
    LENS_CHECK(checkFileName(context.options.output));
    SaveRequest request;
    request.destination = context.options.output;
    request.overwrite = context.options.force ? Overwrite::Yes : Overwrite::No;
    request.origin = checkpoint.file;
    request.check = [&](const std::string &path) -> Result<void> {
        LENS_ASSIGN(const CheckpointPtr saved, openCheckpoint(path, &context.job));
        return check(*saved);
    };
    const Progress progress(context, "writing");
    LENS_ASSIGN(SaveOutcome outcome, save(plan, request, context.job));
    for (const std::string &warning : outcome.warnings)
        context.note("ckptlens-cli: " + escaped(outcome.path + ": " + warning));
    return outcome;
}

} // namespace lens::cli
