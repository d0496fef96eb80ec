// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"

#include "app/cli/progress.h"
#include "app/cli/statsprinter.h"

namespace lens::cli {

namespace {

Result<StatsRows> wantedRows(const Context &context, const Checkpoint &checkpoint)
{
    StatsRows rows;
    if (context.options.paths.empty())
        addStatsRows(rows, checkpoint, 0);
    for (const std::string &path : context.options.paths) {
        auto entry = findEntry(checkpoint, path);
        if (!entry)
            return named(std::move(entry).error(), context.options.file);
        addStatsRows(rows, checkpoint, *entry);
    }
    return rows;
}

} // namespace

Result<int> runStats(Context &context)
{
    LENS_ASSIGN(const CheckpointPtr checkpoint, context.open(context.options.file));
    LENS_ASSIGN(const StatsRows rows, wantedRows(context, *checkpoint));
    std::uint64_t bytes = 0;
    for (const TensorData &data : rows.data)
        bytes += data.numel() * itemSize(data.dtype);
    context.job.setTotal(bytes);
    const Progress progress(context, "reading");
    StatsPrinter printer(context, *checkpoint, rows);
    printer.begin();
    const engine::NumbersRequest request{context.options.histogram, context.options.range};
    LENS_CHECK(engine::numbersOfEach(
        rows.data, request, context.job,
        [&](std::size_t, Result<engine::Numbers> numbers) { printer.add(std::move(numbers)); }));
    printer.end();
    return printer.failures() > 0 ? Trouble : Fine;
}

} // namespace lens::cli
