// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/engine/numbers.h"
#include "tests/engine/tensors.h"

#include <QCryptographicHash>
#include <QTest>

using namespace lens;
using namespace lens::engine;
using tensors::of;

namespace {

std::string blocksOf(const TensorData &tensor)
{
    std::string out;
    Job job;
    const auto done =
        forEachBlock(tensor, job, [&](std::span<const std::byte> block) -> Result<void> {
            out.append(reinterpret_cast<const char *>(block.data()), block.size());
            return {};
        });
    return done ? out : done.error().text();
}

TensorData ramp(const tensors::Axes &shape)
{
    std::vector<std::int16_t> numbers(5000);
    std::iota(numbers.begin(), numbers.end(), std::int16_t(0));
    return of(DType::Int16, shape, numbers);
}

} // namespace

class TestElements : public QObject
{
    Q_OBJECT
private slots:
    void textIsPythons_data();
    void textIsPythons();
    void valuesPastTheEndAreRefused();
    void complexValuesAlternate();
    void slicesAreViews_data();
    void slicesAreViews();
    void wrongSlicesSayWhy_data();
    void wrongSlicesSayWhy();
    void slicesKeepTheScalesOfTheirChannels();
    void blocksAreTheContiguousCopy();
    void conjAndNegAreResolved();
    void packedValuesStayPacked();
    void hashIsOfTheLogicalElements();
};

void TestElements::textIsPythons_data()
{
    QTest::addColumn<int>("dtype");
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<std::string>("text");
    const auto row = [](const char *name, DType dtype, auto element, const char *text) {
        std::string bytes(sizeof element, '\0');
        std::memcpy(bytes.data(), &element, sizeof element);
        QTest::newRow(name) << int(dtype) << bytes << std::string(text);
    };
    row("the shortest float32", DType::Float32, 0.1f, "0.1");
    row("a whole float32", DType::Float32, 3.0f, "3.0");
    row("a small float32", DType::Float32, 1e-8f, "1e-08");
    row("NaN", DType::Float32, NAN, "nan");
    row("minus infinity", DType::Float64, double(-INFINITY), "-inf");
    row("float64", DType::Float64, 0.1, "0.1");
    row("bfloat16", DType::BFloat16, std::uint16_t(0x3f80), "1.0");
    row("int64 beyond double", DType::Int64, std::int64_t(9007199254740993), "9007199254740993");
    row("uint64", DType::UInt64, ~std::uint64_t(0), "18446744073709551615");
    row("int8", DType::Int8, std::int8_t(-3), "-3");
    row("bool", DType::Bool, std::uint8_t(2), "True");
    row("complex64", DType::Complex64, (std::array{1.0f, 2.5f}), "1+2.5j");
    row("complex128, minus", DType::Complex128, (std::array{-0.5, -2.0}), "-0.5-2j");
    row("float4 pair", DType::Float4E2M1FNx2, std::uint8_t(0x91), "(0.5, -0.5)");
    row("bits", DType::Bits8, std::uint8_t(200), "200");
}

void TestElements::textIsPythons()
{
    QFETCH(int, dtype);
    QFETCH(std::string, bytes);
    QFETCH(std::string, text);
    const auto got = elementText(tensors::ofBytes(static_cast<DType>(dtype), {1}, bytes), 0);
    QVERIFY2(got, got ? "" : got.error().text().c_str());
    QCOMPARE(*got, text);
}

void TestElements::valuesPastTheEndAreRefused()
{
    const TensorData tensor = ramp({10});
    QCOMPARE(values(tensor, 8, 2)->back(), 9.0);
    QVERIFY(!values(tensor, 8, 3));
    QVERIFY(!values(tensor, ~0ull, 2));
    QVERIFY(!elementText(tensor, 10));
}

void TestElements::complexValuesAlternate()
{
    TensorData tensor = of(DType::Complex64, {2}, std::vector<float>{1, 2, 3, 4});
    QCOMPARE(*values(tensor, 0, 2), (std::vector<double>{1, 2, 3, 4}));
    tensor.conj = true;
    QCOMPARE(*values(tensor, 1, 1), (std::vector<double>{3, -4}));
}

void TestElements::slicesAreViews_data()
{
    QTest::addColumn<std::string>("slice");
    QTest::addColumn<tensors::Axes>("shape");
    QTest::addColumn<std::vector<double>>("want");
    using tensors::Axes;
    using Doubles = std::vector<double>;
    // Of the numbers 0 to 23 in the shape (2, 3, 4).
    const auto row = [](const char *slice, Axes shape, Doubles want) {
        QTest::newRow(slice) << std::string(slice) << shape << want;
    };
    row("[1, 2, 3]", {}, {23});
    row("[-1, -3, -4]", {}, {12});
    row("[0:2, :, 3]", {2, 3}, {3, 7, 11, 15, 19, 23});
    row("[..., 0]", {2, 3}, {0, 4, 8, 12, 16, 20});
    row("[0, ..., 1:3]", {3, 2}, {1, 2, 5, 6, 9, 10});
    row("[1]", {3, 4}, {12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23});
    row("0, 0, ::3", {2}, {0, 3});
    row("[0, 0, -2:]", {2}, {2, 3});
    row("[0, 0, :-2]", {2}, {0, 1});
    row("[0, 0, 3:1]", {0}, {});
    row("[0, 0, 1:9223372036854775807:9223372036854775807]", {1}, {1});
    row("[0, 0, -100:100]", {4}, {0, 1, 2, 3});
}

void TestElements::slicesAreViews()
{
    QFETCH(std::string, slice);
    QFETCH(tensors::Axes, shape);
    QFETCH(std::vector<double>, want);
    const auto view = sliced(ramp({2, 3, 4}), slice);
    QVERIFY2(view, view ? "" : view.error().text().c_str());
    QCOMPARE(view->shape, shape);
    QCOMPARE(*values(*view, 0, want.size()), want);
}

void TestElements::wrongSlicesSayWhy_data()
{
    QTest::addColumn<std::string>("slice");
    QTest::addColumn<std::string>("message");
    const auto row = [](const char *slice, const char *message) {
        QTest::newRow(slice) << std::string(slice) << std::string(message);
    };
    row("[2]", "index 2 is out of range for axis 0 of size 2");
    row("[0, -4]", "index -4 is out of range for axis 1 of size 3");
    row("[0, 0, 0, 0]", "the slice has 4 axes, the tensor has 3");
    row("[::0]", "greater than zero");
    row("[::-1]", "greater than zero");
    row("[x]", "\"x\" in the slice is not a whole number");
    row("[1", "brackets");
    row("[..., ...]", "one ...");
    row("[0,,1]", "not a slice");
    row("[1:2:3:4]", "not a slice");
}

void TestElements::wrongSlicesSayWhy()
{
    QFETCH(std::string, slice);
    QFETCH(std::string, message);
    const auto view = sliced(ramp({2, 3, 4}), slice);
    QVERIFY(!view);
    QVERIFY2(view.error().message.find(message) != std::string::npos, view.error().message.c_str());
}

void TestElements::slicesKeepTheScalesOfTheirChannels()
{
    TensorData tensor = of(DType::QInt8, {2, 3}, std::vector<std::int8_t>{1, 2, 3, 4, 5, 6});
    tensor.quantized = true;
    tensor.axis = 1;
    tensor.scales = {1, 10, 100};
    tensor.zeroPoints = {0, 0, 0};
    QCOMPARE(*values(*sliced(tensor, "[:, 1:]"), 0, 4), (std::vector<double>{20, 300, 50, 600}));
    QCOMPARE(*values(*sliced(tensor, "[:, 2]"), 0, 2), (std::vector<double>{300, 600}));
    QCOMPARE(*values(*sliced(tensor, "[1]"), 0, 3), (std::vector<double>{4, 50, 600}));
}

void TestElements::blocksAreTheContiguousCopy()
{
    TensorData tensor = ramp({2, 3});
    tensor.stride = {1, 2}; // transposed
    tensor.swap = true;
    QCOMPARE(blocksOf(tensor), std::string("\0\0\0\2\0\4\0\1\0\3\0\5", 12));
    tensor.bytes = memorySource(std::string("\0"));
    QVERIFY(blocksOf(tensor).size() > 12); // an error's text
}

void TestElements::conjAndNegAreResolved()
{
    TensorData tensor = of(DType::Complex64, {1}, std::vector<float>{1, 2});
    tensor.conj = true;
    const float conj[] = {1, -2};
    QCOMPARE(blocksOf(tensor), std::string(reinterpret_cast<const char *>(conj), sizeof conj));
    TensorData real = of(DType::Float32, std::vector<float>{1, -2});
    real.neg = true;
    const float neg[] = {-1, 2};
    QCOMPARE(blocksOf(real), std::string(reinterpret_cast<const char *>(neg), sizeof neg));
    QCOMPARE(*values(real, 0, 2), (std::vector<double>{-1, 2}));
}

void TestElements::packedValuesStayPacked()
{
    TensorData tensor = of(DType::QUInt4x2, std::vector<std::uint8_t>{0x21, 0x43, 0x05});
    tensor.shape = {5};
    QCOMPARE(blocksOf(tensor), std::string("\x21\x43\x05"));
    tensor.shape = {2};
    tensor.stride = {2};
    QCOMPARE(blocksOf(tensor), std::string("\x31"));
}

void TestElements::hashIsOfTheLogicalElements()
{
    Job job;
    const TensorData tensor = ramp({5000});
    const std::string bytes = blocksOf(tensor);
    const auto want =
        QCryptographicHash::hash(QByteArray::fromStdString(bytes), QCryptographicHash::Sha256);
    QCOMPARE(*sha256(tensor, job), want.toHex().toStdString());
    QCOMPARE(*sha256(*tensor.bytes, job), want.toHex().toStdString());
}

QTEST_GUILESS_MAIN(TestElements)
#include "tst_elements.moc"
