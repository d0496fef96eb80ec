// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/context.h"
#include "model/formats/save.h"

#include <functional>

namespace lens::cli {

// Looks at the new file, opened again, before it takes its name.
using CheckSaved = std::function<Result<void>(const Checkpoint &saved)>;

// Writes the plan to --output by the save protocol. Warnings become notes on stderr.
Result<SaveOutcome> savePlan(Context &context, const Checkpoint &checkpoint, const SavePlan &plan,
                             CheckSaved check);

} // namespace lens::cli
