// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/latestjob.h"
#include "model/items/comparerows.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace lens {

struct CompareRequest
{
    CheckpointPtr a, b;
    CompareOptions options;
    engine::Tolerance tolerance;
    // Where parts are compared of files that were read anew: their paths, to find the entries by.
    std::optional<std::string> partA = {}, partB = {};
    // Where one of them is gone all of both files is compared, of which this may be wanted.
    bool isStateDictOfAll = false;
};

// Two checkpoints side by side: the aligned rows first, then the rows whose values were compared,
// a batch about ten times a second in file order, then the end.
class CompareJob final : public LatestJob
{
    Q_OBJECT

public:
    struct Row
    {
        std::size_t index; // into the aligned rows
        ComparedRowPtr row;
    };

    explicit CompareJob(QObject *parent = nullptr);
    void start(CompareRequest request);
    // Goes on where a cancelled run ended, with the rows that are still open. They are aligned.
    void resume(CompareRequest request, ComparedRows rows);

Q_SIGNALS:
    void aligned(const lens::CompareRowsPtr &rows);
    void compared(const std::vector<lens::CompareJob::Row> &rows);
    // Cancelled: the rows that were not compared stay open.
    void finished(const lens::Result<void> &result);

private:
    struct Delivery;
    using Rows = std::vector<engine::ComparedRow>;
    // `align` runs on the worker and tells what to compare.
    void run(CompareRequest request, std::function<Result<Rows>(Job &, Delivery &)> align);
    void deliver();

    std::shared_ptr<Delivery> m_delivery;
};

} // namespace lens
