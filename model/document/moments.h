// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/optimizertable.h"
#include "model/document/stream.h"

#include <memory>

namespace lens {

// Numbers of the moments of one row.
struct MomentNumbers
{
    std::size_t row = 0;
    bool second = false;
    std::optional<double> l2, min, max;
    bool finite = true;
};

// Norms and extremes of every moment of an optimizer; they come in a stream while it runs.
class MomentsJob final : public LatestJob
{
    Q_OBJECT

public:
    explicit MomentsJob(QObject *parent = nullptr);
    void start(CheckpointPtr checkpoint, OptimizerTablePtr table);

Q_SIGNALS:
    void found(const std::vector<lens::MomentNumbers> &numbers);
    void finished(const lens::Result<void> &result);

private:
    void takeFound();

    std::shared_ptr<Stream<MomentNumbers>> m_stream;
};

} // namespace lens
