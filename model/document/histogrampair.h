// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"
#include "model/document/latestjob.h"
#include "model/engine/numbers.h"

namespace lens {

// The distributions of a tensor of A and one of B over the same bins. Empty for a side that has no
// such tensor.
struct HistogramPair
{
    engine::Numbers a, b;
};

class HistogramPairJob final : public LatestJob
{
    Q_OBJECT

public:
    using LatestJob::LatestJob;
    // Indices into the tensors of the two checkpoints; noIndex for a side that has none.
    void start(CheckpointPtr a, std::uint32_t tensorA, CheckpointPtr b, std::uint32_t tensorB);

Q_SIGNALS:
    void finished(const lens::Result<lens::HistogramPair> &result);
};

} // namespace lens
