// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/heatpair.h"

#include "model/document/magnitudes.h"

namespace lens {
namespace {

Result<HeatPairPtr> read(const Checkpoint &a, std::uint32_t tensorA, const Checkpoint &b,
                         std::uint32_t tensorB, const Plane &plane, HeatLayout layout, Job &job)
{
    LENS_ASSIGN(const TensorData dataA, tensorData(a, a.tensors[tensorA]));
    LENS_ASSIGN(const TensorData dataB, tensorData(b, b.tensors[tensorB]));
    LENS_ASSIGN(HeatPair pair, heatPair(dataA, dataB, plane, layout, job));
    return HeatPairPtr(std::make_shared<HeatPair>(std::move(pair)));
}

HeatPair::Difference differenceOf(const TensorData &a, const TensorData &b, const HeatGrid &delta)
{
    if (delta.rowStep > 1 || delta.columnStep > 1)
        return HeatPair::Difference::MeanDistance;
    return isComplex(a.dtype) || isComplex(b.dtype) ? HeatPair::Difference::Distance
                                                    : HeatPair::Difference::Signed;
}

// The lowest size is that of no difference at all.
HeatEnds fromZero(HeatEnds ends)
{
    ends.all.first = ends.robust.first = 0;
    return ends;
}

} // namespace

HeatScale deltaScale(const HeatPair &pair, HeatSpan span)
{
    const bool isSigned = pair.difference == HeatPair::Difference::Signed;
    return heatScale(pair.delta, isSigned ? HeatColours::AroundZero : HeatColours::Magnitude, span);
}

Result<HeatPair> heatPair(const TensorData &a, const TensorData &b, const Plane &plane,
                          HeatLayout layout, Job &job, std::int64_t limit)
{
    if (a.shape != b.shape)
        return makeError(ErrorCode::Unsupported, "tensors of different shapes have no difference");
    LENS_ASSIGN(auto grids, heatGrids({a, b}, plane, layout, job, limit));
    HeatPair pair;
    pair.plane = plane;
    pair.shape = a.shape;
    pair.a = std::move(grids[0]);
    pair.delta = std::move(grids[1]);
    pair.b = std::move(grids[2]);
    pair.difference = differenceOf(a, b, pair.delta);
    pair.totalsOfA = totalsOf(pair.a);
    pair.totalsOfDelta = totalsOf(pair.delta);
    pair.totalsOfB = totalsOf(pair.b);
    const auto differs = [](double value) { return value != 0; };
    pair.a.values = pair.b.values = endsOf({&pair.a, &pair.b}, false);
    if (pair.difference == HeatPair::Difference::Signed)
        pair.delta.values = endsOf({&pair.delta}, false, differs);
    else
        pair.delta.magnitudes = fromZero(endsOf({&pair.delta}, true, differs));
    return pair;
}

void HeatPairJob::start(CheckpointPtr a, std::uint32_t tensorA, CheckpointPtr b,
                        std::uint32_t tensorB, const Plane &plane, HeatLayout layout)
{
    LatestJob::start([=, this](Job &job) -> Report {
        return [this, result = read(*a, tensorA, *b, tensorB, plane, layout, job)] {
            Q_EMIT finished(result);
        };
    });
}

} // namespace lens
