// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/engine/numbers.h"
#include "tests/engine/tensors.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace lens;
using namespace lens::engine;
using tensors::of;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

Difference differenceOf(const TensorData &a, const TensorData &b, Tolerance tolerance = {})
{
    Job job;
    auto result = difference(a, b, tolerance, job);
    if (!result)
        qFatal("%s", result.error().text().c_str());
    return *result;
}

bool near(double a, double b) { return a == b || std::fabs(a - b) <= 1e-12 * std::fabs(b); }

// The definitions in the widest arithmetic there is, over finite numbers.
Difference expected(const std::vector<float> &a, const std::vector<float> &b, Tolerance tolerance)
{
    Difference out;
    long double sum = 0, squares = 0, aa = 0, bb = 0, ab = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const long double x = a[i], y = b[i], distance = std::fabs(x - y);
        out.changedCount += a[i] != b[i];
        out.outsideTolerance += distance > tolerance.atol + tolerance.rtol * std::fabs(y);
        out.maxAbs = std::max(out.maxAbs, static_cast<double>(distance));
        sum += distance;
        squares += distance * distance;
        aa += x * x;
        bb += y * y;
        ab += x * y;
    }
    out.numel = a.size();
    out.meanAbs = static_cast<double>(sum / a.size());
    out.relL2 = static_cast<double>(std::sqrt(squares / aa));
    out.cosine = static_cast<double>(ab / std::sqrt(aa * bb));
    out.changed = static_cast<double>(out.changedCount) / static_cast<double>(a.size());
    return out;
}

void compare(const Difference &got, const Difference &want)
{
    QCOMPARE(got.numel, want.numel);
    QCOMPARE(got.changedCount, want.changedCount);
    QCOMPARE(got.outsideTolerance, want.outsideTolerance);
    QCOMPARE(got.maxAbs, want.maxAbs);
    QCOMPARE(got.changed, want.changed);
    QVERIFY2(near(got.meanAbs, want.meanAbs), "mean");
    QVERIFY2(near(got.relL2, want.relL2), "relative L2");
    QVERIFY2(near(got.cosine, want.cosine), "cosine");
}

} // namespace

class TestDifference : public QObject
{
    Q_OBJECT
private slots:
    void numbersOfTwoTensors_data();
    void numbersOfTwoTensors();
    void equalBytesNeedNoNumbers();
    void specialNumbers_data();
    void specialNumbers();
    void nanOfOneSideIsCountedInEveryChunkAndRepeat();
    void largeIntegersDifferExactly();
    void dtypesMayDiffer();
    void complexByMagnitude();
    void stridesMayDiffer();
    void repeatsOfBothAreWeighed();
    void zerosHaveNoDirection();
    void shapesMustAgree();
};

void TestDifference::numbersOfTwoTensors_data()
{
    QTest::addColumn<int>("length");
    QTest::addColumn<int>("firstChange");
    for (const int length : {1, 7, 8, 9, 2048, 5000})
        QTest::addRow("%d elements, all changed", length) << length << 0;
    QTest::newRow("equal until the last element") << 100000 << 99999;
    QTest::newRow("a chunk equal, the next changed") << 3'000'000 << 2'000'000;
}

void TestDifference::numbersOfTwoTensors()
{
    QFETCH(int, length);
    QFETCH(int, firstChange);
    const auto a = tensors::weights(static_cast<std::size_t>(length), 1);
    auto b = a;
    for (std::size_t i = static_cast<std::size_t>(firstChange); i < b.size(); ++i)
        b[i] += (static_cast<float>(i % 5) - 1) * 1e-3f;
    const Tolerance tolerance{1e-2, 1e-3};
    const Difference got = differenceOf(of(DType::Float32, a), of(DType::Float32, b), tolerance);
    QVERIFY(!got.bitwiseEqual);
    compare(got, expected(a, b, tolerance));
    const std::vector<double> wideA(a.begin(), a.end()), wideB(b.begin(), b.end());
    compare(differenceOf(of(DType::Float64, wideA), of(DType::Float64, wideB), tolerance),
            expected(a, b, tolerance));
}

void TestDifference::equalBytesNeedNoNumbers()
{
    auto numbers = tensors::weights(10000);
    numbers[77] = NAN;
    const TensorData tensor = of(DType::Float32, numbers);
    const Difference got = differenceOf(tensor, tensor);
    QVERIFY(got.bitwiseEqual);
    QCOMPARE(got.changed, 0.0);
    QCOMPARE(got.relL2, 0.0);
    QCOMPARE(got.cosine, 1.0);
}

void TestDifference::specialNumbers_data()
{
    QTest::addColumn<double>("a");
    QTest::addColumn<double>("b");
    QTest::addColumn<bool>("changed");
    QTest::newRow("NaN equals NaN of other bits") << std::nan("1") << std::nan("2") << false;
    QTest::newRow("NaN is not a number") << std::nan("1") << 1.0 << true;
    QTest::newRow("NaN in the second alone") << infinity << std::nan("1") << true;
    QTest::newRow("an infinity equals itself") << infinity << infinity << false;
    QTest::newRow("infinities of two signs") << infinity << -infinity << true;
    QTest::newRow("infinity is not finite") << 1.0 << infinity << true;
    QTest::newRow("zeros of two signs are equal") << 0.0 << -0.0 << false;
}

void TestDifference::specialNumbers()
{
    QFETCH(double, a);
    QFETCH(double, b);
    QFETCH(bool, changed);
    // Among others: one alone takes no vector loop.
    std::vector<double> left(40, 2), right(40, 2.5);
    left[11] = a;
    right[11] = b;
    const Difference got =
        differenceOf(of(DType::Float64, left), of(DType::Float64, right), {1, 0});
    QCOMPARE(got.changedCount, std::uint64_t(39 + changed));
    QCOMPARE(got.outsideTolerance, std::uint64_t(changed));
    QCOMPARE(got.onlyNanA, std::uint64_t(std::isnan(a) && !std::isnan(b)));
    QCOMPARE(got.onlyNanB, std::uint64_t(std::isnan(b) && !std::isnan(a)));
    QCOMPARE(got.onlyInfA, std::uint64_t(std::isinf(a) && !std::isinf(b)));
    QCOMPARE(got.onlyInfB, std::uint64_t(std::isinf(b) && !std::isinf(a)));
    QCOMPARE(got.unlike, std::uint64_t(changed));
    QCOMPARE(got.maxAbs, 0.5);
    QVERIFY(std::isfinite(got.meanAbs) && std::isfinite(got.relL2) && std::isfinite(got.cosine));
}

void TestDifference::nanOfOneSideIsCountedInEveryChunkAndRepeat()
{
    auto numbers = tensors::weights(3'000'000);
    const TensorData a = of(DType::Float32, numbers);
    for (const std::size_t at : {5UL, 1'500'000UL, 2'999'999UL})
        numbers[at] = NAN;
    const Difference got = differenceOf(a, of(DType::Float32, numbers));
    QCOMPARE(got.onlyNanB, std::uint64_t(3));
    QCOMPARE(got.onlyNanA, std::uint64_t(0));
    QCOMPARE(got.changedCount, std::uint64_t(3));
    TensorData wide = of(DType::Complex64, {2}, std::vector<float>{1, NAN, 0, 2});
    TensorData other = of(DType::Complex64, {2}, std::vector<float>{1, 5, 0, 2});
    wide.shape = other.shape = {2, 100};
    wide.stride = other.stride = {1, 0};
    const Difference repeated = differenceOf(wide, other);
    QCOMPARE(repeated.onlyNanA, std::uint64_t(100));
    QCOMPARE(repeated.onlyInfA, std::uint64_t(0));
    QCOMPARE(repeated.unlike, std::uint64_t(100));
}

// Beside PyTorch 2.13: of b - a the largest and the mean, and its norm over that of a.
void TestDifference::largeIntegersDifferExactly()
{
    using Longs = std::vector<std::int64_t>;
    const Longs x{(1LL << 53) + 1, (1LL << 62) + 3, -(1LL << 61) - 1, -5, 7, INT64_MAX};
    const Longs y{1LL << 53, (1LL << 62) + 1, -(1LL << 61) + 4, -5, 7, INT64_MAX - 1};
    const Difference got = differenceOf(of(DType::Int64, x), of(DType::Int64, y));
    QCOMPARE(got.changedCount, std::uint64_t(4));
    QCOMPARE(got.maxAbs, 5.0);
    QCOMPARE(got.meanAbs, 1.5);
    QCOMPARE(got.relL2, 5.269159029142498e-19);
    const Difference mixed =
        differenceOf(of(DType::Int64, Longs{INT64_MAX}),
                     of(DType::UInt64, std::vector<std::uint64_t>{1ULL << 63}), {0, 0.5});
    QCOMPARE(mixed.changedCount, std::uint64_t(1));
    QCOMPARE(mixed.outsideTolerance, std::uint64_t(1));
    QCOMPARE(mixed.maxAbs, 1.0);
}

void TestDifference::dtypesMayDiffer()
{
    const TensorData half = of(DType::Float16, std::vector<std::uint16_t>{0x3c00, 0xc000, 0x3800});
    const TensorData wide = of(DType::Float64, std::vector<double>{1, -2, 0.75});
    const Difference got = differenceOf(half, wide);
    QVERIFY(!got.bitwiseEqual);
    QCOMPARE(got.changedCount, std::uint64_t(1));
    QCOMPARE(got.maxAbs, 0.25);
    const Difference same = differenceOf(of(DType::Int32, std::vector<std::int32_t>{3}),
                                         of(DType::UInt8, std::vector<std::uint8_t>{3}));
    QCOMPARE(same.changedCount, std::uint64_t(0));
    QCOMPARE(same.relL2, 0.0);
}

void TestDifference::complexByMagnitude()
{
    using Floats = std::vector<float>;
    const Difference got = differenceOf(of(DType::Complex64, {2}, Floats{1, 1, 0, 2}),
                                        of(DType::Complex64, {2}, Floats{4, 5, 0, 2}));
    QCOMPARE(got.numel, std::uint64_t(2));
    QCOMPARE(got.maxAbs, 5.0);
    QCOMPARE(got.meanAbs, 2.5);
    QCOMPARE(got.changed, 0.5);
}

void TestDifference::stridesMayDiffer()
{
    const auto numbers = tensors::weights(300 * 200);
    const TensorData rows = of(DType::Float32, {300, 200}, numbers);
    std::vector<float> turned(numbers.size());
    for (std::size_t i = 0; i < 300; ++i) {
        for (std::size_t k = 0; k < 200; ++k)
            turned[k * 300 + i] = numbers[i * 200 + k];
    }
    TensorData columns = of(DType::Float32, {300, 200}, turned);
    columns.stride = {1, 300};
    QVERIFY(differenceOf(rows, columns).bitwiseEqual);
    QVERIFY(differenceOf(columns, columns).bitwiseEqual);
}

void TestDifference::repeatsOfBothAreWeighed()
{
    TensorData a = of(DType::Float32, std::vector<float>{1, 2});
    TensorData b = of(DType::Float32, std::vector<float>{1, 4});
    a.shape = b.shape = {2, 1ll << 38};
    a.stride = b.stride = {1, 0};
    const Difference got = differenceOf(a, b);
    QCOMPARE(got.changedCount, std::uint64_t(1) << 38);
    QCOMPARE(got.changed, 0.5);
    QCOMPARE(got.meanAbs, 1.0);
}

void TestDifference::zerosHaveNoDirection()
{
    const TensorData zeros = of(DType::Float32, std::vector<float>{0, 0});
    const TensorData ones = of(DType::Float32, std::vector<float>{1, 1});
    QCOMPARE(differenceOf(zeros, ones).relL2, infinity);
    QCOMPARE(differenceOf(zeros, ones).cosine, 0.0);
    QCOMPARE(differenceOf(zeros, of(DType::Float64, std::vector<double>{0, 0})).cosine, 1.0);
}

void TestDifference::shapesMustAgree()
{
    Job job;
    const auto result = difference(of(DType::Float32, std::vector<float>{1}),
                                   of(DType::Float32, std::vector<float>{1, 2}), {}, job);
    QCOMPARE(result.error().code, ErrorCode::Unsupported);
}

QTEST_GUILESS_MAIN(TestDifference)
#include "tst_difference.moc"
