// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"
#include "model/document/heatscale.h"

namespace lens {

// The same plane of two tensors of one shape, cell by cell, and of Δ = B − A. A and B have the ends
// of both, so that equal colours are equal values; those of Δ are of what differs: in a tensor that
// hardly changed the rest would hide it.
struct HeatPair
{
    // What a cell of Δ is coloured by. Complex numbers are only so far apart; and the mean of
    // several differences may be nothing where each of them is large, so that their sizes count.
    enum class Difference { Signed, Distance, MeanDistance };

    HeatGrid a, delta, b;
    Difference difference = Difference::Signed;
    // What of which tensors: another may have been chosen by the time that this is there.
    Plane plane;
    std::vector<std::int64_t> shape;
};

// At most so many cells on a side: three pictures have the room of one.
inline constexpr std::int64_t mostPairCells = mostHeatCells / 2;
Result<HeatPair> heatPair(const TensorData &a, const TensorData &b, const Plane &plane,
                          HeatLayout layout, Job &job, std::int64_t limit = mostPairCells);

HeatScale deltaScale(const HeatPair &pair, HeatSpan span);

using HeatPairPtr = std::shared_ptr<const HeatPair>;

// Two tensors by their indices in their checkpoints.
struct HeatPairSource
{
    CheckpointPtr a, b;
    std::uint32_t tensorA = noIndex, tensorB = noIndex;
};
Result<std::pair<TensorData, TensorData>> tensorsOf(const HeatPairSource &source);

class HeatPairJob final : public LatestJob
{
    Q_OBJECT

public:
    using LatestJob::LatestJob;
    void start(const HeatPairSource &source, const Plane &plane, HeatLayout layout);

Q_SIGNALS:
    void finished(const lens::Result<lens::HeatPairPtr> &result);
};

} // namespace lens
