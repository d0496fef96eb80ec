// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/heatpair.h"

#include "model/document/heatends.h"
#include "model/document/magnitudes.h"

namespace lens {
namespace {

Result<HeatPairPtr> read(const HeatPairSource &source, const Plane &plane, HeatLayout layout,
                         Job &job)
{
    LENS_ASSIGN(const auto tensors, tensorsOf(source));
    LENS_ASSIGN(HeatPair pair, heatPair(tensors.first, tensors.second, plane, layout, job));
    return freedByWorker(HeatPairPtr(std::make_shared<HeatPair>(std::move(pair))));
}

HeatPair::Difference differenceOf(const TensorData &a, const TensorData &b, const HeatGrid &delta)
{
    if (!delta.isOfElements())
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
    const auto differs = [](double value) { return value != 0; };
    pair.a.values = pair.b.values = endsOf({&pair.a, &pair.b}, false);
    pair.a.elementValues = pair.b.elementValues = elementEndsOf({&pair.a, &pair.b}, false);
    if (pair.difference == HeatPair::Difference::Signed) {
        pair.delta.values = endsOf({&pair.delta}, false, differs);
    } else {
        pair.delta.magnitudes = fromZero(endsOf({&pair.delta}, true, differs));
        pair.delta.elementMagnitudes = fromZero(elementEndsOf({&pair.delta}, true, differs));
    }
    return pair;
}

Result<std::pair<TensorData, TensorData>> tensorsOf(const HeatPairSource &source)
{
    LENS_ASSIGN(TensorData a, tensorData(*source.a, source.a->tensors[source.tensorA]));
    LENS_ASSIGN(TensorData b, tensorData(*source.b, source.b->tensors[source.tensorB]));
    return std::pair(std::move(a), std::move(b));
}

void HeatPairJob::start(const HeatPairSource &source, const Plane &plane, HeatLayout layout)
{
    LatestJob::start([=, this](Job &job) -> Report {
        return [this, result = read(source, plane, layout, job)] { Q_EMIT finished(result); };
    });
}

} // namespace lens
