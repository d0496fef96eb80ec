// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/histogram.h"
#include "model/document/magnitudes.h"

#include "tests/engine/tensors.h"

#include <QElapsedTimer>
#include <QTest>

#include <cmath>
#include <limits>
#include <numeric>

using namespace lens;

namespace {

constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

TensorData doubles(const std::vector<double> &values)
{
    return tensors::of(DType::Float64, values);
}

} // namespace

class TestMagnitudes final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aStepHoldsWhatLiesBetweenItsEdges_data();
    void aStepHoldsWhatLiesBetweenItsEdges();
    void zeroAndWhatIsNotFiniteAreNotCounted();
    void everyValueIsInABin_data();
    void everyValueIsInABin();
    void whatIsOutsideACustomRangeIsCounted();
    void zerosAloneGiveNoHistogram();
    void theNormalCurveFoldsBothSigns();
    void figures();
};

void TestMagnitudes::aStepHoldsWhatLiesBetweenItsEdges_data()
{
    QTest::addColumn<double>("value");
    QTest::newRow("one") << 1.0;
    QTest::newRow("just below one") << std::nextafter(1.0, 0.0);
    QTest::newRow("a tenth") << 0.1;
    QTest::newRow("an edge") << std::exp2(3.0 / 256);
    QTest::newRow("just below an edge") << std::nextafter(std::exp2(3.0 / 256), 0.0);
    QTest::newRow("the largest double") << std::numeric_limits<double>::max();
    QTest::newRow("the smallest normal double") << std::numeric_limits<double>::min();
    QTest::newRow("subnormal") << 1e-310;
}

void TestMagnitudes::aStepHoldsWhatLiesBetweenItsEdges()
{
    QFETCH(double, value);
    const int step = magnitudeStep(value);
    QVERIFY(magnitudeEdge(step) <= value);
    QVERIFY(value < magnitudeEdge(step + 1) || value == std::numeric_limits<double>::max());
}

void TestMagnitudes::zeroAndWhatIsNotFiniteAreNotCounted()
{
    Job job;
    const auto counted =
        magnitudesOf(doubles({0, -0.0, notANumber, infinite, -infinite, 2, -2, 3}), job);
    QVERIFY(counted);
    QCOMPARE(counted->first, magnitudeStep(2));
    QCOMPARE(counted->end() - 1, magnitudeStep(3));
    QCOMPARE(std::accumulate(counted->counts.begin(), counted->counts.end(), std::uint64_t(0)),
             std::uint64_t(3));
    QCOMPARE(counted->counts.front(), std::uint64_t(2));
}

void TestMagnitudes::everyValueIsInABin_data()
{
    QTest::addColumn<HistogramSpan>("span");
    QTest::addColumn<int>("bins");
    QTest::newRow("all") << HistogramSpan::Full << 64;
    QTest::newRow("all, finely") << HistogramSpan::Full << 1024;
    QTest::newRow("percentiles") << HistogramSpan::Robust << 64;
    QTest::newRow("four deviations") << HistogramSpan::FourSigma << 256;
}

void TestMagnitudes::everyValueIsInABin()
{
    QFETCH(HistogramSpan, span);
    QFETCH(int, bins);
    Job job;
    const TensorData tensor = tensors::of(DType::Float32, tensors::weights(20'000));
    const auto all = histogramsOf({&tensor, 1}, {bins, span, {}, true}, job);
    QVERIFY(all && all->front());
    const engine::Histogram &histogram = *all->front()->histogram;
    QVERIFY(std::ssize(histogram.counts) <= bins && std::ssize(histogram.counts) > bins / 2);
    const auto drawn = std::accumulate(histogram.counts.begin(), histogram.counts.end(),
                                       histogram.below + histogram.above);
    QCOMPARE(drawn + all->front()->statistics.zeros, std::uint64_t(20'000));
    if (span == HistogramSpan::Robust) {
        QVERIFY2(histogram.below > 100 && histogram.below <= 200,
                 qPrintable(QString::number(histogram.below)));
        QVERIFY(histogram.above <= 200);
    }
}

void TestMagnitudes::whatIsOutsideACustomRangeIsCounted()
{
    Job job;
    const TensorData tensor = doubles({0.001, -0.5, 2, 1000});
    const auto all = histogramsOf({&tensor, 1}, {64, HistogramSpan::Custom, {0.1, 10}, true}, job);
    QCOMPARE(all->front()->histogram->below, std::uint64_t(1));
    QCOMPARE(all->front()->histogram->above, std::uint64_t(1));
}

void TestMagnitudes::zerosAloneGiveNoHistogram()
{
    Job job;
    const TensorData tensor = doubles({0, 0});
    const auto all = histogramsOf({&tensor, 1}, {64, HistogramSpan::Full, {}, true}, job);
    QVERIFY(all && all->front());
    QVERIFY(!all->front()->histogram);
}

void TestMagnitudes::theNormalCurveFoldsBothSigns()
{
    Job job;
    const TensorData tensor = tensors::of(DType::Float32, tensors::weights(100'000));
    const auto all = histogramsOf({&tensor, 1}, {256, HistogramSpan::Full, {}, true}, job);
    const auto curve = normalCounts(*all->front()->histogram, all->front()->statistics, true);
    const double sum = std::accumulate(curve.begin(), curve.end(), 0.0);
    QVERIFY2(std::abs(sum - 100'000) < 1000, qPrintable(QString::number(sum)));
}

void TestMagnitudes::figures()
{
    Job job;
    const TensorData tensor = tensors::of(DType::Float32, tensors::weights(10'000'000));
    QElapsedTimer timer;
    timer.start();
    QVERIFY(histogramsOf({&tensor, 1}, {256, HistogramSpan::Robust, {}, true}, job));
    qInfo("10 M magnitudes: %lld ms", timer.elapsed());
}

QTEST_GUILESS_MAIN(TestMagnitudes)
#include "tst_magnitudes.moc"
