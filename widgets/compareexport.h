// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/latestjob.h"
#include "model/items/comparemodel.h"
#include "model/items/tabletexts.h"

namespace lens {

// Writes a comparison into a file. The ending of its name decides: .csv and .html hold the rows as
// they are listed, in their order; else it is JSON, the same as of `ckptlens-cli diff --json`, with
// `--all` while rows that are the same are shown, and how many values are NaN on one side alone.
class CompareExportJob final : public LatestJob
{
    Q_OBJECT

public:
    using LatestJob::LatestJob;
    Unit unit() const override { return Unit::Rows; }
    void start(CompareTable table, const QString &path);

Q_SIGNALS:
    // JSON has every row, tables those that are listed.
    void finished(const lens::Result<void> &result, const QString &path, std::size_t rows,
                  std::size_t all);
};

// Makes a table of some rows, as they are shown.
class CompareCopyJob final : public LatestJob
{
    Q_OBJECT

public:
    using LatestJob::LatestJob;
    // `rows` are aligned rows, in their order.
    void start(CompareTable table, std::vector<std::size_t> rows);

Q_SIGNALS:
    void finished(const lens::TableTexts &rows);
};

} // namespace lens
