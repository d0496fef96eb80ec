// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/latestjob.h"
#include "model/items/comparerows.h"

#include <vector>

namespace lens {

struct CompareRequest
{
    CheckpointPtr a, b;
    CompareOptions options;
    engine::Tolerance tolerance;
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
        engine::ComparedRow row;
    };

    explicit CompareJob(QObject *parent = nullptr);
    void start(CompareRequest request);

Q_SIGNALS:
    // For the receiver to keep and to change.
    void aligned(const std::shared_ptr<lens::CompareRows> &rows);
    void compared(const std::vector<lens::CompareJob::Row> &rows);
    // Cancelled: the rows that were not compared stay open.
    void finished(const lens::Result<void> &result);

private:
    struct Delivery;
    void deliver();

    std::shared_ptr<Delivery> m_delivery;
};

} // namespace lens
