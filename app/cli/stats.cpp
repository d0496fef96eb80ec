// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"

#include "app/cli/progress.h"
#include "app/cli/statsprinter.h"
#include "model/engine/loader.h"

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
        const std::size_t before = rows.rows.size();
        addStatsRows(rows, checkpoint, *entry);
        if (rows.rows.size() == before)
            return makeError(ErrorCode::InvalidEdit, "there is no tensor here")
                .in(path)
                .in(context.options.file)
                .advise("List what is there with ls.");
    }
    return rows;
}

// Sorted order is LibTorch's: it is loaded only when quantiles are asked for.
Result<TensorNumbers> withQuantiles(Context &context, const engine::Engine *torch,
                                    const TensorData &data, Result<engine::Numbers> numbers)
{
    if (!numbers)
        return std::move(numbers).error();
    TensorNumbers found{*std::move(numbers), {}};
    if (torch) {
        LENS_ASSIGN(found.quantiles,
                    torch->quantiles(data, context.options.quantiles, context.job));
    }
    return found;
}

// Null when no quantiles are wanted, or when LibTorch is not there: what the kernels give is then
// printed without them.
const engine::Engine *quantileEngine(const Options &options)
{
    if (options.quantiles.empty())
        return nullptr;
    auto loaded = engine::loadEngine();
    if (loaded)
        return *loaded;
    complain(loaded.error());
    return nullptr;
}

std::uint64_t bytesOf(const StatsRows &rows)
{
    std::uint64_t bytes = 0;
    for (const TensorData &data : rows.data)
        bytes += data.numel() * itemSize(data.dtype);
    return bytes;
}

} // namespace

Result<int> runStats(Context &context)
{
    const Options &options = context.options;
    LENS_ASSIGN(const CheckpointPtr checkpoint, context.open(options.file));
    LENS_ASSIGN(const StatsRows rows, wantedRows(context, *checkpoint));
    const engine::Engine *torch = quantileEngine(options);
    const bool lacking = !options.quantiles.empty() && !torch;
    context.job.setTotal(bytesOf(rows));
    const Progress progress(context, "reading");
    StatsPrinter printer(context, *checkpoint, rows);
    printer.begin();
    LENS_CHECK(engine::numbersOfEach(rows.data, {options.histogram, options.range}, context.job,
                                     [&](std::size_t i, Result<engine::Numbers> numbers) {
                                         printer.add(withQuantiles(context, torch, rows.data[i],
                                                                   std::move(numbers)));
                                     }));
    printer.end();
    return printer.failures() > 0 || lacking ? Trouble : Fine;
}

} // namespace lens::cli
