// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/statsrows.h"

namespace lens::cli {

namespace {

bool isSparse(const Tensor &tensor)
{
    return tensor.layout != Layout::Strided && tensor.layout != Layout::Jagged;
}

// The tensor that holds the numbers of this one.
const Tensor *numbersOf(const Checkpoint &checkpoint, std::uint32_t entry)
{
    const Tensor *tensor = checkpoint.tensor(checkpoint.entry(entry));
    if (!tensor || !isSparse(*tensor))
        return tensor;
    const std::uint32_t values = checkpoint.child(entry, "values");
    return values == noIndex ? nullptr
                             : checkpoint.tensor(checkpoint.entry(checkpoint.resolved(values)));
}

StatsRow rowOf(StatsRows &rows, const Checkpoint &checkpoint, std::uint32_t shownAt,
               std::uint32_t entry)
{
    StatsRow row{shownAt, checkpoint.tensor(checkpoint.entry(entry)), noIndex, {}};
    const Tensor *numbers = numbersOf(checkpoint, entry);
    if (!numbers || numbers->meta)
        return row;
    auto data = tensorData(checkpoint, *numbers);
    if (data) {
        row.data = static_cast<std::uint32_t>(rows.data.size());
        rows.data.push_back(*std::move(data));
    } else if (numbers->parts.empty() || !numbers->broken.empty()) {
        row.broken = data.error().text();
    }
    return row;
}

} // namespace

void addStatsRows(StatsRows &rows, const Checkpoint &checkpoint, std::uint32_t top)
{
    const std::uint32_t resolved = checkpoint.resolved(top);
    std::uint32_t i = resolved;
    while (i < checkpoint.entry(resolved).end) {
        if (!checkpoint.tensor(checkpoint.entry(i))) {
            ++i;
            continue;
        }
        const StatsRow row = rowOf(rows, checkpoint, i == resolved ? top : i, i);
        const bool standsForParts =
            row.data != noIndex || !row.broken.empty() || row.tensor->parts.empty();
        if (standsForParts)
            rows.rows.push_back(row);
        // Below a strided tensor are attributes, with numbers of their own.
        i = standsForParts && isSparse(*row.tensor) ? checkpoint.entry(i).end : i + 1;
    }
}

} // namespace lens::cli
