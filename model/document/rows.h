// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/filtermatch.h"
#include "model/document/latestjob.h"

namespace lens {

// What the children of a row are ordered by; equal ones stay in natural order.
enum class RowOrder : std::uint8_t {
    Natural, // as the outline has them: names with their numbers as numbers
    Content, // elements, then the text of a value
    Type,
    Device,
    Parameters,
    Bytes,
    Min, // of statistics; what is not known comes first
    Max,
    Mean,
    Std,
    Zeros, // of all values
    NaN,
};

struct RowsRequest
{
    RowSource source;
    Filter filter = {};
    RowOrder order = RowOrder::Natural;
    bool descending = false;
    bool flat = false; // every item directly below the file, no groups
};

// Which rows of an outline are shown, below which, in which order. Rows are nodes of the outline.
struct ShownRows
{
    std::vector<std::uint32_t> rows;         // the children of a row side by side, without the root
    std::vector<std::uint32_t> first, count; // by node: its children in `rows`
    std::vector<std::uint32_t> row;          // by node: its place in its parent; noIndex: hidden
    std::uint32_t found = 0, items = 0;      // items that the filter found, of all there are
    bool flat = false;

    bool isShown(std::uint32_t node) const { return row[node] != noIndex; }
};

Result<ShownRows> makeRows(const RowsRequest &request, const Job *job = nullptr);

// makeRows on a worker thread.
class RowsJob final : public LatestJob
{
    Q_OBJECT

public:
    using LatestJob::LatestJob;
    void start(RowsRequest request);

Q_SIGNALS:
    void finished(const lens::Result<std::shared_ptr<const lens::ShownRows>> &result);
};

} // namespace lens
