// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/dtype.h"

#include <QTest>

using namespace lens;

class TestDType : public QObject
{
    Q_OBJECT
private slots:
    void everyDtypeIsFoundByItsOwnNames();
    void namesMeanDtypes_data();
    void namesMeanDtypes();
    void numpyTypeStringsMeanDtypes_data();
    void numpyTypeStringsMeanDtypes();
    void sizesAreTorchs_data();
    void sizesAreTorchs();
};

void TestDType::everyDtypeIsFoundByItsOwnNames()
{
    for (int number = 0; number <= 45; ++number) {
        const auto dtype = static_cast<DType>(number);
        const DTypeInfo &entry = info(dtype);
        QCOMPARE(entry.dtype, dtype);
        QVERIFY(dtypeFromName(entry.name) == dtype);
        if (!entry.storageClass.empty())
            QVERIFY(dtypeFromStorageClass(entry.storageClass) == dtype);
        if (!entry.safetensors.empty())
            QVERIFY(dtypeFromSafetensors(entry.safetensors) == dtype);
    }
    QCOMPARE(itemSize(DType::Undefined), 0u);
    QCOMPARE(itemSize(static_cast<DType>(46)), 0u);
}

void TestDType::namesMeanDtypes_data()
{
    QTest::addColumn<std::string>("name");
    QTest::addColumn<int>("number");
    QTest::newRow("torch.float is float32") << std::string("float") << 6;
    QTest::newRow("torch.long is int64") << std::string("long") << 4;
    QTest::newRow("torch.cdouble is complex128") << std::string("cdouble") << 10;
    QTest::newRow("float8 names the finite variant") << std::string("float8_e4m3fn") << 24;
    QTest::newRow("the empty name is no dtype") << std::string() << -1;
    QTest::newRow("an unknown name is no dtype") << std::string("float33") << -1;
}

void TestDType::namesMeanDtypes()
{
    QFETCH(std::string, name);
    QFETCH(int, number);
    const auto dtype = dtypeFromName(name);
    QCOMPARE(dtype ? static_cast<int>(*dtype) : -1, number);
    QVERIFY(!dtypeFromStorageClass(""));
    QVERIFY(!dtypeFromSafetensors(""));
}

void TestDType::numpyTypeStringsMeanDtypes_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<int>("number");
    QTest::newRow("little-endian float") << std::string("<f4") << 6;
    QTest::newRow("big-endian long") << std::string(">i8") << 4;
    QTest::newRow("bool has no byte order") << std::string("|b1") << 11;
    QTest::newRow("a pickled dtype leaves the order out") << std::string("c16") << 10;
    QTest::newRow("objects are no elements") << std::string("|O") << -1;
    QTest::newRow("long double is no torch dtype") << std::string("<f16") << -1;
    QTest::newRow("strings are no elements") << std::string("<U3") << -1;
    QTest::newRow("nothing") << std::string() << -1;
}

void TestDType::numpyTypeStringsMeanDtypes()
{
    QFETCH(std::string, text);
    QFETCH(int, number);
    const auto dtype = dtypeFromNumpy(text);
    QCOMPARE(dtype ? static_cast<int>(*dtype) : -1, number);
}

void TestDType::sizesAreTorchs_data()
{
    QTest::addColumn<int>("number");
    QTest::addColumn<unsigned>("bytes");
    QTest::addColumn<unsigned>("component");
    QTest::addColumn<unsigned>("values");
    QTest::newRow("complex64 swaps by half") << 9 << 8u << 4u << 1u;
    QTest::newRow("bfloat16 takes two bytes") << 15 << 2u << 2u << 1u;
    QTest::newRow("quint4x2 packs two values") << 16 << 1u << 1u << 2u;
    QTest::newRow("quint2x4 packs four values") << 17 << 1u << 1u << 4u;
    QTest::newRow("float4 counts pairs as torch's shapes do") << 45 << 1u << 1u << 1u;
}

void TestDType::sizesAreTorchs()
{
    QFETCH(int, number);
    const DTypeInfo &entry = info(static_cast<DType>(number));
    QTEST(unsigned(entry.itemSize), "bytes");
    QTEST(unsigned(entry.componentSize), "component");
    QTEST(unsigned(entry.valuesPerItem), "values");
}

QTEST_GUILESS_MAIN(TestDType)
#include "tst_dtype.moc"
