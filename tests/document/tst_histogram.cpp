// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/histogram.h"

#include "tests/engine/tensors.h"

#include <QElapsedTimer>
#include <QTest>

#include <cmath>
#include <limits>
#include <numeric>

using namespace lens;

namespace {

constexpr float notANumber = std::numeric_limits<float>::quiet_NaN();
constexpr float infinite = std::numeric_limits<float>::infinity();

TensorData floats(const std::vector<float> &values) { return tensors::of(DType::Float32, values); }

// 0, 1, … 99,999 and one value far away.
TensorData countedWithOutlier()
{
    std::vector<float> values(100'000);
    std::iota(values.begin(), values.end(), 0.0F);
    values.push_back(1e9F);
    return floats(values);
}

} // namespace

class TestHistogram final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void statisticsGiveTheRange_data();
    void statisticsGiveTheRange();
    void theRobustRangeIsThatOfThePercentiles();
    void theChoiceDecidesBinsAndRange_data();
    void theChoiceDecidesBinsAndRange();
    void severalTensorsShareTheirBins();
    void aTensorWithoutNumbersIsLeftOut();
    void theNormalCurveHoldsAsManyValues();
    void figures();
};

void TestHistogram::statisticsGiveTheRange_data()
{
    QTest::addColumn<QList<double>>("minMaxMeanStd");
    QTest::addColumn<int>("span");
    QTest::addColumn<QList<double>>("range"); // empty: none
    const int full = static_cast<int>(HistogramSpan::Full);
    const int sigma = static_cast<int>(HistogramSpan::FourSigma);
    QTest::newRow("all values") << QList<double>{-1, 3, 0, 1} << full << QList<double>{-1, 3};
    QTest::newRow("a constant gets a margin")
        << QList<double>{4, 4, 4, 0} << full << QList<double>{2, 6};
    QTest::newRow("zero gets a margin")
        << QList<double>{0, 0, 0, 0} << full << QList<double>{-1, 1};
    QTest::newRow("four deviations") << QList<double>{-1, 9, 1, 2} << sigma << QList<double>{-7, 9};
    QTest::newRow("no deviation is a constant")
        << QList<double>{4, 4, 4, 0} << sigma << QList<double>{2, 6};
    QTest::newRow("no finite value") << QList<double>{} << full << QList<double>{};
}

void TestHistogram::statisticsGiveTheRange()
{
    QFETCH(QList<double>, minMaxMeanStd);
    QFETCH(int, span);
    QFETCH(QList<double>, range);
    engine::Statistics statistics;
    if (!minMaxMeanStd.isEmpty()) {
        statistics.finiteMin = minMaxMeanStd[0];
        statistics.finiteMax = minMaxMeanStd[1];
        statistics.mean = minMaxMeanStd[2];
        statistics.std = minMaxMeanStd[3];
    }
    const auto got = spanFrom(statistics, static_cast<HistogramSpan>(span));
    QCOMPARE(got.has_value(), !range.isEmpty());
    if (got)
        QCOMPARE((QList<double>{got->first, got->second}), range);
}

void TestHistogram::theRobustRangeIsThatOfThePercentiles()
{
    Job job;
    const TensorData tensor = countedWithOutlier();
    const auto numbers = engine::numbers(tensor, {}, job);
    const auto range = robustSpan(tensor, numbers->statistics, job);
    QVERIFY(range);
    QVERIFY2(std::abs(range->first - 1000) < 1000, qPrintable(QString::number(range->first)));
    QVERIFY2(std::abs(range->second - 99'000) < 1000, qPrintable(QString::number(range->second)));
}

void TestHistogram::theChoiceDecidesBinsAndRange_data()
{
    QTest::addColumn<HistogramChoice>("choice");
    QTest::addColumn<int>("bins");
    QTest::addColumn<QList<double>>("range");
    QTest::addColumn<int>("outside");
    QTest::newRow("by itself") << HistogramChoice{} << 16 << QList<double>{0, 7} << 0;
    QTest::newRow("64 bins") << HistogramChoice{64, HistogramSpan::Full, {}} << 64
                             << QList<double>{0, 7} << 0;
    QTest::newRow("a range of one's own")
        << HistogramChoice{64, HistogramSpan::Custom, {2, 5}} << 64 << QList<double>{2, 5} << 4;
}

void TestHistogram::theChoiceDecidesBinsAndRange()
{
    QFETCH(HistogramChoice, choice);
    QFETCH(int, bins);
    QFETCH(QList<double>, range);
    QFETCH(int, outside);
    Job job;
    const TensorData tensor = floats({0, 1, 2, 3, 4, 5, 6, 7, notANumber, infinite});
    const auto all = histogramsOf({&tensor, 1}, choice, job);
    QVERIFY(all && all->front());
    const engine::Histogram &histogram = *all->front()->histogram;
    QCOMPARE(histogram.counts.size(), std::size_t(bins));
    QCOMPARE((QList<double>{histogram.edges.front(), histogram.edges.back()}), range);
    QCOMPARE(histogram.below + histogram.above, std::uint64_t(outside));
    QCOMPARE(all->front()->statistics.nan, std::uint64_t(1));
}

void TestHistogram::severalTensorsShareTheirBins()
{
    Job job;
    const std::vector<TensorData> two{floats({-3, 0}), floats({1, 9})};
    const auto all = histogramsOf(two, {}, job);
    QVERIFY(all);
    QCOMPARE((*all)[0]->histogram->edges, (*all)[1]->histogram->edges);
    QCOMPARE((*all)[0]->histogram->edges.front(), -3.0);
    QCOMPARE((*all)[0]->histogram->edges.back(), 9.0);
}

void TestHistogram::aTensorWithoutNumbersIsLeftOut()
{
    Job job;
    const std::vector<TensorData> two{floats({notANumber}), floats({1, 9})};
    const auto all = histogramsOf(two, {0, HistogramSpan::Robust, {}}, job);
    QVERIFY(all);
    QCOMPARE((*all)[0]->statistics.finite, std::uint64_t(0));
    QCOMPARE((*all)[1]->statistics.finite, std::uint64_t(2));
}

void TestHistogram::theNormalCurveHoldsAsManyValues()
{
    Job job;
    const TensorData tensor = floats(tensors::weights(100'000));
    const auto all = histogramsOf({&tensor, 1}, {256, HistogramSpan::FourSigma, {}}, job);
    const auto curve = normalCounts(*all->front()->histogram, all->front()->statistics);
    QCOMPARE(curve.size(), std::size_t(256));
    const double sum = std::accumulate(curve.begin(), curve.end(), 0.0);
    QVERIFY2(std::abs(sum - 100'000) < 100, qPrintable(QString::number(sum)));
    engine::Statistics constant;
    constant.mean = 1;
    constant.std = 0;
    QVERIFY(normalCounts(*all->front()->histogram, constant).empty());
}

void TestHistogram::figures()
{
    Job job;
    const TensorData tensor = floats(tensors::weights(10'000'000));
    for (const auto span : {HistogramSpan::Full, HistogramSpan::Robust, HistogramSpan::FourSigma}) {
        QElapsedTimer timer;
        timer.start();
        QVERIFY(histogramsOf({&tensor, 1}, {256, span, {}}, job));
        qInfo("10 M values, range %d: %lld ms", static_cast<int>(span), timer.elapsed());
    }
}

QTEST_GUILESS_MAIN(TestHistogram)
#include "tst_histogram.moc"
