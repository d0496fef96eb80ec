// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/plane.h"
#include "model/engine/numbers.h"

#include <QTest>

#include <cstring>
#include <numeric>

using namespace lens;
using namespace Qt::StringLiterals;

namespace {

using Shape = std::vector<std::int64_t>;

// 0, 1, 2, … as float32.
TensorData counted(const Shape &shape)
{
    TensorData tensor;
    tensor.dtype = DType::Float32;
    tensor.shape = shape;
    tensor.stride.assign(shape.size(), 1);
    for (std::size_t axis = shape.size(); axis-- > 1;)
        tensor.stride[axis - 1] = tensor.stride[axis] * shape[axis];
    std::vector<float> values(tensor.numel());
    std::iota(values.begin(), values.end(), 0.0F);
    const auto *first = reinterpret_cast<const char *>(values.data());
    tensor.bytes = memorySource(std::string(first, first + values.size() * sizeof(float)));
    return tensor;
}

} // namespace

class TestPlane final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theLastTwoAxesComeFirst();
    void textAndPlaneAreTheSame_data();
    void textAndPlaneAreTheSame();
    void wrongTextSaysWhatIsWrong_data();
    void wrongTextSaysWhatIsWrong();
    void theExampleIsOneOfThatTensor_data();
    void theExampleIsOneOfThatTensor();
    void cellsAreThoseOfTheTensor_data();
    void cellsAreThoseOfTheTensor();
    void anIndexIsReadFlatOrByAxis();
};

void TestPlane::theLastTwoAxesComeFirst()
{
    QCOMPARE(firstPlane({4, 3, 7, 5}), (Plane{2, 3, {0, 0, 0, 0}}));
    QCOMPARE(firstPlane({8, 100, 1, 7}), (Plane{2, 3, {0, 0, 0, 0}}));
    QCOMPARE(firstPlane({8, 100, 7, 1}), (Plane{2, 3, {0, 0, 0, 0}}));
    QCOMPARE(firstPlane({64, 32, 1, 1}), (Plane{0, 1, {0, 0, 0, 0}}));
    QCOMPARE(firstPlane({1, 192, 1, 1}), (Plane{1, 3, {0, 0, 0, 0}}));
    QCOMPARE(firstPlane({5, 1}), (Plane{0, 1, {0, 0}}));
    QCOMPARE(firstPlane({1, 1, 1}), (Plane{1, 2, {0, 0, 0}}));
    QCOMPARE(firstPlane({9}), (Plane{-1, 0, {0}}));
    QCOMPARE(firstPlane({}), (Plane{-1, -1, {}}));
}

void TestPlane::textAndPlaneAreTheSame_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("two inner axes") << u"[3, :, :, 0]"_s;
    QTest::newRow("one axis only") << u"[3, 2, :, 0]"_s;
    QTest::newRow("a single element") << u"[3, 2, 1, 0]"_s;
    QTest::newRow("columns before rows") << u"[:, 2, :, 0] transposed"_s;
}

void TestPlane::textAndPlaneAreTheSame()
{
    QFETCH(QString, text);
    const auto plane = planeFromText(text.toStdString(), {4, 3, 7, 5});
    QVERIFY2(plane, plane ? "" : plane.error().text().c_str());
    QCOMPARE(QString::fromStdString(planeText(*plane)), text);
}

void TestPlane::wrongTextSaysWhatIsWrong_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("reason");
    QTest::newRow("too few axes") << u"[1, :]"_s << u"3 axes, not 2"_s;
    QTest::newRow("nothing") << u""_s << u"3 axes, not 0"_s;
    QTest::newRow("beyond the end") << u"[:, :, 7]"_s << u"7 lies outside an axis of 5"_s;
    QTest::newRow("three colons") << u"[:, :, :]"_s << u"only two axes"_s;
    QTest::newRow("a word") << u"[:, :, last]"_s << u"\"last\" is no index"_s;
}

void TestPlane::wrongTextSaysWhatIsWrong()
{
    QFETCH(QString, text);
    QFETCH(QString, reason);
    const auto plane = planeFromText(text.toStdString(), {4, 3, 5});
    QVERIFY(!plane);
    const auto said = QString::fromStdString(plane.error().text());
    QVERIFY2(said.contains(reason), qPrintable(said));
}

void TestPlane::theExampleIsOneOfThatTensor_data()
{
    QTest::addColumn<Shape>("shape");
    QTest::addColumn<QString>("slice");
    QTest::addColumn<QString>("index");
    QTest::newRow("a vector") << Shape{9} << u"[:]"_s << u"[3]"_s;
    QTest::newRow("a matrix") << Shape{9, 9} << u"[3, :]"_s << u"[3, 0]"_s;
    QTest::newRow("a small matrix") << Shape{2, 1} << u"[1, :]"_s << u"[1, 0]"_s;
    QTest::newRow("three axes") << Shape{9, 9, 9} << u"[:, :, 2]"_s << u"[3, 0, 2]"_s;
    QTest::newRow("kernels") << Shape{9, 9, 3, 3} << u"[3, :, :, 2]"_s << u"[3, 0, 2, 2]"_s;
    QTest::newRow("seven axes") << Shape(7, 2) << u"[1, 0, 1, 1, :, :, 1]"_s
                                << u"[1, 0, 1, 1, 0, 1, 1]"_s;
}

void TestPlane::theExampleIsOneOfThatTensor()
{
    QFETCH(Shape, shape);
    QFETCH(QString, slice);
    QFETCH(QString, index);
    const auto advice = [](const auto &result) {
        return QString::fromStdString(result.error().advice);
    };
    const QString forSlice = advice(planeFromText("[1, 2, 3, 4, 5]", shape));
    QVERIFY2(forSlice.endsWith(u"example %1."_s.arg(slice)), qPrintable(forSlice));
    QVERIFY(planeFromText(slice.toStdString(), shape));
    const QString forIndex = advice(indexFromText("two", shape));
    QVERIFY2(forIndex.contains(u"example %1, or"_s.arg(index)), qPrintable(forIndex));
    QVERIFY(indexFromText(index.toStdString(), shape));
}

void TestPlane::cellsAreThoseOfTheTensor_data()
{
    QTest::addColumn<Shape>("shape");
    QTest::addColumn<QString>("plane");
    QTest::addColumn<QList<double>>("values"); // of rows 1 to 2, columns 0 to 1
    QTest::newRow("a matrix") << Shape{3, 4} << u"[:, :]"_s << QList<double>{4, 5, 8, 9};
    QTest::newRow("a transposed matrix")
        << Shape{4, 3} << u"[:, :] transposed"_s << QList<double>{1, 4, 2, 5};
    QTest::newRow("outer axes of a kernel")
        << Shape{3, 2, 2, 2} << u"[:, :, 1, 1]"_s << QList<double>{11, 15, 19, 23};
}

void TestPlane::cellsAreThoseOfTheTensor()
{
    QFETCH(Shape, shape);
    QFETCH(QString, plane);
    QFETCH(QList<double>, values);
    const TensorData tensor = counted(shape);
    const auto shown = planeFromText(plane.toStdString(), shape);
    const auto part = cellsOf(tensor, *shown, {1, 0, 2, 2});
    QVERIFY(part);
    const auto got = engine::values(*part, 0, part->numel());
    QVERIFY(got);
    QCOMPARE(QList<double>(got->begin(), got->end()), values);
}

void TestPlane::anIndexIsReadFlatOrByAxis()
{
    const Shape shape{4, 3, 5};
    QCOMPARE(*indexFromText("[1, 2, 3]", shape), (Shape{1, 2, 3}));
    QCOMPARE(*indexFromText("28", shape), (Shape{1, 2, 3}));
    QCOMPARE(*indexFromText("-1", shape), (Shape{3, 2, 4}));
    for (const char *wrong : {"60", "[1, 2]", "[:, 0, 0]", "two"}) {
        const auto index = indexFromText(wrong, shape);
        QVERIFY(!index);
        QCOMPARE(index.error().text().find("':'"), std::string::npos);
    }
}

QTEST_GUILESS_MAIN(TestPlane)
#include "tst_plane.moc"
