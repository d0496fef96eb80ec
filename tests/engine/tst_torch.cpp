// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/engine/engine.h"
#include "model/engine/loader.h"
#include "model/engine/numbers.h"

#include <QTest>

#include <cmath>
#include <cstring>
#include <limits>

using namespace lens;
using namespace lens::engine;

namespace {

template <typename T>
TensorData tensorOf(DType dtype, const std::vector<T> &values, std::vector<std::int64_t> shape)
{
    std::string bytes(values.size() * sizeof(T), '\0');
    std::memcpy(bytes.data(), values.data(), bytes.size());
    TensorData data;
    data.dtype = dtype;
    data.stride.resize(shape.size());
    std::int64_t step = 1;
    for (std::size_t axis = shape.size(); axis-- > 0; step *= shape[axis])
        data.stride[axis] = step;
    data.shape = std::move(shape);
    data.bytes = memorySource(std::move(bytes));
    return data;
}

template <typename T>
std::vector<T> contents(const TensorData &data)
{
    std::vector<T> values(data.numel());
    const auto read = data.bytes->read(0, std::as_writable_bytes(std::span(values)));
    return read ? values : std::vector<T>{};
}

std::vector<float> ramp(std::size_t count)
{
    std::vector<float> values(count);
    for (std::size_t i = 0; i < count; ++i)
        values[i] = static_cast<float>(i);
    return values;
}

const auto notANumber = std::numeric_limits<float>::quiet_NaN();
const auto infinity = std::numeric_limits<float>::infinity();

} // namespace

class TestTorch : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void quantilesInterpolateAsTorch();
    void quantilesOfManyAreThoseOfAllOfThem();
    void quantilesSkipWhatIsNotFinite();
    void quantilesOfNothingAreNone();
    void quantilesOfComplexAreOfMagnitudes();
    void quantilesOfALargeTensorAreClose();
    void quantileOutsideTheUnitIntervalIsRefused();
    void castRoundsToTheTarget();
    void castDecodesDtypesOfNewerFiles();
    void castAgreesWithOurTable_data();
    void castAgreesWithOurTable();
    void castFollowsStrides();
    void castDequantizes_data();
    void castDequantizes();
    void castRefusesWhatMemoryCannotHold();
    void castSaysWhichDtypeIsMissing();
    void denseSumsDuplicates();
    void denseWritesOutCompressedRows();
    void denseRefusesIndicesOutside_data();
    void denseRefusesIndicesOutside();
    void denseRefusesAnImpossibleSize();
    void singularValuesOfADiagonal();
    void singularValuesFlattenAKernel();
    void singularValuesRefuse_data();
    void singularValuesRefuse();
    void aCancelledJobStops();

private:
    Engine *m_engine = nullptr;
    Job m_job;
};

void TestTorch::initTestCase()
{
    auto engine = loadEngine();
    QVERIFY2(engine, engine ? "" : engine.error().text().c_str());
    m_engine = *engine;
    QVERIFY(m_engine->version().starts_with("LibTorch "));
    QCOMPARE(*loadEngine(), m_engine);
}

void TestTorch::quantilesInterpolateAsTorch()
{
    const auto tensor = tensorOf<float>(DType::Float32, {4, 1, 3, 2}, {2, 2});
    const std::vector<double> asked{0, 0.25, 0.5, 1};
    const auto result = m_engine->quantiles(tensor, asked, m_job);
    QVERIFY(result);
    QVERIFY(result->exact);
    QCOMPARE(result->values, (std::vector<double>{1, 1.75, 2.5, 4}));
}

// They are sorted a part at a time.
void TestTorch::quantilesOfManyAreThoseOfAllOfThem()
{
    constexpr std::int64_t count = 1'000'001;
    std::vector<float> values = ramp(count);
    for (std::size_t i = 0; i < values.size(); ++i) // each once, in no order, around zero
        values[i] = static_cast<float>(static_cast<std::int64_t>(i) * 7919 % count - count / 2);
    const auto tensor = tensorOf(DType::Float32, values, {count});
    const auto result = m_engine->quantiles(tensor, std::vector{0.0, 0.25, 0.5, 1.0}, m_job);
    QVERIFY(result);
    QCOMPARE(result->values, (std::vector<double>{-500'000, -250'000, 0, 500'000}));
    const auto some = m_engine->quantiles(tensorOf<float>(DType::Float32, {-0.0F, 3, -7, -7}, {4}),
                                          std::vector{0.0, 0.5, 1.0}, m_job);
    QVERIFY(some);
    QCOMPARE(some->values, (std::vector<double>{-7, -3.5, 3}));
}

void TestTorch::quantilesSkipWhatIsNotFinite()
{
    const auto tensor =
        tensorOf<float>(DType::Float32, {notANumber, 5, infinity, 7, -infinity, 9}, {6});
    const auto result = m_engine->quantiles(tensor, std::vector{0.5}, m_job);
    QVERIFY(result);
    QCOMPARE(result->values, std::vector<double>{7});
    QCOMPARE(result->finite, 3u);
    QCOMPARE(result->looked, 6u);
}

void TestTorch::quantilesOfNothingAreNone()
{
    const auto empty =
        m_engine->quantiles(tensorOf<float>(DType::Float32, {}, {0, 3}), std::vector{0.5}, m_job);
    QVERIFY(empty);
    QVERIFY(empty->values.empty());
    const auto onlyNan = m_engine->quantiles(tensorOf<float>(DType::Float32, {notANumber}, {1}),
                                             std::vector{0.5}, m_job);
    QVERIFY(onlyNan);
    QVERIFY(onlyNan->values.empty());
}

void TestTorch::quantilesOfComplexAreOfMagnitudes()
{
    const auto tensor = tensorOf<float>(DType::Complex64, {3, 4, 0, 1}, {2});
    const auto result = m_engine->quantiles(tensor, std::vector{0.0, 1.0}, m_job);
    QVERIFY(result);
    QCOMPARE(result->values, (std::vector<double>{1, 5}));
}

void TestTorch::quantilesOfALargeTensorAreClose()
{
    // One row, 2^15 times through stride 0: large without the memory.
    const std::int64_t columns = 1000, rows = 1 << 15;
    auto tensor = tensorOf(DType::Float32, ramp(columns), {columns});
    tensor.shape = {rows, columns};
    tensor.stride = {0, 1};
    Job job;
    const auto result = m_engine->quantiles(tensor, std::vector{0.05, 0.5, 0.95}, job);
    QVERIFY(result);
    QVERIFY(!result->exact);
    QVERIFY(result->looked <= exactQuantiles);
    QVERIFY(result->looked > exactQuantiles / 2);
    QCOMPARE(job.done(), tensor.numel() * sizeof(float));
    QVERIFY(std::abs(result->values[0] - 50) <= 1);
    QVERIFY(std::abs(result->values[1] - 500) <= 1);
    QVERIFY(std::abs(result->values[2] - 950) <= 1);
}

void TestTorch::quantileOutsideTheUnitIntervalIsRefused()
{
    const auto tensor = tensorOf<float>(DType::Float32, {1}, {1});
    QVERIFY(!m_engine->quantiles(tensor, std::vector{1.5}, m_job));
    QVERIFY(!m_engine->quantiles(tensor, std::vector{std::nan("")}, m_job));
}

void TestTorch::castRoundsToTheTarget()
{
    const auto tensor = tensorOf<float>(DType::Float32, {1.0009765f, 70000, -2.5f}, {3});
    const auto half = m_engine->cast(tensor, DType::Float16, m_job);
    QVERIFY(half);
    QCOMPARE(half->dtype, DType::Float16);
    QCOMPARE(contents<std::uint16_t>(*half), (std::vector<std::uint16_t>{0x3C01, 0x7C00, 0xC100}));
}

void TestTorch::castDecodesDtypesOfNewerFiles()
{
    // float8_e4m3fn: 1.5, -2, the largest finite value.
    const auto tensor = tensorOf<std::uint8_t>(DType::Float8E4M3FN, {0x3C, 0xC0, 0x7E}, {3});
    const auto wide = m_engine->cast(tensor, DType::Float32, m_job);
    QVERIFY2(wide, wide ? "" : wide.error().text().c_str());
    QCOMPARE(contents<float>(*wide), (std::vector<float>{1.5f, -2, 448}));
}

void TestTorch::castAgreesWithOurTable_data()
{
    QTest::addColumn<int>("number");
    for (int number = 0; number <= static_cast<int>(DType::Float4E2M1FNx2); ++number) {
        const DTypeInfo &type = info(static_cast<DType>(number));
        const bool numeric = type.dtypeClass != DTypeClass::Bits &&
                             type.dtypeClass != DTypeClass::Quantized && type.valuesPerItem == 1;
        const bool dummy =
            number >= static_cast<int>(DType::UInt1) && number <= static_cast<int>(DType::Int7);
        if (numeric && !dummy)
            QTest::newRow(std::string(type.name).c_str()) << number;
    }
}

void TestTorch::castAgreesWithOurTable()
{
    QFETCH(int, number);
    const DTypeInfo &type = info(static_cast<DType>(number));
    std::vector<std::uint8_t> bytes(64 * type.itemSize);
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = type.dtypeClass == DTypeClass::Bool ? i % 2 : i * 37 % 251;
    TensorData tensor = tensorOf(type.dtype, bytes, {64});
    const bool isComplex = type.dtypeClass == DTypeClass::Complex;
    const auto wide = m_engine->cast(tensor, isComplex ? DType::Complex128 : DType::Float64, m_job);
    QVERIFY2(wide, wide ? "" : wide.error().text().c_str());
    const auto ours = values(tensor, 0, 64);
    QVERIFY(ours);
    std::vector<double> theirs(ours->size());
    QVERIFY(wide->bytes->read(0, std::as_writable_bytes(std::span(theirs))));
    for (std::size_t i = 0; i < theirs.size(); ++i) {
        const double a = theirs[i], b = (*ours)[i];
        QVERIFY2(a == b || (std::isnan(a) && std::isnan(b)), qPrintable(QString::number(i)));
    }
}

void TestTorch::castFollowsStrides()
{
    auto tensor = tensorOf<std::int32_t>(DType::Int32, {1, 2, 3, 4, 5, 6}, {2, 3});
    tensor.shape = {3, 2};
    tensor.stride = {1, 3};
    const auto transposed = m_engine->cast(tensor, DType::Int64, m_job);
    QVERIFY(transposed);
    QCOMPARE(transposed->shape, (std::vector<std::int64_t>{3, 2}));
    QCOMPARE(contents<std::int64_t>(*transposed), (std::vector<std::int64_t>{1, 4, 2, 5, 3, 6}));
}

void TestTorch::castDequantizes_data()
{
    QTest::addColumn<bool>("perChannel");
    QTest::addColumn<QList<float>>("expected");
    QTest::newRow("one scale for the whole tensor") << false << QList<float>{-0.5f, 0, 0.5f, 1};
    QTest::newRow("a scale for each row") << true << QList<float>{0, 0.5f, 0, 2};
}

void TestTorch::castDequantizes()
{
    QFETCH(bool, perChannel);
    QFETCH(QList<float>, expected);
    auto tensor = tensorOf<std::uint8_t>(DType::QUInt8, {9, 10, 11, 12}, {2, 2});
    tensor.quantized = true;
    tensor.scale = 0.5;
    tensor.zeroPoint = 10;
    if (perChannel) {
        tensor.axis = 0;
        tensor.scales = {0.5, 2};
        tensor.zeroPoints = {9, 11};
    }
    const auto result = m_engine->cast(tensor, DType::Float32, m_job);
    QVERIFY2(result, result ? "" : result.error().text().c_str());
    QCOMPARE(contents<float>(*result), std::vector<float>(expected.begin(), expected.end()));
}

void TestTorch::castRefusesWhatMemoryCannotHold()
{
    auto tensor = tensorOf<float>(DType::Float32, {1}, {1});
    tensor.shape = {1ll << 40};
    tensor.stride = {0};
    const auto result = m_engine->cast(tensor, DType::Float16, m_job);
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::Limit);
}

void TestTorch::castSaysWhichDtypeIsMissing()
{
    const auto result =
        m_engine->cast(tensorOf<float>(DType::Float32, {1}, {1}), DType::Bits8, m_job);
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::Unsupported);
    QVERIFY(result.error().message.find("bits8") != std::string::npos);
}

void TestTorch::denseSumsDuplicates()
{
    SparseData sparse;
    sparse.shape = {2, 3};
    sparse.indices = tensorOf<std::int64_t>(DType::Int64, {0, 1, 0, 2, 0, 2}, {2, 3});
    sparse.values = tensorOf<float>(DType::Float32, {1, 5, 2}, {3});
    const auto result = m_engine->dense(sparse, m_job);
    QVERIFY2(result, result ? "" : result.error().text().c_str());
    QCOMPARE(contents<float>(*result), (std::vector<float>{0, 0, 3, 5, 0, 0}));
}

void TestTorch::denseWritesOutCompressedRows()
{
    SparseData sparse;
    sparse.layout = Layout::SparseCsr;
    sparse.shape = {2, 2};
    sparse.indices = tensorOf<std::int64_t>(DType::Int64, {0, 1, 2}, {3});
    sparse.plain = tensorOf<std::int64_t>(DType::Int64, {1, 0}, {2});
    sparse.values = tensorOf<double>(DType::Float64, {7, 8}, {2});
    const auto result = m_engine->dense(sparse, m_job);
    QVERIFY2(result, result ? "" : result.error().text().c_str());
    QCOMPARE(contents<double>(*result), (std::vector<double>{0, 7, 8, 0}));
}

void TestTorch::denseRefusesIndicesOutside_data()
{
    QTest::addColumn<bool>("compressed");
    QTest::addColumn<qlonglong>("index");
    QTest::newRow("a coordinate behind the end") << false << 1'000'000'000ll;
    QTest::newRow("a negative coordinate") << false << -5ll;
    QTest::newRow("a column behind the end") << true << 1'000'000'000ll;
    QTest::newRow("a negative column") << true << -5ll;
}

void TestTorch::denseRefusesIndicesOutside()
{
    QFETCH(bool, compressed);
    QFETCH(qlonglong, index);
    SparseData sparse;
    sparse.shape = {1, 2};
    sparse.values = tensorOf<float>(DType::Float32, {1}, {1});
    if (compressed) {
        sparse.layout = Layout::SparseCsr;
        sparse.indices = tensorOf<std::int64_t>(DType::Int64, {0, 1}, {2});
        sparse.plain = tensorOf<std::int64_t>(DType::Int64, {index}, {1});
    } else {
        sparse.indices = tensorOf<std::int64_t>(DType::Int64, {0, index}, {2, 1});
    }
    const auto result = m_engine->dense(sparse, m_job);
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::Corrupt);
}

void TestTorch::denseRefusesAnImpossibleSize()
{
    SparseData sparse;
    sparse.shape = {1ll << 40, 1ll << 40};
    sparse.indices = tensorOf<std::int64_t>(DType::Int64, {0, 0}, {2, 1});
    sparse.values = tensorOf<float>(DType::Float32, {1}, {1});
    const auto result = m_engine->dense(sparse, m_job);
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::Limit);
}

void TestTorch::singularValuesOfADiagonal()
{
    const auto tensor = tensorOf<float>(DType::Float32, {0, -3, 4, 0}, {2, 2});
    const auto result = m_engine->singularValues(tensor, m_job);
    QVERIFY2(result, result ? "" : result.error().text().c_str());
    QCOMPARE(*result, (std::vector<double>{4, 3}));
}

void TestTorch::singularValuesFlattenAKernel()
{
    const auto tensor = tensorOf<float>(DType::Float32, {3, 0, 4, 0, 0, 2, 0, 0}, {2, 2, 2});
    const auto result = m_engine->singularValues(tensor, m_job);
    QVERIFY2(result, result ? "" : result.error().text().c_str());
    QCOMPARE(result->size(), 2u);
    QCOMPARE((*result)[0], 5.0);
    QCOMPARE((*result)[1], 2.0);
}

void TestTorch::singularValuesRefuse_data()
{
    QTest::addColumn<QList<float>>("values");
    QTest::addColumn<QList<qlonglong>>("shape");
    QTest::newRow("a vector") << QList<float>{1, 2} << QList<qlonglong>{2};
    QTest::newRow("a matrix with NaN") << QList<float>{1, notANumber} << QList<qlonglong>{1, 2};
    QTest::newRow("a matrix with infinity") << QList<float>{1, infinity} << QList<qlonglong>{2, 1};
}

void TestTorch::singularValuesRefuse()
{
    QFETCH(QList<float>, values);
    QFETCH(QList<qlonglong>, shape);
    const auto tensor = tensorOf(DType::Float32, std::vector<float>(values.begin(), values.end()),
                                 {shape.begin(), shape.end()});
    const auto result = m_engine->singularValues(tensor, m_job);
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::Unsupported);
}

void TestTorch::aCancelledJobStops()
{
    Job job;
    job.cancel();
    const auto tensor = tensorOf(DType::Float32, ramp(1 << 12), {1 << 12});
    const auto result = m_engine->quantiles(tensor, std::vector{0.5}, job);
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::Cancelled);
}

QTEST_GUILESS_MAIN(TestTorch)
#include "tst_torch.moc"
