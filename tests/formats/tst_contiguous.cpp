// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/contiguous.h"
#include "model/formats/lazysources.h"

#include <QTest>

#include <cstring>

using namespace lens;

namespace {

// A storage of 16-bit elements 0, 1, 2, …
SourcePtr countingStorage(int count, bool bigEndian = false)
{
    std::string bytes;
    for (int i = 0; i < count; ++i) {
        const char low = static_cast<char>(i), high = static_cast<char>(i >> 8);
        bytes += bigEndian ? high : low;
        bytes += bigEndian ? low : high;
    }
    return memorySource(bytes);
}

QList<int> elements(const SourcePtr &source)
{
    const std::string bytes = *source->readString(0, source->size());
    QList<int> values;
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2)
        values << (static_cast<unsigned char>(bytes[i]) | static_cast<unsigned char>(bytes[i + 1])
                                                              << 8);
    return values;
}

using Numbers = std::vector<std::int64_t>;

TensorData int16Tensor(const Numbers &shape, const Numbers &stride, SourcePtr bytes,
                       std::int64_t offset = 0, bool swap = false)
{
    TensorData tensor;
    tensor.dtype = DType::Int16;
    tensor.shape = shape;
    tensor.stride = stride;
    tensor.offset = offset;
    tensor.bytes = std::move(bytes);
    tensor.swap = swap;
    return tensor;
}

} // namespace

Q_DECLARE_METATYPE(Numbers)

// What a tensor's numbers are in a format that knows no strides.
class TestContiguous : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void gathersInRowMajorOrder_data();
    void gathersInRowMajorOrder();
    void anyPartCanBeRead();
    void largeTransposedMatrix();
    void resolvesConjAndNeg();
    void plannedFileReadsLikeTheWrittenOne();
};

void TestContiguous::gathersInRowMajorOrder_data()
{
    QTest::addColumn<Numbers>("shape");
    QTest::addColumn<Numbers>("stride");
    QTest::addColumn<int>("offset");
    QTest::addColumn<QList<int>>("expected");
    QTest::newRow("as it lies") << Numbers{2, 3} << Numbers{3, 1} << 2
                                << QList<int>{2, 3, 4, 5, 6, 7};
    QTest::newRow("transposed") << Numbers{3, 2} << Numbers{1, 3} << 0
                                << QList<int>{0, 3, 1, 4, 2, 5};
    QTest::newRow("columns of a matrix")
        << Numbers{2, 2} << Numbers{6, 1} << 1 << QList<int>{1, 2, 7, 8};
    QTest::newRow("every third") << Numbers{3} << Numbers{3} << 1 << QList<int>{1, 4, 7};
    QTest::newRow("expanded") << Numbers{2, 3} << Numbers{1, 0} << 4
                              << QList<int>{4, 4, 4, 5, 5, 5};
    QTest::newRow("one number") << Numbers{} << Numbers{} << 5 << QList<int>{5};
    QTest::newRow("none at all") << Numbers{0, 3} << Numbers{3, 1} << 0 << QList<int>{};
    QTest::newRow("three dimensions turned")
        << Numbers{2, 2, 2} << Numbers{1, 4, 2} << 0 << QList<int>{0, 2, 4, 6, 1, 3, 5, 7};
}

void TestContiguous::gathersInRowMajorOrder()
{
    QFETCH(Numbers, shape);
    QFETCH(Numbers, stride);
    QFETCH(int, offset);
    QFETCH(QList<int>, expected);
    for (const bool bigEndian : {false, true}) {
        const auto tensor =
            int16Tensor(shape, stride, countingStorage(12, bigEndian), offset, bigEndian);
        const auto bytes = contiguousBytes(tensor);
        QVERIFY(bytes);
        QCOMPARE(elements(*bytes), expected);
    }
}

void TestContiguous::anyPartCanBeRead()
{
    const auto tensor = int16Tensor({3, 4}, {1, 3}, countingStorage(12, true), 0, true);
    const SourcePtr source = *contiguousBytes(tensor);
    const std::string whole = *source->readString(0, source->size());
    for (std::size_t from = 0; from < whole.size(); ++from)
        for (std::size_t length = 1; from + length <= whole.size(); ++length)
            QCOMPARE(*source->readString(from, length), whole.substr(from, length));
    std::byte byte;
    QVERIFY(!source->read(whole.size(), {&byte, 1}));
}

void TestContiguous::largeTransposedMatrix()
{
    constexpr int rows = 300, columns = 200;
    const auto tensor = int16Tensor({columns, rows}, {1, columns}, countingStorage(rows * columns));
    const QList<int> values = elements(*contiguousBytes(tensor));
    QCOMPARE(values.size(), rows * columns);
    for (int i = 0; i < values.size(); ++i)
        QCOMPARE(values[i], i % rows * columns + i / rows);
}

void TestContiguous::resolvesConjAndNeg()
{
    const float numbers[] = {1, 2, -3, 4};
    std::string bytes(sizeof numbers, '\0');
    std::memcpy(bytes.data(), numbers, sizeof numbers);
    TensorData tensor{DType::Complex64, {2}, {1}, 0, memorySource(bytes)};
    const auto resolved = [&](bool conj, bool neg) {
        tensor.conj = conj;
        tensor.neg = neg;
        const std::string read = *(*contiguousBytes(tensor))->readString(0, sizeof numbers);
        QList<float> values(4);
        std::memcpy(values.data(), read.data(), read.size());
        return values;
    };
    QCOMPARE(resolved(false, false), (QList<float>{1, 2, -3, 4}));
    QCOMPARE(resolved(true, false), (QList<float>{1, -2, -3, -4}));
    QCOMPARE(resolved(false, true), (QList<float>{-1, -2, 3, -4}));
    QCOMPARE(resolved(true, true), (QList<float>{-1, 2, 3, 4}));
}

void TestContiguous::plannedFileReadsLikeTheWrittenOne()
{
    SavePlan plan;
    plan.bytes("head ");
    plan.copy(memorySource("0123456789"), 2, 5);
    plan.bytes(" tail");
    const PlannedSource source(plan);
    const std::string whole = "head 23456 tail";
    QCOMPARE(source.size(), whole.size());
    for (std::size_t from = 0; from < whole.size(); ++from)
        QCOMPARE(*source.readString(from, whole.size() - from), whole.substr(from));
    QVERIFY(!source.readString(10, 10));
}

QTEST_GUILESS_MAIN(TestContiguous)
#include "tst_contiguous.moc"
