// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/statedict.h"
#include "model/checkpoint/summary.h"
#include "tests/checkpoint/fixtures.h"

#include <QJsonArray>
#include <QTest>

using namespace lens;

class TestStateDict : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void namesAreThoseOfPyTorch_data();
    void namesAreThoseOfPyTorch();
    void aClassInTheFileHasItsName();
    void aNestedTensorIsOne();
    void everyNameIsATensor();
    void whatIsNoModelHasNone();
    void parametersAreThoseOfPyTorch_data();
    void parametersAreThoseOfPyTorch();

private:
    test::Fixtures m_fixtures;
};

void TestStateDict::initTestCase()
{
    if (const QString reason = m_fixtures.make(); !reason.isEmpty())
        QSKIP(qPrintable(reason));
}

void TestStateDict::namesAreThoseOfPyTorch_data()
{
    QTest::addColumn<QString>("file");
    QTest::newRow("a whole model") << "model.pt";
    QTest::newRow("a whole model in a legacy stream") << "model_legacy.pt";
    QTest::newRow("a whole model beside other things") << "model_inside.pt";
    QTest::newRow("a whole model of a class in the file") << "model_dill.pt";
    QTest::newRow("a state dict as it stands") << "state_dict.pt";
    QTest::newRow("tied weights under both names") << "tied.pt";
    QTest::newRow("a TorchScript module") << "scripted.pt";
}

void TestStateDict::namesAreThoseOfPyTorch()
{
    QFETCH(QString, file);
    const CheckpointPtr checkpoint = m_fixtures.open(file);
    QStringList names, expected;
    for (const NamedEntry &named : stateDict(*checkpoint, mainModel(*checkpoint)))
        names << QString::fromStdString(named.name);
    for (const QJsonValue &name :
         m_fixtures.expected(QStringLiteral("state_dicts"))[file].toArray())
        expected << name.toString();
    QVERIFY(!expected.isEmpty());
    QCOMPARE(names, expected);
}

void TestStateDict::aClassInTheFileHasItsName()
{
    const CheckpointPtr checkpoint = m_fixtures.open(QStringLiteral("model_dill.pt"));
    QCOMPARE(checkpoint->typeName(0), std::string("__main__.Block"));
}

void TestStateDict::aNestedTensorIsOne()
{
    const CheckpointPtr checkpoint = m_fixtures.open(QStringLiteral("jagged.pt"));
    const std::uint32_t entry = checkpoint->child(0, "nested");
    const Tensor *nested = checkpoint->tensor(checkpoint->entry(entry));
    QVERIFY(nested);
    QVERIFY(nested->layout == Layout::Jagged);
    for (const char *part : {"_values", "_offsets"})
        QVERIFY(checkpoint->tensor(checkpoint->entry(checkpoint->child(entry, part))));
}

void TestStateDict::everyNameIsATensor()
{
    const CheckpointPtr checkpoint = m_fixtures.open(QStringLiteral("tied.pt"));
    const auto names = stateDict(*checkpoint, 0);
    QCOMPARE(names.size(), std::size_t(2));
    for (const NamedEntry &named : names)
        QVERIFY(checkpoint->tensor(checkpoint->entry(named.entry)));
    QCOMPARE(names[0].entry, names[1].entry);
}

void TestStateDict::whatIsNoModelHasNone()
{
    const CheckpointPtr checkpoint = m_fixtures.open(QStringLiteral("plain.pt"));
    QCOMPARE(mainModel(*checkpoint), noIndex);
    QVERIFY(stateDict(*checkpoint, 0).empty());
    QVERIFY(stateDict(*checkpoint, noIndex).empty());
    const CheckpointPtr bundle = m_fixtures.open(QStringLiteral("bundle.pt"));
    QVERIFY(!isStateDict(*bundle, 0));
    QVERIFY(isStateDict(*bundle, bundle->child(0, "generator")));
}

void TestStateDict::parametersAreThoseOfPyTorch_data()
{
    QTest::addColumn<QString>("file");
    QTest::newRow("a whole model without its buffers") << "model.pt";
    QTest::newRow("a model beside other things") << "model_inside.pt";
    QTest::newRow("tied weights once") << "tied.pt";
    QTest::newRow("a TorchScript module, which does not say") << "scripted.pt";
    QTest::newRow("an adapter") << "lora.pt";
    QTest::newRow("quantised weights, but no counters") << "packed.pt";
}

void TestStateDict::parametersAreThoseOfPyTorch()
{
    QFETCH(QString, file);
    const auto wanted = m_fixtures.expected(QStringLiteral("parameters"))[file].toInteger();
    QVERIFY(wanted > 0);
    QCOMPARE(summarise(*m_fixtures.open(file)).parameters, quint64(wanted));
}

QTEST_GUILESS_MAIN(TestStateDict)
#include "tst_statedict.moc"
