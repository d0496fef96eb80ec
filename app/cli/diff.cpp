// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"

#include "app/cli/comparison.h"
#include "model/json/comparisonjson.h"

namespace lens::cli {

namespace {

void printJson(Context &context, const Comparison &comparison)
{
    const Options &options = context.options;
    writeComparison(context.json, {*comparison.a, *comparison.b, comparison.rows, options.all,
                                   options.summaryOnly, options.structure});
    context.out << '\n';
}

} // namespace

Result<int> runDiff(Context &context)
{
    LENS_ASSIGN(const Comparison comparison, compare(context));
    if (context.options.json)
        printJson(context, comparison);
    else
        printComparison(context, comparison);
    if (!comparison.complete)
        return Trouble;
    return comparison.differences() > 0 ? Found : Fine;
}

} // namespace lens::cli
