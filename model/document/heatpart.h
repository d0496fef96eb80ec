// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/heatpair.h"
#include "model/document/heatview.h"

namespace lens {

// A part of a plane in finer cells than all of it has, down to single elements.

// No more elements are read for one.
inline constexpr std::int64_t mostPartElements = 1 << 26;
// The part to read for what is seen of `whole`: with what lies around it, so that it serves while a
// person moves a little. `last`, which was asked for before, as long as it serves; none where the
// cells of the whole are fine enough or the part would be too large. `limit` is that of the whole.
std::optional<CellRange> partFor(const HeatView &view, const HeatGrid &whole, std::int64_t limit,
                                 const std::optional<CellRange> &last);

// The part, if there is one that shows all that is seen.
const HeatGrid &shownGrid(const HeatView &view, const HeatGrid &whole, const HeatGrid *part);

// Its colours end where `whole` says.
Result<HeatGrid> heatPart(const TensorData &tensor, const Plane &plane, const HeatGrid &whole,
                          const CellRange &part, Job &job, std::int64_t limit = mostHeatCells);
// Δ is coloured by its size, as that of the whole is, even where the sizes of elements could have a
// sign.
Result<HeatPair> heatPairPart(const TensorData &a, const TensorData &b, const HeatPair &whole,
                              const CellRange &part, Job &job, std::int64_t limit = mostPairCells);

class HeatPartJob final : public LatestJob
{
    Q_OBJECT

public:
    using LatestJob::LatestJob;
    void start(const TensorData &tensor, const Plane &plane, HeatGridPtr whole,
               const CellRange &part);

Q_SIGNALS:
    void finished(const lens::Result<lens::HeatGridPtr> &result);
};

class HeatPairPartJob final : public LatestJob
{
    Q_OBJECT

public:
    using LatestJob::LatestJob;
    void start(const HeatPairSource &source, HeatPairPtr whole, const CellRange &part);

Q_SIGNALS:
    void finished(const lens::Result<lens::HeatPairPtr> &result);
};

} // namespace lens
