// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/engine/kernels/workers.h"
#include "model/engine/numbers.h"
#include "tests/engine/tensors.h"

#include <QElapsedTimer>
#include <QTest>

#include <cmath>
#include <limits>
#include <thread>

using namespace lens;
using namespace lens::engine;
using tensors::of;

namespace {

constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

// The definitions, word for word, in the widest arithmetic there is.
Statistics expected(const std::vector<double> &numbers, double smallestNormal)
{
    Statistics out;
    long double sum = 0, l1 = 0, squares = 0, distances = 0;
    for (const double x : numbers) {
        ++out.numel;
        out.nan += std::isnan(x);
        out.positiveInf += x == infinity;
        out.negativeInf += x == -infinity;
        if (!std::isnan(x)) {
            out.min = std::min(out.min.value_or(x), x);
            out.max = std::max(out.max.value_or(x), x);
        }
        if (!std::isfinite(x))
            continue;
        ++out.finite;
        out.zeros += x == 0;
        out.subnormal += x != 0 && std::fabs(x) < smallestNormal;
        out.finiteMin = std::min(out.finiteMin.value_or(x), x);
        out.finiteMax = std::max(out.finiteMax.value_or(x), x);
        sum += x;
        l1 += std::fabs(x);
        squares += static_cast<long double>(x) * x;
    }
    out.l1 = static_cast<double>(l1);
    out.l2 = static_cast<double>(std::sqrt(squares));
    if (out.finite == 0)
        return out;
    const long double mean = sum / out.finite;
    for (const double x : numbers)
        distances += std::isfinite(x) ? (x - mean) * (x - mean) : 0;
    out.mean = static_cast<double>(mean);
    if (out.finite > 1)
        out.std = static_cast<double>(std::sqrt(distances / (out.finite - 1)));
    return out;
}

bool near(double a, double b, double scale = 0)
{
    return a == b || std::fabs(a - b) <= 1e-12 * std::max(std::fabs(b), scale);
}

bool near(const std::optional<double> &a, const std::optional<double> &b, double scale)
{
    return a.has_value() == b.has_value() && (!a || near(*a, *b, scale));
}

// Empty, or what is not as it should be.
QString difference(const Statistics &got, const Statistics &want)
{
    QStringList wrong;
    const auto exact = [&](const char *what, auto a, auto b) {
        if (a != b)
            wrong << QString("%1 differs").arg(what);
    };
    exact("numel", got.numel, want.numel);
    exact("finite", got.finite, want.finite);
    exact("zeros", got.zeros, want.zeros);
    exact("nan", got.nan, want.nan);
    exact("+inf", got.positiveInf, want.positiveInf);
    exact("-inf", got.negativeInf, want.negativeInf);
    exact("subnormal", got.subnormal, want.subnormal);
    exact("min", got.min, want.min);
    exact("max", got.max, want.max);
    exact("finite min", got.finiteMin, want.finiteMin);
    exact("finite max", got.finiteMax, want.finiteMax);
    const double scale = want.finite ? want.l1 / static_cast<double>(want.finite) : 0;
    if (!near(got.mean, want.mean, scale))
        wrong << QString("mean %1, not %2")
                     .arg(got.mean.value_or(notANumber))
                     .arg(want.mean.value_or(notANumber));
    if (!near(got.std, want.std, 0))
        wrong << QString("std %1, not %2")
                     .arg(got.std.value_or(notANumber))
                     .arg(want.std.value_or(notANumber));
    if (!near(got.l1, want.l1) || !near(got.l2, want.l2))
        wrong << "a norm differs";
    return wrong.join("; ");
}

Numbers numbersOf(const TensorData &tensor, NumbersRequest request = {})
{
    Job job;
    auto result = numbers(tensor, request, job);
    if (!result)
        qFatal("%s", result.error().text().c_str());
    return *result;
}

template <typename T>
std::string bytesOf(const std::vector<T> &elements)
{
    return std::string(reinterpret_cast<const char *>(elements.data()),
                       elements.size() * sizeof(T));
}

} // namespace

class TestStatistics : public QObject
{
    Q_OBJECT
private slots:
    void cleanup() { setThreads(0); }
    void everyDtypeGivesItsNumbers_data();
    void everyDtypeGivesItsNumbers();
    void lengthsAroundVectorsAndBlocksAreExact();
    void aLargeMeanDoesNotDrownTheSpread();
    void stridesDoNotChangeTheNumbers_data();
    void stridesDoNotChangeTheNumbers();
    void anExpandedTensorIsWeighedNotWalked();
    void bigEndianIsTurnedAround();
    void quantisedIsDequantisedPerChannel();
    void emptyAndUnreadableTensors();
    void overlappingStridesCannotClaimEndlessWork();
    void histogramCountsAsTorch_data();
    void histogramCountsAsTorch();
    void histogramOfAConstantIsWidened();
    void aRangeLeavesCountsOutside();
    void threadsDoNotChangeTheResult();
    void manyTensorsComeInOrder();
    void cancelStopsAtOnce();
};

void TestStatistics::everyDtypeGivesItsNumbers_data()
{
    QTest::addColumn<int>("dtype");
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<std::vector<double>>("want");
    QTest::addColumn<double>("smallestNormal");
    const auto row = [](const char *name, DType dtype, std::string bytes, std::vector<double> want,
                        double smallestNormal = 0) {
        QTest::newRow(name) << int(dtype) << bytes << want << smallestNormal;
    };
    using U8 = std::vector<std::uint8_t>;
    using U16 = std::vector<std::uint16_t>;
    row("uint8", DType::UInt8, bytesOf(U8{0, 1, 255}), {0, 1, 255});
    row("int8", DType::Int8, bytesOf(U8{0, 127, 128}), {0, 127, -128});
    row("bool takes every non-zero byte as one", DType::Bool, bytesOf(U8{0, 1, 7}), {0, 1, 1});
    row("int16", DType::Int16, bytesOf(U16{1, 0x8000}), {1, -32768});
    row("uint16", DType::UInt16, bytesOf(U16{1, 0x8000}), {1, 32768});
    row("int32", DType::Int32, bytesOf(std::vector<std::int32_t>{-2147483647, 16777217}),
        {-2147483647, 16777217});
    row("uint32", DType::UInt32, bytesOf(std::vector<std::uint32_t>{4294967295u}), {4294967295.0});
    row("int64", DType::Int64, bytesOf(std::vector<std::int64_t>{-(1ll << 53), 3}), {-0x1p53, 3});
    row("uint64", DType::UInt64, bytesOf(std::vector<std::uint64_t>{~0ull << 11}),
        {18446744073709549568.0});
    row("float16 with subnormals, infinities and NaN", DType::Float16,
        bytesOf(
            U16{0x3c00, 0xc000, 0x0001, 0x83ff, 0x0400, 0x7bff, 0x7c00, 0xfc00, 0x7e00, 0x8000}),
        {1, -2, 0x1p-24, -0x3ffp-24, 0x1p-14, 65504, infinity, -infinity, notANumber, 0}, 0x1p-14);
    row("bfloat16", DType::BFloat16, bytesOf(U16{0x3f80, 0xc000, 0x0001, 0x7f80, 0x7fc0}),
        {1, -2, 0x1p-133, infinity, notANumber}, 0x1p-126);
    row("float32 with subnormals", DType::Float32,
        bytesOf(std::vector<float>{0.1f, -0.0f, 1e-40f, -INFINITY, NAN}),
        {double(0.1f), 0, double(1e-40f), -infinity, notANumber}, 0x1p-126);
    row("float64 with subnormals", DType::Float64, bytesOf(std::vector<double>{0.1, 5e-324, -3}),
        {0.1, 5e-324, -3}, 0x1p-1022);
    row("float8_e5m2", DType::Float8E5M2, bytesOf(U8{0x3c, 0x7b, 0x7c, 0xfc, 0x7f, 0x01, 0x80}),
        {1, 57344, infinity, -infinity, notANumber, 0x1p-16, 0}, 0x1p-14);
    row("float8_e4m3fn has no infinities", DType::Float8E4M3FN, bytesOf(U8{0x38, 0x7e, 0x7f, 0x01}),
        {1, 448, notANumber, 0x1p-9}, 0x1p-6);
    row("float8_e5m2fnuz", DType::Float8E5M2FNUZ, bytesOf(U8{0x40, 0x7f, 0x80, 0x01}),
        {1, 57344, notANumber, 0x1p-17}, 0x1p-15);
    row("float8_e4m3fnuz", DType::Float8E4M3FNUZ, bytesOf(U8{0x40, 0x7f, 0x80, 0x01}),
        {1, 240, notANumber, 0x1p-10}, 0x1p-7);
    row("float8_e8m0fnu has powers of two only", DType::Float8E8M0FNU,
        bytesOf(U8{127, 0, 254, 255}), {1, 0x1p-127, 0x1p127, notANumber});
    row("float4 pairs, low half first", DType::Float4E2M1FNx2, bytesOf(U8{0x72, 0x9f}),
        {1, 6, -6, -0.5}, 1);
    row("complex64 by magnitude", DType::Complex64, bytesOf(std::vector<float>{3, 4, 0, 0}), {5, 0},
        0x1p-126);
    row("complex128 by magnitude, infinite where a part is", DType::Complex128,
        bytesOf(std::vector<double>{-5, 12, infinity, notANumber}), {13, infinity}, 0x1p-1022);
    row("complex32 by magnitude", DType::Complex32, bytesOf(U16{0x4200, 0x4400}), {5}, 0x1p-14);
}

void TestStatistics::everyDtypeGivesItsNumbers()
{
    QFETCH(int, dtype);
    QFETCH(std::string, bytes);
    QFETCH(std::vector<double>, want);
    QFETCH(double, smallestNormal);
    const auto type = static_cast<DType>(dtype);
    const auto count = static_cast<std::int64_t>(bytes.size() / itemSize(type));
    const Numbers got = numbersOf(tensors::ofBytes(type, {count}, bytes));
    QCOMPARE(difference(got.statistics, expected(want, smallestNormal)), QString());
    // The same many times over: through the vector loops, and to every place in a vector.
    std::string manyBytes;
    std::vector<double> many;
    for (int i = 0; i < 1001; ++i) {
        manyBytes += bytes;
        many.insert(many.end(), want.begin(), want.end());
    }
    const Numbers more = numbersOf(tensors::ofBytes(type, {1001 * count}, manyBytes));
    QCOMPARE(difference(more.statistics, expected(many, smallestNormal)), QString());
}

void TestStatistics::lengthsAroundVectorsAndBlocksAreExact()
{
    const auto all = tensors::weights(10000);
    for (const std::size_t length : {1, 2, 15, 16, 17, 31, 33, 2047, 2048, 2049, 4111, 10000}) {
        const std::vector<float> some(all.begin(), all.begin() + static_cast<long>(length));
        const auto got = numbersOf(of(DType::Float32, some), {16, {}});
        const std::vector<double> wide(some.begin(), some.end());
        QCOMPARE(difference(got.statistics, expected(wide, 0x1p-126)), QString());
        const auto &counts = got.histogram->counts;
        QCOMPARE(std::accumulate(counts.begin(), counts.end(), std::uint64_t(0)), length);
    }
}

void TestStatistics::aLargeMeanDoesNotDrownTheSpread()
{
    std::vector<double> numbers;
    for (int i = 0; i < 100000; ++i)
        numbers.push_back(1e9 + (i % 7) * 1e-3);
    const auto got = numbersOf(of(DType::Float64, numbers)).statistics;
    const auto want = expected(numbers, 0);
    QVERIFY(std::fabs(*got.std / *want.std - 1) < 1e-7); // twelve digits are gone
    const auto constant = numbersOf(of(DType::Float64, std::vector<double>(5000, 0.1))).statistics;
    QCOMPARE(*constant.std, 0.0);
    QCOMPARE(*constant.mean, 0.1);
}

void TestStatistics::stridesDoNotChangeTheNumbers_data()
{
    QTest::addColumn<tensors::Axes>("shape");
    QTest::addColumn<tensors::Axes>("stride");
    QTest::addColumn<int>("offset");
    using tensors::Axes;
    QTest::newRow("transposed") << Axes{300, 700} << Axes{1, 300} << 0;
    QTest::newRow("every second column") << Axes{300, 350} << Axes{700, 2} << 1;
    QTest::newRow("a column") << Axes{300} << Axes{700} << 5;
    QTest::newRow("a narrow part of each row") << Axes{300, 3} << Axes{700, 1} << 11;
    QTest::newRow("three axes permuted") << Axes{7, 100, 300} << Axes{100, 1, 700} << 0;
    QTest::newRow("expanded in the middle") << Axes{30, 4, 700} << Axes{700, 0, 1} << 0;
    QTest::newRow("overlapping windows") << Axes{1000, 5} << Axes{1, 1} << 2;
    QTest::newRow("axes of one") << Axes{1, 210000, 1} << Axes{9, 1, 9} << 0;
}

void TestStatistics::stridesDoNotChangeTheNumbers()
{
    QFETCH(tensors::Axes, shape);
    QFETCH(tensors::Axes, stride);
    QFETCH(int, offset);
    const auto all = tensors::weights(300 * 700);
    TensorData tensor = of(DType::Float32, all);
    tensor.shape = shape;
    tensor.stride = stride;
    tensor.offset = offset;
    std::vector<double> walked{};
    tensors::Axes index(shape.size(), 0);
    for (bool more = true; more;) {
        std::int64_t at = offset;
        for (std::size_t i = 0; i < shape.size(); ++i)
            at += index[i] * stride[i];
        walked.push_back(all[static_cast<std::size_t>(at)]);
        more = false;
        for (std::size_t i = shape.size(); i-- > 0 && !more;) {
            more = ++index[i] < shape[i];
            index[i] = more ? index[i] : 0;
        }
    }
    QCOMPARE(difference(numbersOf(tensor).statistics, expected(walked, 0x1p-126)), QString());
    const auto inOrder = values(tensor, 0, walked.size());
    QVERIFY(inOrder);
    QCOMPARE(*inOrder, walked);
}

void TestStatistics::anExpandedTensorIsWeighedNotWalked()
{
    TensorData tensor = of(DType::Float32, std::vector<float>{1, -3, 0, 2});
    tensor.shape = {1ll << 38, 4};
    tensor.stride = {0, 1};
    const Numbers got = numbersOf(tensor, {4, {}});
    QCOMPARE(got.statistics.numel, std::uint64_t(1) << 40);
    QCOMPARE(got.statistics.zeros, std::uint64_t(1) << 38);
    QCOMPARE(*got.statistics.mean, 0.0);
    QCOMPARE(got.statistics.l1, 6 * 0x1p38);
    QCOMPARE(got.histogram->counts[0], std::uint64_t(1) << 38);
}

void TestStatistics::bigEndianIsTurnedAround()
{
    const std::string bytes("\x3f\x80\x00\x00\xc0\x00\x00\x00", 8);
    TensorData tensor = tensors::ofBytes(DType::Float32, {2}, bytes);
    tensor.swap = true;
    const Numbers got = numbersOf(tensor, {2, {}});
    QCOMPARE(*got.statistics.min, -2.0);
    QCOMPARE(*got.statistics.max, 1.0);
    QCOMPARE(got.histogram->counts, (std::vector<std::uint64_t>{1, 1}));
}

void TestStatistics::quantisedIsDequantisedPerChannel()
{
    TensorData tensor = of(DType::QUInt8, {2, 3}, std::vector<std::uint8_t>{1, 2, 3, 4, 5, 6});
    tensor.quantized = true;
    tensor.scale = 0.5;
    tensor.zeroPoint = 2;
    QCOMPARE(*values(tensor, 0, 6), (std::vector<double>{-0.5, 0, 0.5, 1, 1.5, 2}));
    tensor.axis = 1;
    tensor.scales = {1, 10, 100};
    tensor.zeroPoints = {0, 1, 2};
    QCOMPARE(*values(tensor, 0, 6), (std::vector<double>{1, 10, 100, 4, 40, 400}));
    QCOMPARE(*numbersOf(tensor).statistics.max, 400.0);
    TensorData packed = of(DType::QUInt4x2, std::vector<std::uint8_t>{0x21, 0x43, 0x05});
    packed.shape = {5};
    packed.quantized = true;
    QCOMPARE(*values(packed, 0, 5), (std::vector<double>{1, 2, 3, 4, 5}));
    packed.dtype = DType::QUInt2x4;
    QCOMPARE(*values(packed, 1, 4), (std::vector<double>{0, 2, 0, 3}));
}

void TestStatistics::emptyAndUnreadableTensors()
{
    const Numbers empty = numbersOf(of(DType::Float32, {0, 3}, std::vector<float>{}), {8, {}});
    QCOMPARE(empty.statistics.numel, std::uint64_t(0));
    QVERIFY(!empty.statistics.min && !empty.statistics.mean && !empty.histogram);
    Job job;
    const auto bits = numbers(of(DType::Bits8, std::vector<std::uint8_t>{1}), {}, job);
    QCOMPARE(bits.error().code, ErrorCode::Unsupported);
    TensorData tooShort = of(DType::Float32, std::vector<float>{1, 2});
    tooShort.shape = {5000000};
    QCOMPARE(numbers(tooShort, {}, job).error().code, ErrorCode::Truncated);
}

// Six axes of 1,024 steps of one element each: 2^60 elements of a storage of a few thousand.
void TestStatistics::overlappingStridesCannotClaimEndlessWork()
{
    TensorData tensor = tensors::ofBytes(DType::Complex128, {6144}, std::string(6144 * 16, '\0'));
    tensor.shape.assign(6, 1024);
    tensor.stride.assign(6, 1);
    Job job;
    const auto numbersOfAll = numbers(tensor, {}, job);
    QVERIFY(!numbersOfAll);
    QCOMPARE(numbersOfAll.error().code, ErrorCode::Limit);
    const auto differenceOfAll = difference(tensor, tensor, {}, job);
    QVERIFY(!differenceOfAll);
    QCOMPARE(differenceOfAll.error().code, ErrorCode::Limit);
}

void TestStatistics::histogramCountsAsTorch_data()
{
    QTest::addColumn<int>("bins");
    QTest::addColumn<bool>("onGrid");
    for (const int bins : {1, 3, 10, 256, 1000, 70000}) {
        QTest::addRow("%d bins of weights", bins) << bins << false;
        QTest::addRow("%d bins of numbers that lie on edges", bins) << bins << true;
    }
}

// torch.histc's own formula, number by number.
void TestStatistics::histogramCountsAsTorch()
{
    QFETCH(int, bins);
    QFETCH(bool, onGrid);
    auto numbers = tensors::weights(50000);
    for (std::size_t i = 0; onGrid && i < numbers.size(); ++i)
        numbers[i] = static_cast<float>(i % 401) * 0.1f - 7;
    const auto [low, high] = std::ranges::minmax(numbers);
    std::vector<std::uint64_t> want(static_cast<std::size_t>(bins));
    for (const float x : numbers) {
        const auto place =
            static_cast<std::int64_t>((double(x) - low) * bins / (double(high) - low));
        ++want[static_cast<std::size_t>(std::min<std::int64_t>(place, bins - 1))];
    }
    const Numbers got = numbersOf(of(DType::Float32, numbers), {bins, {}});
    QCOMPARE(got.histogram->counts, want);
    QCOMPARE(got.histogram->edges.size(), want.size() + 1);
    QCOMPARE(got.histogram->edges.front(), double(low));
    QCOMPARE(got.histogram->edges.back(), double(high));
    const std::vector<double> wide(numbers.begin(), numbers.end());
    QCOMPARE(numbersOf(of(DType::Float64, wide), {bins, {}}).histogram->counts, want);
}

void TestStatistics::histogramOfAConstantIsWidened()
{
    const auto got = numbersOf(of(DType::Float32, std::vector<float>(10, 3)), {4, {}});
    QCOMPARE(got.histogram->edges, (std::vector<double>{2, 2.5, 3, 3.5, 4}));
    QCOMPARE(got.histogram->counts, (std::vector<std::uint64_t>{0, 0, 10, 0}));
    const auto huge =
        numbersOf(of(DType::Float64, std::vector<double>{-1.7e308, 0, 1.7e308}), {3, {}});
    QCOMPARE(huge.histogram->counts, (std::vector<std::uint64_t>{1, 1, 1}));
}

void TestStatistics::aRangeLeavesCountsOutside()
{
    const std::vector<float> numbers{-5, 0, 0.5f, 1, 2, NAN, INFINITY, 9};
    const auto got = numbersOf(of(DType::Float32, numbers), {2, std::pair{0.0, 1.0}});
    QCOMPARE(got.histogram->counts, (std::vector<std::uint64_t>{1, 2}));
    QCOMPARE(got.histogram->below, std::uint64_t(1));
    QCOMPARE(got.histogram->above, std::uint64_t(2));
}

// Large enough to be cut into chunks that several threads share.
void TestStatistics::threadsDoNotChangeTheResult()
{
    const auto numbers = tensors::weights(5'000'000);
    const TensorData tensor = of(DType::Float32, numbers);
    setThreads(1);
    const Numbers alone = numbersOf(tensor, {64, {}});
    setThreads(7);
    const Numbers shared = numbersOf(tensor, {64, {}});
    QCOMPARE(shared.histogram->counts, alone.histogram->counts);
    QCOMPARE(*shared.statistics.mean, *alone.statistics.mean);
    QCOMPARE(*shared.statistics.std, *alone.statistics.std);
    QCOMPARE(shared.statistics.l2, alone.statistics.l2);
    const std::vector<double> wide(numbers.begin(), numbers.end());
    QCOMPARE(difference(shared.statistics, expected(wide, 0x1p-126)), QString());
}

void TestStatistics::manyTensorsComeInOrder()
{
    std::vector<TensorData> all;
    for (int i = 0; i < 6000; ++i)
        all.push_back(of(DType::Float32, tensors::weights(static_cast<std::size_t>(i % 50 + 1))));
    all[7].dtype = DType::Bits8;
    setThreads(3);
    std::vector<std::size_t> order;
    std::size_t failed = 0;
    Job job;
    const auto done = numbersOfEach(all, {}, job, [&](std::size_t index, Result<Numbers> result) {
        order.push_back(index);
        failed += result ? 0 : index;
        if (result && result->statistics.numel != index % 50 + 1)
            failed += 1000000;
    });
    QVERIFY(done);
    std::vector<std::size_t> want(all.size());
    std::iota(want.begin(), want.end(), std::size_t(0));
    QCOMPARE(order, want);
    QCOMPARE(failed, std::size_t(7));
}

void TestStatistics::cancelStopsAtOnce()
{
    TensorData tensor = of(DType::Float32, std::vector<float>(2000, 1));
    tensor.shape = {1000, 1000};
    tensor.stride = {1, 1}; // overlapping: walked in full
    std::vector<TensorData> endless(100000, tensor);
    Job job;
    std::thread stopper([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        job.cancel();
    });
    QElapsedTimer timer;
    timer.start();
    const auto done = numbersOfEach(endless, {256, {}}, job, [](std::size_t, Result<Numbers>) {});
    stopper.join();
    QCOMPARE(done.error().code, ErrorCode::Cancelled);
    QVERIFY2(timer.elapsed() < 5000, "cancelling took seconds");
}

QTEST_GUILESS_MAIN(TestStatistics)
#include "tst_statistics.moc"
