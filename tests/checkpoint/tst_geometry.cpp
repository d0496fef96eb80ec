// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/checkpoint.h"
#include "model/checkpoint/geometry.h"
#include "model/checkpoint/summary.h"

#include <QTest>

#include <numeric>
#include <vector>

using Numbers = std::vector<std::int64_t>;
using Tensors = std::vector<lens::Tensor>;
Q_DECLARE_METATYPE(Numbers)
Q_DECLARE_METATYPE(Tensors)

namespace {

// float32, in the first storage.
lens::Tensor tensor(const Numbers &shape, const Numbers &stride, std::int64_t offset = 0)
{
    lens::Tensor made;
    made.dtype = lens::DType::Float32;
    made.shape = shape;
    made.stride = stride;
    made.storageOffset = offset;
    made.storage = 0;
    return made;
}

} // namespace

class TestGeometry : public QObject
{
    Q_OBJECT

private slots:
    void fits_data();
    void fits();
    void sharedBytes_data();
    void sharedBytes();
};

void TestGeometry::fits_data()
{
    constexpr qint64 huge = Q_INT64_C(1) << 62;
    QTest::addColumn<Numbers>("shape");
    QTest::addColumn<Numbers>("stride");
    QTest::addColumn<qint64>("offset");
    QTest::addColumn<quint64>("available");
    QTest::addColumn<bool>("fits");

    QTest::newRow("a scalar in one element") << Numbers{} << Numbers{} << 0ll << 1ull << true;
    QTest::newRow("a scalar in none") << Numbers{} << Numbers{} << 0ll << 0ull << false;
    QTest::newRow("the whole storage") << Numbers{3, 4} << Numbers{4, 1} << 0ll << 12ull << true;
    QTest::newRow("one element short") << Numbers{3, 4} << Numbers{4, 1} << 0ll << 11ull << false;
    QTest::newRow("moved out by its offset")
        << Numbers{3, 4} << Numbers{4, 1} << 1ll << 12ull << false;
    QTest::newRow("a thousand times one element")
        << Numbers{1000} << Numbers{0} << 0ll << 1ull << true;
    QTest::newRow("empty at the end") << Numbers{0} << Numbers{1} << 5ll << 5ull << true;
    QTest::newRow("empty behind the end") << Numbers{0} << Numbers{1} << 6ll << 5ull << false;
    QTest::newRow("a negative size hidden by an empty one")
        << Numbers{0, -1} << Numbers{1, 1} << 0ll << 5ull << false;
    QTest::newRow("a negative stride") << Numbers{2} << Numbers{-1} << 1ll << 5ull << false;
    QTest::newRow("a negative offset") << Numbers{2} << Numbers{1} << -1ll << 5ull << false;
    QTest::newRow("more sizes than strides") << Numbers{2, 2} << Numbers{1} << 0ll << 5ull << false;
    QTest::newRow("a product that wraps to a small number")
        << Numbers{huge, 4, 1} << Numbers{0, 0, 0} << 0ll << 5ull << false;
    QTest::newRow("a step that wraps to a small number")
        << Numbers{5} << Numbers{huge} << 0ll << 5ull << false;
    QTest::newRow("an offset that wraps") << Numbers{2} << Numbers{huge} << huge << 5ull << false;
    QTest::newRow("65 dimensions") << Numbers(65, 1) << Numbers(65, 1) << 0ll << 5ull << false;
}

void TestGeometry::fits()
{
    QFETCH(Numbers, shape);
    QFETCH(Numbers, stride);
    QFETCH(qint64, offset);
    QFETCH(quint64, available);
    const std::string problem = lens::geometryProblem({shape, stride, offset}, available);
    QFETCH(bool, fits);
    QVERIFY2(problem.empty() == fits, problem.c_str());
}

void TestGeometry::sharedBytes_data()
{
    const lens::Tensor whole = tensor({10, 10}, {10, 1}), column = tensor({10}, {10}),
                       expanded = tensor({1000, 10}, {0, 1}), other = tensor({1000}, {0}, 99);
    QTest::addColumn<Tensors>("tensors");
    QTest::addColumn<quint64>("shared");
    QTest::addColumn<quint64>("used");
    QTest::newRow("one tensor") << Tensors{whole} << 0ull << 400ull;
    QTest::newRow("tied weights") << Tensors{whole, whole} << 400ull << 400ull;
    QTest::newRow("a row that is expanded shares nothing with itself")
        << Tensors{expanded} << 0ull << 40ull;
    QTest::newRow("and with a tensor around it only what is stored")
        << Tensors{whole, expanded} << 40ull << 400ull;
    QTest::newRow("two that are expanded") << Tensors{expanded, expanded} << 40ull << 40ull;
    QTest::newRow("a column and an element that is expanded")
        << Tensors{column, other} << 0ull << 44ull;
}

void TestGeometry::sharedBytes()
{
    QFETCH(const Tensors, tensors);
    lens::Checkpoint checkpoint;
    checkpoint.storages.resize(1);
    checkpoint.tensors = tensors;
    std::vector<std::uint32_t> all(tensors.size());
    std::iota(all.begin(), all.end(), 0);
    QTEST(quint64(lens::sharedBytes(checkpoint, all)), "shared");
    QTEST(quint64(lens::usedBytes(checkpoint)[0]), "used");
}

QTEST_GUILESS_MAIN(TestGeometry)
#include "tst_geometry.moc"
