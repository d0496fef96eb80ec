// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"

#include "app/cli/comparison.h"

namespace lens::cli {

Result<int> runDiff(Context &context)
{
    LENS_ASSIGN(const Comparison comparison, compare(context));
    if (context.options.json)
        writeComparison(context, comparison);
    else
        printComparison(context, comparison);
    if (!comparison.complete)
        return Trouble;
    return comparison.differences() > 0 ? Found : Fine;
}

} // namespace lens::cli
