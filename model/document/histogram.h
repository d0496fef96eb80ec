// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/latestjob.h"
#include "model/engine/numbers.h"

namespace lens {

// Which part of the values a histogram covers.
enum class HistogramSpan {
    Full,      // all finite values
    Robust,    // from the 1st to the 99th percentile
    FourSigma, // mean ± 4 standard deviations
    Custom,
};

// How a person wants histograms to be made.
struct HistogramChoice
{
    int bins = 0; // 0: by the number of values
    HistogramSpan span = HistogramSpan::Full;
    std::pair<double, double> custom{-1, 1};
    bool magnitudes = false; // of |x| on a logarithmic axis: bins of equal ratio

    bool operator==(const HistogramChoice &) const = default;
};

// The range that statistics alone give; none without a finite value, and for spans they do not
// know. Never empty: a constant gets a margin.
std::optional<std::pair<double, double>> spanFrom(const engine::Statistics &statistics,
                                                  HistogramSpan span);
// From the 1st to the 99th percentile of the finite values, to a 256th of its width, in a few
// passes.
Result<std::pair<double, double>> robustSpan(const TensorData &tensor,
                                             const engine::Statistics &statistics, Job &job);

// Histograms over the same bins, by tensor; none where no value can be drawn. The whole fails only
// when cancelled or when a range cannot be binned.
using NumbersOfEach = std::vector<Result<engine::Numbers>>;
Result<NumbersOfEach> histogramsOf(std::span<const TensorData> tensors,
                                   const HistogramChoice &choice, Job &job);
// Each over bins of its own.
Result<NumbersOfEach> separateHistogramsOf(std::span<const TensorData> tensors,
                                           const HistogramChoice &choice, Job &job);

// How many values each bin would hold if they were normal with the same mean and deviation. Bins
// of `magnitudes` count both signs.
std::vector<double> normalCounts(const engine::Histogram &bins, const engine::Statistics &of,
                                 bool magnitudes = false);

// The histograms of some tensors. Those whose values cannot be read carry the reason.
class HistogramJob final : public LatestJob
{
    Q_OBJECT

public:
    using LatestJob::LatestJob;
    enum class Bins { Common, Separate };
    void start(std::vector<Result<TensorData>> tensors, const HistogramChoice &choice,
               Bins bins = Bins::Common);

Q_SIGNALS:
    void finished(const lens::Result<lens::NumbersOfEach> &result);
};

} // namespace lens
