// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/histogram.h"

#include "model/document/jobs.h"
#include "model/document/magnitudes.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lens {
namespace {

using Range = std::pair<double, double>;

constexpr double outerShare = 0.01; // of the values, beyond either end of the robust span
constexpr int overlayBins = 64;
constexpr int robustBins = 4096; // of one pass
constexpr std::ptrdiff_t robustEnough = 256;
constexpr int robustPasses = 8; // each narrows 16 times at least: enough for outliers of 1e9

Range widened(Range range)
{
    if (range.first < range.second)
        return range;
    const double margin = range.first == 0 ? 1 : std::abs(range.first) * 0.5;
    return {range.first - margin, range.second + margin};
}

Range joined(const Range &a, const Range &b)
{
    return {std::min(a.first, b.first), std::max(a.second, b.second)};
}

// The bins where the values reach the lower and the upper share.
std::pair<std::ptrdiff_t, std::ptrdiff_t> robustBinsOf(const engine::Histogram &histogram,
                                                       std::uint64_t finite)
{
    const auto lowest = static_cast<double>(finite) * outerShare;
    const auto highest = static_cast<double>(finite) * (1 - outerShare);
    const auto last = std::ssize(histogram.counts) - 1;
    std::ptrdiff_t first = 0, end = last;
    auto reached = static_cast<double>(histogram.below);
    bool inside = false;
    for (std::ptrdiff_t bin = 0; bin <= last; ++bin) {
        reached += static_cast<double>(histogram.counts[static_cast<std::size_t>(bin)]);
        if (!inside && reached > lowest) {
            first = bin;
            inside = true;
        }
        if (reached >= highest) {
            end = bin;
            break;
        }
    }
    return {first, std::max(first, end)};
}

Result<std::vector<engine::Statistics>> statisticsOf(std::span<const TensorData> tensors, Job &job)
{
    std::vector<engine::Statistics> all(tensors.size());
    LENS_CHECK(engine::numbersOfEach(tensors, {}, job,
                                     [&all](std::size_t at, Result<engine::Numbers> result) {
                                         if (result)
                                             all[at] = result->statistics;
                                     }));
    return all;
}

// What all the tensors need to be seen.
Result<std::optional<Range>> commonSpan(std::span<const TensorData> tensors, HistogramSpan span,
                                        Job &job)
{
    LENS_ASSIGN(const auto statistics, statisticsOf(tensors, job));
    std::optional<Range> common;
    for (std::size_t at = 0; at < tensors.size(); ++at) {
        auto range = spanFrom(statistics[at], span);
        if (span == HistogramSpan::Robust && statistics[at].finite > 0) {
            LENS_ASSIGN(range, robustSpan(tensors[at], statistics[at], job));
        }
        if (range)
            common = common ? joined(*common, *range) : *range;
    }
    return common;
}

int binsOf(std::span<const TensorData> tensors, const HistogramChoice &choice)
{
    if (choice.bins > 0)
        return choice.bins;
    // Overlays: a large tensor beside small ones would leave these in a bin or two.
    int bins = tensors.size() > 1 ? overlayBins : binsFor(0);
    for (const TensorData &tensor : tensors)
        bins = std::max(bins, binsFor(tensor.numel()));
    return bins;
}

// The steps that all of them need to be seen; none where nothing but zeros is.
std::optional<StepRange> commonSteps(const std::vector<Magnitudes> &all,
                                     const HistogramChoice &choice)
{
    std::optional<StepRange> common;
    for (const Magnitudes &counted : all) {
        if (counted.counts.empty())
            continue;
        StepRange range{counted.first, counted.end() - 1};
        if (choice.span == HistogramSpan::Robust)
            range = robustSteps(counted);
        else if (choice.span == HistogramSpan::FourSigma)
            range = fourSigmaSteps(counted);
        common = common ? StepRange(std::min(common->first, range.first),
                                    std::max(common->second, range.second))
                        : range;
    }
    const bool usable = choice.custom.second > 0 && std::isfinite(choice.custom.second);
    if (!common || choice.span != HistogramSpan::Custom || !usable)
        return common;
    const int last = magnitudeStep(choice.custom.second);
    const int first = choice.custom.first > 0 ? magnitudeStep(choice.custom.first) : common->first;
    return StepRange(std::min(first, last), last);
}

// Less than a power of two is nothing to draw on a logarithmic axis.
StepRange wideEnough(StepRange range)
{
    const int missing = magnitudeSteps - (range.second - range.first + 1);
    if (missing <= 0)
        return range;
    return {std::max(range.first - missing / 2, 0), range.second + missing / 2};
}

engine::Histogram folded(const Magnitudes &counted, StepRange range, int bins)
{
    const int steps = range.second - range.first + 1;
    const int toBin = (steps + bins - 1) / bins;
    const int used = (steps + toBin - 1) / toBin;
    engine::Histogram histogram;
    for (int edge = 0; edge <= used; ++edge)
        histogram.edges.push_back(magnitudeEdge(range.first + edge * toBin));
    histogram.counts.resize(static_cast<std::size_t>(used));
    for (std::size_t i = 0; i < counted.counts.size(); ++i) {
        const int step = counted.first + static_cast<int>(i) - range.first;
        if (step < 0)
            histogram.below += counted.counts[i];
        else if (step >= used * toBin)
            histogram.above += counted.counts[i];
        else
            histogram.counts[static_cast<std::size_t>(step / toBin)] += counted.counts[i];
    }
    return histogram;
}

Result<NumbersOfEach> numbersOf(std::span<const TensorData> tensors,
                                const engine::NumbersRequest &request, Job &job)
{
    NumbersOfEach all(tensors.size(), makeError(ErrorCode::Internal, "no result"));
    LENS_CHECK(engine::numbersOfEach(
        tensors, request, job,
        [&all](std::size_t at, Result<engine::Numbers> result) { all[at] = std::move(result); }));
    return all;
}

Result<NumbersOfEach> magnitudeHistogramsOf(std::span<const TensorData> tensors,
                                            const HistogramChoice &choice, Job &job)
{
    LENS_ASSIGN(NumbersOfEach all, numbersOf(tensors, {}, job));
    std::vector<Magnitudes> counted(tensors.size());
    for (std::size_t at = 0; at < tensors.size(); ++at) {
        if (!all[at])
            continue;
        auto read = magnitudesOf(tensors[at], job);
        LENS_CHECK(job.check());
        if (read)
            counted[at] = *std::move(read);
        else
            all[at] = read.error();
    }
    const auto steps = commonSteps(counted, choice);
    for (std::size_t at = 0; steps && at < tensors.size(); ++at)
        if (all[at] && !counted[at].counts.empty())
            all[at]->histogram = folded(counted[at], wideEnough(*steps), binsOf(tensors, choice));
    return all;
}

Result<NumbersOfEach> histogramsOfReadable(const std::vector<Result<TensorData>> &tensors,
                                           const HistogramChoice &choice, HistogramJob::Bins bins,
                                           Job &job)
{
    std::vector<TensorData> readable;
    for (const auto &tensor : tensors)
        if (tensor)
            readable.push_back(*tensor);
    const auto read = bins == HistogramJob::Bins::Common ? histogramsOf : separateHistogramsOf;
    LENS_ASSIGN(auto found, read(readable, choice, job));
    NumbersOfEach all;
    for (auto next = found.begin(); const auto &tensor : tensors)
        all.push_back(tensor ? std::move(*next++) : Result<engine::Numbers>(tensor.error()));
    return all;
}

} // namespace

std::optional<Range> spanFrom(const engine::Statistics &statistics, HistogramSpan span)
{
    if (!statistics.finiteMin || !statistics.finiteMax)
        return std::nullopt;
    if (span == HistogramSpan::Full)
        return widened({*statistics.finiteMin, *statistics.finiteMax});
    if (span != HistogramSpan::FourSigma || !statistics.mean)
        return std::nullopt;
    const double reach = 4 * statistics.std.value_or(0);
    if (!std::isfinite(*statistics.mean - reach) || !std::isfinite(*statistics.mean + reach))
        return widened({*statistics.finiteMin, *statistics.finiteMax});
    return widened({*statistics.mean - reach, *statistics.mean + reach});
}

Result<Range> robustSpan(const TensorData &tensor, const engine::Statistics &statistics, Job &job)
{
    Range range = *spanFrom(statistics, HistogramSpan::Full);
    if (statistics.finiteMin == statistics.finiteMax)
        return range; // a constant: nothing to narrow
    for (int pass = 0; pass < robustPasses; ++pass) {
        LENS_ASSIGN(const auto numbers, engine::numbers(tensor, {robustBins, range}, job));
        if (!numbers.histogram)
            break;
        const engine::Histogram &histogram = *numbers.histogram;
        const auto [first, last] = robustBinsOf(histogram, statistics.finite);
        const Range narrowed{histogram.edges[static_cast<std::size_t>(first)],
                             histogram.edges[static_cast<std::size_t>(last) + 1]};
        const bool usable = narrowed.first < narrowed.second && narrowed != range;
        if (!usable)
            break;
        range = narrowed;
        if (last - first + 1 >= robustEnough)
            break;
    }
    return range;
}

Result<NumbersOfEach> histogramsOf(std::span<const TensorData> tensors,
                                   const HistogramChoice &choice, Job &job)
{
    if (choice.magnitudes)
        return magnitudeHistogramsOf(tensors, choice, job);
    engine::NumbersRequest request{binsOf(tensors, choice), std::nullopt};
    const bool known = choice.span == HistogramSpan::Full && tensors.size() == 1;
    if (choice.span == HistogramSpan::Custom) {
        request.range = widened(choice.custom);
    } else if (!known) { // one pass does for a single tensor: the engine finds its range
        LENS_ASSIGN(request.range, commonSpan(tensors, choice.span, job));
    }
    return numbersOf(tensors, request, job);
}

Result<NumbersOfEach> separateHistogramsOf(std::span<const TensorData> tensors,
                                           const HistogramChoice &choice, Job &job)
{
    NumbersOfEach all;
    for (const TensorData &tensor : tensors) {
        LENS_ASSIGN(auto one, histogramsOf({&tensor, 1}, choice, job));
        all.push_back(std::move(one.front()));
    }
    return all;
}

std::vector<double> normalCounts(const engine::Histogram &bins, const engine::Statistics &of,
                                 bool magnitudes)
{
    std::vector<double> counts;
    if (!of.mean || !of.std || !(*of.std > 0))
        return counts;
    const auto below = [&of](double value) {
        return std::erfc((*of.mean - value) / (*of.std * std::numbers::sqrt2)) / 2;
    };
    for (std::size_t bin = 0; bin < bins.counts.size(); ++bin) {
        const double low = bins.edges[bin], high = bins.edges[bin + 1];
        double share = below(high) - below(low);
        if (magnitudes)
            share += below(-low) - below(-high);
        counts.push_back(static_cast<double>(of.finite) * share);
    }
    return counts;
}

void HistogramJob::start(std::vector<Result<TensorData>> tensors, const HistogramChoice &choice,
                         Bins bins)
{
    LatestJob::start([=, this](Job &job) -> Report {
        return [this, result = histogramsOfReadable(tensors, choice, bins, job)] {
            Q_EMIT finished(result);
        };
    });
}

} // namespace lens
