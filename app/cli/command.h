// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/context.h"

// One function a command, each in the file of its name. Returns the exit code; an Error becomes one
// line on stderr and exit code 2, or 130 when it says Cancelled.
namespace lens::cli {

Result<int> runInfo(Context &context);
Result<int> runLs(Context &context);
Result<int> runGet(Context &context);
Result<int> runStats(Context &context);
Result<int> runOptimizer(Context &context);
Result<int> runScan(Context &context);
Result<int> runVerify(Context &context);
Result<int> runRemap(Context &context);
Result<int> runConvert(Context &context);
Result<int> runDiff(Context &context);

} // namespace lens::cli
