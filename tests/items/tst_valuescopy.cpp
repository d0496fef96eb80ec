// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/valuescopy.h"
#include "tests/engine/tensors.h"

#include <QTest>

#include <atomic>
#include <complex>
#include <limits>
#include <numeric>

using namespace lens;
using namespace Qt::StringLiterals;

namespace {

class CountedSource final : public ByteSource
{
public:
    explicit CountedSource(SourcePtr source)
        : m_source(std::move(source))
    {}
    std::uint64_t size() const override { return m_source->size(); }
    Result<void> read(std::uint64_t offset, std::span<std::byte> out) const override
    {
        ++m_reads;
        return m_source->read(offset, out);
    }
    int reads() const { return m_reads; }

private:
    SourcePtr m_source;
    mutable std::atomic<int> m_reads = 0;
};

TableTexts copied(const TensorData &tensor, const std::vector<CellRange> &cells,
                  NumberFormat format = NumberFormat::Automatic)
{
    ValuesCopyJob job;
    TableTexts result;
    QObject::connect(&job, &ValuesCopyJob::finished, [&result](const Result<TableTexts> &texts) {
        QVERIFY(texts);
        result = *texts;
    });
    job.start(tensor, firstPlane(tensor.shape), cells, format);
    [&job] { QTRY_VERIFY(!job.isRunning()); }();
    return result;
}

} // namespace

class TestValuesCopy final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numbersGiveTheSameNumbersAgain();
    void eachTypeHasItsOwnDigits();
    void selectionsOfPartsAreLinesOfTheirCells();
    void aVectorEndsWhereItsValuesDo();
    void ofAVectorOnlyTheSelectedColumnIsRead();
    void cellsThatPartLinesAreQuoted();
};

// Every sign and exponent, with digits as they come.
void TestValuesCopy::numbersGiveTheSameNumbersAgain()
{
    std::vector<float> values;
    for (std::uint32_t bits = 1; values.size() < 4000; bits += 0x00103B2F) {
        float value = 0;
        std::memcpy(&value, &bits, sizeof value);
        if (std::isfinite(value))
            values.push_back(value);
    }
    const auto lines = copied(tensors::of(DType::Float32, {1000, 4}, values), {{0, 0, 1000, 4}})
                           .text()
                           .split(u'\n');
    QCOMPARE(lines.size(), 1000);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const QString text = lines[static_cast<qsizetype>(i / 4)].section(u'\t', i % 4, i % 4);
        QVERIFY2(text.toFloat() == values[i], qPrintable(text));
    }
}

void TestValuesCopy::eachTypeHasItsOwnDigits()
{
    const CellRange one{0, 0, 1, 1};
    QCOMPARE(copied(tensors::of<double>(DType::Float64, {1, 1}, {0.1}), {one}).text(), u"0.1"_s);
    QCOMPARE(copied(tensors::of<double>(DType::Float64, {1, 1}, {1.0 / 3}), {one}).text(),
             u"0.3333333333333333"_s);
    // As a float: 0.1 in bfloat16.
    QCOMPARE(copied(tensors::of<std::uint16_t>(DType::BFloat16, {1, 1}, {0x3DCD}), {one}).text(),
             u"0.100097656"_s);
    QCOMPARE(
        copied(tensors::of<std::int64_t>(DType::Int64, {1, 1}, {9007199254740993}), {one}).text(),
        u"9007199254740993"_s);
    QCOMPARE(copied(tensors::of<std::uint8_t>(DType::Bool, {1, 1}, {1}), {one}).text(), u"True"_s);
    const float inf = std::numeric_limits<float>::infinity();
    QCOMPARE(copied(tensors::of<std::complex<float>>(DType::Complex64, {1, 3},
                                                     {{0.1F, -2}, {1, inf}, {-inf, -inf}}),
                    {{0, 0, 1, 3}})
                 .text(),
             u"0.1-2j\t1+Infj\t-Inf-Infj"_s);
    const auto pairs = tensors::of<std::uint8_t>(DType::Float4E2M1FNx2, {1, 2}, {0x21, 0xF0});
    QCOMPARE(copied(pairs, {{0, 0, 1, 2}}).text(), u"(0.5, 1)\t(0, -6)"_s);
    QCOMPARE(copied(pairs, {{0, 0, 1, 2}}, NumberFormat::Hexadecimal).text(), u"21\tf0"_s);
    QCOMPARE(
        copied(tensors::of<float>(DType::Float32, {1, 1}, {0.1F}), {one}, NumberFormat::Hexadecimal)
            .text(),
        u"3dcccccd"_s);
}

void TestValuesCopy::selectionsOfPartsAreLinesOfTheirCells()
{
    const auto tensor = tensors::of<float>(DType::Float32, {3, 3}, {0, 1, 2, 3, 4, 5, 6, 7, 8});
    const TableTexts texts = copied(tensor, {{1, 2, 2, 1}, {0, 0, 2, 1}});
    QCOMPARE(texts.text(), u"0\n3\t5\n8"_s);
    QCOMPARE(texts.csv(), "0\r\n3,5\r\n8\r\n"_ba);
    QVERIFY(texts.html().contains(u"<tr><td>3</td><td>5</td></tr>"_s));
}

void TestValuesCopy::aVectorEndsWhereItsValuesDo()
{
    std::vector<float> values(35);
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = static_cast<float>(i);
    const auto tensor = tensors::of(DType::Float32, {35}, values);
    QCOMPARE(copied(tensor, {{1, 1, 2, 3}}).text(), u"17\t18\t19\n33\t34"_s);
    QVERIFY(copied(tensor, {{2, 3, 1, 13}}).isEmpty());
}

void TestValuesCopy::ofAVectorOnlyTheSelectedColumnIsRead()
{
    std::vector<std::int64_t> values(4000);
    std::iota(values.begin(), values.end(), 0);
    auto tensor = tensors::of(DType::Int64, {4000}, values);
    const auto counted = std::make_shared<CountedSource>(tensor.bytes);
    tensor.bytes = counted;
    const QString text = copied(tensor, {{0, 3, 250, 1}}).text();
    QVERIFY2(text.startsWith(u"3\n19\n35\n"_s) && text.endsWith(u"\n3987"_s), qPrintable(text));
    QVERIFY2(counted->reads() < 2000, qPrintable(QString::number(counted->reads())));
}

void TestValuesCopy::cellsThatPartLinesAreQuoted()
{
    TableTexts texts;
    texts.add({u"Name"_s, u"Value"_s}, TableTexts::Line::Headings);
    texts.add({u"a\tb"_s, u"(3, \"<4>\")"_s});
    QCOMPARE(texts.text(), u"Name\tValue\na b\t(3, \"<4>\")"_s);
    QCOMPARE(texts.csv(), "Name,Value\r\na\tb,\"(3, \"\"<4>\"\")\"\r\n"_ba);
    QVERIFY(texts.html().contains(u"<th>Value</th>"_s));
    QVERIFY(texts.html().contains(u"<td>(3, &quot;&lt;4&gt;&quot;)</td>"_s));
}

QTEST_GUILESS_MAIN(TestValuesCopy)
#include "tst_valuescopy.moc"
