// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/jobs.h"
#include "model/document/rows.h"
#include "model/document/statisticsjob.h"
#include "tests/support/gapmeter.h"
#include "tests/support/madecheckpoint.h"

#include <QTest>

#include <cmath>
#include <ctime>
#include <limits>

using namespace lens;
using namespace Qt::StringLiterals;
using test::MadeCheckpoint;

namespace {

constexpr float notANumber = std::numeric_limits<float>::quiet_NaN();
constexpr float infinity = std::numeric_limits<float>::infinity();

engine::Statistics statisticsOf(const std::vector<float> &values)
{
    if (values.empty())
        return {};
    MadeCheckpoint made;
    made.tensor(0, "x", {static_cast<std::int64_t>(values.size())}, "cpu", values);
    const auto checkpoint = made.finish();
    Job job;
    return engine::numbers(*tensorData(*checkpoint, checkpoint->tensors[0]), {}, job)->statistics;
}

bool close(double a, double b)
{
    return a == b || (std::isnan(a) && std::isnan(b)) ||
           std::abs(a - b) <= 1e-12 * std::max(1.0, std::abs(b));
}

// A group with a NaN, a constant, zeros, and one whose bytes are not there.
Snapshot several()
{
    MadeCheckpoint made;
    made.tensor(0, "a.x", {4}, "cpu", {1, 2, 3, notANumber});
    made.tensor(0, "a.y", {2}, "cpu", {0, 0});
    const auto first = made.tensor(0, "b", {2}, "cpu", {5, 5});
    made.reference(0, "again", first);
    made.tensor(0, "missing", {3});
    return *makeSnapshot(made.finish());
}

} // namespace

class TestTensorStatistics final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void twoPartsAreAsOneTensor_data();
    void twoPartsAreAsOneTensor();
    void everyTensorIsReadAndGroupsAddUp();
    void filtersAskTheValues_data();
    void filtersAskTheValues();
    void rowsAreSortedByThem();
    void anotherFileKnowsNothing();
    void aStoppedJobKeepsWhatItRead();
    void addingUpTakesNoTimeOfTheWindow();
    void rowsThatCameMeanwhileAreAddedUp();
};

void TestTensorStatistics::twoPartsAreAsOneTensor_data()
{
    QTest::addColumn<std::vector<float>>("a");
    QTest::addColumn<std::vector<float>>("b");
    using Values = std::vector<float>;
    QTest::newRow("plain") << Values{1, 2, 3, 4} << Values{-5, 100};
    QTest::newRow("one value each") << Values{1} << Values{3};
    QTest::newRow("not finite") << Values{1, notANumber, infinity} << Values{-infinity, 2, 7};
    QTest::newRow("nothing finite in one") << Values{notANumber, notANumber} << Values{3, 4};
    QTest::newRow("nothing finite at all") << Values{notANumber} << Values{infinity};
    QTest::newRow("nothing in one") << Values{} << Values{3, 4, 9};
}

void TestTensorStatistics::twoPartsAreAsOneTensor()
{
    QFETCH(std::vector<float>, a);
    QFETCH(std::vector<float>, b);
    const auto both = merged(rowNumbers(statisticsOf(a)), rowNumbers(statisticsOf(b)));
    a.insert(a.end(), b.begin(), b.end());
    const auto all = rowNumbers(statisticsOf(a));
    QCOMPARE(both.values, all.values);
    QCOMPARE(both.finite, all.finite);
    QCOMPARE(both.nan, all.nan);
    QCOMPARE(both.infinite, all.infinite);
    QVERIFY(close(both.min, all.min));
    QVERIFY(close(both.max, all.max));
    QVERIFY(close(both.mean, all.mean));
    if (all.finite > 1)
        QVERIFY2(close(both.std, all.std), qPrintable(u"%1 %2"_s.arg(both.std).arg(all.std)));
}

void TestTensorStatistics::everyTensorIsReadAndGroupsAddUp()
{
    Document document;
    document.load(several());
    StatisticsJob job(document);
    std::uint64_t without = 0;
    connect(&job, &StatisticsJob::finished, this,
            [&without](const Result<std::uint64_t> &result) { without = result.value(); });
    job.start();
    QVERIFY(QTest::qWaitFor([&] { return !job.isRunning(); }));
    QCOMPARE(without, 1u);
    const auto source = rowSource(document);
    const auto root = source.numbers(0);
    QCOMPARE(root.values, 8u); // the repeated one counts once
    QCOMPARE(root.nan, 1u);
    QCOMPARE(root.zeros, 2u);
    QCOMPARE(root.min, 0.0);
    QCOMPARE(root.max, 5.0);
    const auto group =
        source.numbers(document.outline()->node(document.outline()->nodeOf(1)).parent);
    QCOMPARE(group.values, 6u);
    QCOMPARE(group.mean, 1.2);
    QVERIFY(!source.numbers(document.outline()->nodeOf(5)).isKnown());
}

void TestTensorStatistics::filtersAskTheValues_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QStringList>("expected");
    QTest::newRow("NaN") << QByteArray("is:nan") << QStringList{u"a.x"_s};
    QTest::newRow("all zero") << QByteArray("is:zero") << QStringList{u"a.y"_s};
    QTest::newRow("constant") << QByteArray("is:constant") << QStringList{u"a.y"_s, u"b"_s};
    QTest::newRow("infinite") << QByteArray("is:inf") << QStringList{};
}

void TestTensorStatistics::filtersAskTheValues()
{
    QFETCH(QByteArray, line);
    QFETCH(QStringList, expected);
    Document document;
    document.load(several());
    const auto filter = *Filter::parse(line.toStdString());
    QVERIFY(filter.dependsOnStatistics());
    QCOMPARE(matches(rowSource(document), filter)->size(), 0u);
    StatisticsJob job(document);
    job.start();
    QVERIFY(QTest::qWaitFor([&] { return !job.isRunning(); }));
    QStringList names;
    const auto found = *matches(rowSource(document), filter);
    for (const auto node : found)
        names << QString::fromStdString(document.outline()->pathText(*document.checkpoint(), node));
    QCOMPARE(names, expected);
}

void TestTensorStatistics::rowsAreSortedByThem()
{
    Document document;
    document.load(several());
    StatisticsJob job(document);
    job.start();
    QVERIFY(QTest::qWaitFor([&] { return !job.isRunning(); }));
    RowsRequest request{.source = rowSource(document)};
    request.order = RowOrder::Mean;
    request.descending = true;
    request.flat = true;
    QStringList names;
    const auto rows = *makeRows(request);
    for (const auto node : rows.rows)
        names << QString::fromStdString(document.outline()->pathText(*document.checkpoint(), node));
    QCOMPARE(names, QStringList({u"b"_s, u"a.x"_s, u"a.y"_s, u"again"_s, u"missing"_s}));
}

void TestTensorStatistics::anotherFileKnowsNothing()
{
    Document document;
    document.load(several());
    StatisticsJob job(document);
    job.start();
    document.load(several());
    QVERIFY(!job.isRunning());
    QVERIFY(!document.statistics());
}

void TestTensorStatistics::aStoppedJobKeepsWhatItRead()
{
    Document document;
    document.load(several());
    StatisticsJob job(document);
    job.start();
    job.cancel();
    QVERIFY(QTest::qWaitFor([&] { return !job.isRunning(); }));
    QVERIFY(document.statistics());
}

// What this thread works, however busy the machine is.
void TestTensorStatistics::addingUpTakesNoTimeOfTheWindow()
{
    constexpr int tensors = 100'000;
    MadeCheckpoint made;
    for (int i = 0; i < tensors; ++i)
        made.tensor(0, "blocks." + std::to_string(i / 10) + ".part" + std::to_string(i % 10), {1},
                    "cpu", {1});
    Document document;
    document.load(*makeSnapshot(made.finish()));
    const auto worked = [] {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
    };
    const double before = worked();
    QVERIFY(TensorStatistics(tensors).inRowsOf(*document.checkpoint(), *document.outline()));
    const double once = worked() - before;
    StatisticsJob job(document);
    test::GapMeter meter;
    const double start = worked();
    job.start();
    QVERIFY(QTest::qWaitFor([&] { return !job.isRunning(); }, 60'000));
    const double all = worked() - start;
    qInfo("adding up: %.1f ms; this thread: %.1f ms in all, %.1f ms at once", once, all,
          meter.longest());
    QCOMPARE(document.statistics()->ofNode(0).values, std::uint64_t{tensors});
    QVERIFY2(all < once, qPrintable(u"%1 ms of %2 ms"_s.arg(all).arg(once)));
}

// Until the last moment.
void TestTensorStatistics::rowsThatCameMeanwhileAreAddedUp()
{
    Snapshot snapshot = several();
    snapshot.objectOutline =
        std::make_shared<Outline>(*Outline::build(*snapshot.checkpoint, ModelView::Object));
    Document document;
    document.load(snapshot);
    StatisticsJob job(document);
    job.start();
    LatestJob::workers().waitForDone(); // what it found is still to be taken
    document.showAs(ModelView::Object, document.edited(), nullptr);
    QVERIFY(QTest::qWaitFor([&] { return !job.isRunning(); }));
    QVERIFY(document.statistics());
    QCOMPARE(document.statistics()->ofNode(0).values, std::uint64_t{8});
}

QTEST_GUILESS_MAIN(TestTensorStatistics)
#include "tst_tensorstatistics.moc"
