// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/engine/deltas.h"
#include "tests/engine/tensors.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

using namespace lens;
using namespace lens::engine;
using tensors::of;

namespace {

constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();
constexpr float infinity = std::numeric_limits<float>::infinity();

Deltas deltasOf(const TensorData &a, const TensorData &b, const DeltasRequest &request)
{
    Job job;
    auto result = deltas(a, b, request, job);
    if (!result)
        qFatal("%s", result.error().text().c_str());
    return *result;
}

std::vector<std::uint64_t> indices(const Deltas &found)
{
    std::vector<std::uint64_t> result;
    for (const Delta &delta : found.largest)
        result.push_back(delta.index);
    return result;
}

} // namespace

class TestDeltas final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyChangeIsInABin();
    void theLargestComeFirst();
    void whatHasNoDifferenceStandsBeforeTheLargest();
    void complexNumbersDifferByTheirDistance();
    void differencesTooSmallForBinsAreCounted();
    void integersThatDoublesCannotTellApartDiffer();
    void otherShapesAreRefused();
    void itStopsWhenAsked();
};

void TestDeltas::everyChangeIsInABin()
{
    const auto a = of<float>(DType::Float32, {1, 2, 3, 4, 5});
    const auto b = of<float>(DType::Float32, {1, 1, 4, 4.5, 3});
    const Deltas found = deltasOf(a, b, {2, 4, 0});
    QCOMPARE(found.histogram.edges, (std::vector<double>{-2, -1, 0, 1, 2}));
    QCOMPARE(found.histogram.counts, (std::vector<std::uint64_t>{1, 1, 1, 1}));
    QCOMPARE(found.unchanged, 1U);
    QCOMPARE(found.drawn, 4U);
    QCOMPARE(found.mean, (-1 + 1 + 0.5 - 2) / 4);
    QVERIFY(found.largest.empty());
}

void TestDeltas::theLargestComeFirst()
{
    // More than a block, so that the parts are put together.
    const std::size_t count = 300'000;
    const auto x = tensors::weights(count, 1), y = tensors::weights(count, 2);
    const Deltas found = deltasOf(of(DType::Float32, x), of(DType::Float32, y), {1, 16, 50});
    std::vector<std::uint64_t> order(count);
    std::iota(order.begin(), order.end(), 0);
    const auto size = [&](std::uint64_t i) { return std::abs(double(y[i]) - double(x[i])); };
    std::stable_sort(order.begin(), order.end(), [&](auto i, auto j) { return size(i) > size(j); });
    order.resize(50);
    QCOMPARE(indices(found), order);
    QCOMPARE(found.largest.front().delta, double(y[order.front()]) - double(x[order.front()]));
    const auto &counts = found.histogram.counts;
    QCOMPARE(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}), found.drawn);
    QCOMPARE(found.drawn + found.unchanged, count);
}

void TestDeltas::whatHasNoDifferenceStandsBeforeTheLargest()
{
    const float nan = static_cast<float>(notANumber);
    const auto a = of<float>(DType::Float32, {1, nan, nan, infinity, infinity});
    const auto b = of<float>(DType::Float32, {9, nan, 1, infinity, 0});
    const Deltas found = deltasOf(a, b, {8, 4, 10});
    QCOMPARE(indices(found), (std::vector<std::uint64_t>{2, 4, 0}));
    QCOMPARE(found.notFinite, 2U);
    QCOMPARE(found.unchanged, 2U);
    QCOMPARE(found.drawn, 1U);
}

void TestDeltas::complexNumbersDifferByTheirDistance()
{
    const auto a = of<float>(DType::Complex64, {2}, {1, 1, 0, 0});
    const auto b = of<float>(DType::Complex64, {2}, {4, 5, 0, 0});
    const Deltas found = deltasOf(a, b, {5, 2, 10});
    QCOMPARE(found.largest.size(), 1U);
    QCOMPARE(found.largest.front().delta, 5.0);
    QCOMPARE(found.unchanged, 1U);
    // On one side of zero only.
    QVERIFY(found.areDistances);
    QCOMPARE(found.histogram.edges, (std::vector<double>{0, 2.5, 5}));
    QCOMPARE(found.histogram.counts, (std::vector<std::uint64_t>{0, 1}));
    const auto real = of<float>(DType::Float32, {1, 0});
    QCOMPARE(deltasOf(real, b, {5, 2, 10}).largest.front().delta, std::hypot(3.0, 5.0));
}

void TestDeltas::differencesTooSmallForBinsAreCounted()
{
    const double least = std::numeric_limits<double>::denorm_min();
    const auto a = of<double>(DType::Float64, {least, 0});
    const auto b = of<double>(DType::Float64, {0, least});
    const Deltas found = deltasOf(a, b, {least, 64, 2});
    QCOMPARE(found.drawn, 2U);
    QVERIFY(found.histogram.counts.empty());
    QCOMPARE(indices(found), (std::vector<std::uint64_t>{0, 1}));
}

// Beside PyTorch 2.13: b - a, (b - a)[b != a].double().mean() and histc of it over -5 to 5.
void TestDeltas::integersThatDoublesCannotTellApartDiffer()
{
    using Longs = std::vector<std::int64_t>;
    const Longs x{(1LL << 53) + 1, (1LL << 62) + 3, -(1LL << 61) - 1, -5, 7, INT64_MAX};
    const Longs y{1LL << 53, (1LL << 62) + 1, -(1LL << 61) + 4, -5, 7, INT64_MAX - 1};
    const Deltas found = deltasOf(of(DType::Int64, x), of(DType::Int64, y), {5, 4, 10});
    QCOMPARE(indices(found), (std::vector<std::uint64_t>{2, 1, 0, 5}));
    QCOMPARE(found.largest.front().delta, 5.0);
    QCOMPARE(found.largest.back().delta, -1.0);
    QCOMPARE(found.unchanged, 2U);
    QCOMPARE(found.mean, 0.25);
    QCOMPARE(found.histogram.counts, (std::vector<std::uint64_t>{0, 3, 0, 1}));
    // What no int64 holds: past its largest one, and from its smallest one on.
    const auto least = of(DType::Int64, Longs{INT64_MAX, INT64_MIN});
    const auto most = of(DType::UInt64, std::vector<std::uint64_t>{1ULL << 63, 0});
    const Deltas mixed = deltasOf(least, most, {0x1p63, 2, 10});
    QCOMPARE(mixed.largest.front().delta, 0x1p63);
    QCOMPARE(mixed.largest.back().delta, 1.0);
}

void TestDeltas::otherShapesAreRefused()
{
    Job job;
    const auto result =
        deltas(of<float>(DType::Float32, {1}), of<float>(DType::Float32, {1, 2}), {1, 4, 1}, job);
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::Unsupported);
}

void TestDeltas::itStopsWhenAsked()
{
    Job job;
    job.cancel();
    const auto tensor = of<float>(DType::Float32, {1});
    const auto result = deltas(tensor, tensor, {1, 4, 1}, job);
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::Cancelled);
}

QTEST_GUILESS_MAIN(TestDeltas)
#include "tst_deltas.moc"
