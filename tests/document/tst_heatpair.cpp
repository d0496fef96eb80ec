// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/heatpair.h"

#include "model/document/heatscale.h"
#include "model/document/heatview.h"
#include "model/formats/format.h"
#include "tests/engine/tensors.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace lens;
using namespace Qt::StringLiterals;

namespace {

using Shape = std::vector<std::int64_t>;
using Floats = std::vector<float>;

constexpr float infinite = std::numeric_limits<float>::infinity();

CheckpointPtr epoch(int number)
{
    const QString path = QStringLiteral(CKPTLENS_EPOCHS "/epoch%1.pth").arg(number);
    auto opened = openCheckpoint(path.toStdString());
    return opened ? *opened : nullptr;
}

std::uint32_t tensorNamed(const Checkpoint &checkpoint, const std::string &path)
{
    for (std::uint32_t i = 0; i < checkpoint.entries.size(); ++i)
        if (checkpoint.pathText(i) == path)
            return checkpoint.entries[i].index;
    return noIndex;
}

QList<double> means(const HeatGrid &grid)
{
    QList<double> out;
    for (const HeatCell &cell : grid.cells)
        out << (cell.finite ? valueOf(cell, false) : NAN);
    return out;
}

void near(const QList<double> &got, const QList<double> &wanted)
{
    QCOMPARE(got.size(), wanted.size());
    for (qsizetype i = 0; i < got.size(); ++i)
        QVERIFY2(std::abs(got[i] - wanted[i]) <= 1e-12,
                 qPrintable(u"%1: %2, not %3"_s.arg(i).arg(got[i], 0, 'g', 17).arg(wanted[i])));
}

HeatPair pairOf(const TensorData &a, const TensorData &b)
{
    Job job;
    auto pair = heatPair(a, b, firstPlane(a.shape), HeatLayout::Plane, job);
    if (!pair)
        qFatal("%s", pair.error().text().c_str());
    return *std::move(pair);
}

// As a file on a medium that fails.
class ReadableOnce final : public ByteSource
{
public:
    explicit ReadableOnce(SourcePtr bytes)
        : m_bytes(std::move(bytes))
    {}
    std::uint64_t size() const override { return m_bytes->size(); }
    Result<void> read(std::uint64_t offset, std::span<std::byte> out) const override
    {
        if (std::exchange(m_wasRead, true))
            return makeError(ErrorCode::Truncated, "the medium is gone");
        return m_bytes->read(offset, out);
    }

private:
    SourcePtr m_bytes;
    mutable bool m_wasRead = false;
};

} // namespace

class TestHeatPair final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cellsAreThoseThatPyTorchComputes();
    void aWorkerReadsKernelsAsTiles();
    void whatIsEqualHasNoDifference();
    void largeIntegersAreSubtractedExactly();
    void complexNumbersAreApartByTheirDistance();
    void equalColoursAreEqualValues();
    void differencesDoNotCancelOut();
    void integersAreReadOnce();
    void differentShapesHaveNoDifference();
    void aViewStaysInThePlane();
    void aViewZoomsAboutAPlace();
};

// Means of two by four elements of 2.weight[:, :, 1, 2], float32 in one epoch and float16 in the
// next, by PyTorch 2.13.
void TestHeatPair::cellsAreThoseThatPyTorchComputes()
{
    const auto a = epoch(1), b = epoch(2);
    QVERIFY(a && b);
    const auto dataA = tensorData(*a, a->tensors[tensorNamed(*a, "model/2.weight")]);
    const auto dataB = tensorData(*b, b->tensors[tensorNamed(*b, "model/2.weight")]);
    QVERIFY(dataA && dataB);
    Job job;
    const Plane plane = *planeFromText("[:, :, 1, 2]", dataA->shape);
    const auto pair = heatPair(*dataA, *dataB, plane, HeatLayout::Plane, job, 2);
    QVERIFY(pair);
    near(means(pair->a),
         {-0.006605697562918067, -0.008203923818655312, 0.007117526140064001, 0.03892162977717817});
    near(means(pair->delta),
         {-0.001004623482003808, 0.004762113210745156, 0.0017511681653559208, 0.01042338670231402});
    near(means(pair->b), {-0.007610321044921875, -0.0034418106079101562, 0.008868694305419922,
                          0.04934501647949219});
    QCOMPARE(job.done(), job.total());
    QCOMPARE(job.total(), std::uint64_t(32 * (4 + 2)));
}

// 0.weight[5, 2, 1, 0], by PyTorch 2.13.
void TestHeatPair::aWorkerReadsKernelsAsTiles()
{
    const auto a = epoch(1), b = epoch(2);
    QVERIFY(a && b);
    const Shape shape{8, 3, 3, 3};
    HeatPairJob job;
    HeatPairPtr pair;
    connect(&job, &HeatPairJob::finished, this, [&pair](const Result<HeatPairPtr> &result) {
        if (result)
            pair = *result;
    });
    job.start({a, b, tensorNamed(*a, "model/0.weight"), tensorNamed(*b, "model/0.weight")},
              firstPlane(shape), HeatLayout::Tiles);
    QVERIFY(!pair);
    QTRY_VERIFY(pair && pair->delta.tiles);
    bool found = false;
    for (std::int64_t row = 0; row < pair->a.rows; ++row)
        for (std::int64_t column = 0; column < pair->a.columns; ++column) {
            if (heatPlace(pair->a, firstPlane(shape), shape, row, column) != "[5, 2, 1, 0]")
                continue;
            found = true;
            near({pair->a.at(row, column).sum, pair->delta.at(row, column).sum,
                  pair->b.at(row, column).sum},
                 {-0.1746935099363327, -0.0043100714683532715, -0.17900358140468597});
        }
    QVERIFY(found);
}

void TestHeatPair::whatIsEqualHasNoDifference()
{
    const auto pair =
        pairOf(tensors::of(DType::Float32, Shape{2, 3}, Floats{1, NAN, infinite, NAN, 1, infinite}),
               tensors::of(DType::Float32, Shape{2, 3}, Floats{1, NAN, infinite, 2, NAN, 3}));
    const HeatTotals a = pair.a.totals, delta = pair.delta.totals, b = pair.b.totals;
    QCOMPARE(a.nan, std::uint64_t(2));
    QCOMPARE(b.nan, std::uint64_t(2));
    QCOMPARE(delta.nan, std::uint64_t(2)); // of one side alone
    QCOMPARE(delta.negativeInf, std::uint64_t(1));
    QCOMPARE(delta.finite, std::uint64_t(3));
    QCOMPARE(means(pair.delta).mid(0, 3), QList<double>({0, 0, 0}));
}

void TestHeatPair::largeIntegersAreSubtractedExactly()
{
    using Longs = std::vector<std::int64_t>;
    const auto pair = pairOf(tensors::of(DType::Int64, Longs{1LL << 53, INT64_MIN}),
                             tensors::of(DType::Int64, Longs{(1LL << 53) + 1, INT64_MIN + 3}));
    QCOMPARE(means(pair.delta), QList<double>({1, 3}));
}

void TestHeatPair::complexNumbersAreApartByTheirDistance()
{
    const auto pair = pairOf(tensors::of(DType::Complex64, Shape{2}, Floats{3, 4, 0, 1}),
                             tensors::of(DType::Complex64, Shape{2}, Floats{3, -4, 0, 1}));
    QCOMPARE(means(pair.a), QList<double>({5, 1}));
    QCOMPARE(means(pair.b), QList<double>({5, 1}));
    QCOMPARE(means(pair.delta), QList<double>({8, 0}));
    QCOMPARE(pair.difference, HeatPair::Difference::Distance);
    QVERIFY(!deltaScale(pair, HeatSpan::All).diverging);
}

// And those of the difference are of what differs.
void TestHeatPair::equalColoursAreEqualValues()
{
    Floats few(500, 1), moved(500, 1);
    few[0] = -2;
    moved[7] = 1.5F;
    moved[8] = 4;
    const auto pair = pairOf(tensors::of(DType::Float32, Shape{20, 25}, few),
                             tensors::of(DType::Float32, Shape{20, 25}, moved));
    for (const HeatSpan span : {HeatSpan::All, HeatSpan::Robust})
        QVERIFY(heatScale(pair.a, HeatColours::Automatic, span) ==
                heatScale(pair.b, HeatColours::Automatic, span));
    QCOMPARE(pair.a.values.all, std::pair(-2.0, 4.0));
    QCOMPARE(heatScale(pair.delta, HeatColours::AroundZero, HeatSpan::Robust).high, 3.0);
    const auto same = pairOf(tensors::of(DType::Float32, few), tensors::of(DType::Float32, few));
    QVERIFY(heatScale(same.delta, HeatColours::AroundZero, HeatSpan::All).diverging);
}

void TestHeatPair::differencesDoNotCancelOut()
{
    Job job;
    const auto zeros = tensors::of(DType::Float32, Shape{2, 4}, Floats(8, 0));
    const auto moved = tensors::of(DType::Float32, Shape{2, 4}, Floats{3, -3, 0, 0, -3, 3, 0, 0});
    const auto pair = heatPair(zeros, moved, firstPlane(zeros.shape), HeatLayout::Plane, job, 2);
    QVERIFY(pair);
    const HeatScale scale = deltaScale(*pair, HeatSpan::All);
    QVERIFY(scale.magnitude);
    QCOMPARE(scale.low, 0.0); // no difference has the first colour
    QCOMPARE(scale.high, 3.0);
    QCOMPARE(valueOf(pair->delta.at(0, 0), scale.magnitude), 3.0);
    QCOMPARE(valueOf(pair->delta.at(0, 1), scale.magnitude), 0.0);
    QVERIFY(deltaScale(pairOf(zeros, moved), HeatSpan::All).diverging);
}

// A second time they might not be there.
void TestHeatPair::integersAreReadOnce()
{
    using Longs = std::vector<std::int64_t>;
    auto a = tensors::of(DType::Int64, Longs{1LL << 53, 1});
    auto b = tensors::of(DType::Int64, Longs{(1LL << 53) + 1, 1});
    const auto once = std::make_shared<ReadableOnce>(a.bytes);
    a.bytes = once;
    QCOMPARE(means(pairOf(a, b).delta), QList<double>({1, 0}));
    Job job;
    const auto pair = heatPair(a, b, firstPlane(a.shape), HeatLayout::Plane, job);
    QVERIFY(!pair);
    QCOMPARE(pair.error().code, ErrorCode::Truncated);
}

void TestHeatPair::differentShapesHaveNoDifference()
{
    Job job;
    const auto a = tensors::of(DType::Float32, Shape{2, 2}, Floats{1, 2, 3, 4});
    const auto b = tensors::of(DType::Float32, Shape{4}, Floats{1, 2, 3, 4});
    const auto pair = heatPair(a, b, firstPlane(a.shape), HeatLayout::Plane, job);
    QCOMPARE(pair.error().code, ErrorCode::Unsupported);
    job.cancel();
    QCOMPARE(heatPair(a, a, firstPlane(a.shape), HeatLayout::Plane, job).error().code,
             ErrorCode::Cancelled);
}

void TestHeatPair::aViewStaysInThePlane()
{
    HeatView view(100, 40);
    view.zoom(0.25, 0, 0);
    QVERIFY((view.rows() == HeatView::Side{0, 25}));
    QVERIFY((view.columns() == HeatView::Side{0, 10}));
    view.move(-5, 200);
    QVERIFY((view.rows() == HeatView::Side{0, 25}));
    QVERIFY((view.columns() == HeatView::Side{30, 10}));
    view.reveal({60, 1}, {5, 1});
    QVERIFY((view.rows() == HeatView::Side{36, 25}));
    QVERIFY((view.columns() == HeatView::Side{5, 10}));
    view.zoom(1000, 50, 20);
    QVERIFY(view == HeatView(100, 40));
    HeatView small(1, 3);
    small.zoom(0.001, 0.5, 1);
    QVERIFY(small == HeatView(1, 3));
}

void TestHeatPair::aViewZoomsAboutAPlace()
{
    HeatView view(100, 100);
    view.zoom(0.5, 60, 20);
    QVERIFY((view.rows() == HeatView::Side{30, 50}));
    QVERIFY((view.columns() == HeatView::Side{10, 50}));
    view.zoom(2, 60, 20);
    QVERIFY(view == HeatView(100, 100));
    view.zoom(0, 60, 20);
    QCOMPARE(view.rows().length, 4.0); // a few elements at least
}

QTEST_GUILESS_MAIN(TestHeatPair)
#include "tst_heatpair.moc"
