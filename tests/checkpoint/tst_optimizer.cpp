// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/optimizer.h"
#include "tests/checkpoint/fixtures.h"

#include <QJsonArray>
#include <QTest>

using namespace lens;

class TestOptimizer : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void typesAndNamesAreFound_data();
    void typesAndNamesAreFound();
    void namesSayWhereTheyComeFrom_data();
    void namesSayWhereTheyComeFrom();
    void anotherFileCanLendTheNames();
    void stateAndHyperParametersAreListed();

private:
    OptimizerReading only(const QString &file) const;

    test::Fixtures m_fixtures;
};

void TestOptimizer::initTestCase()
{
    if (const QString reason = m_fixtures.make(); !reason.isEmpty())
        QSKIP(qPrintable(reason));
}

OptimizerReading TestOptimizer::only(const QString &file) const
{
    const CheckpointPtr checkpoint = m_fixtures.open(file);
    const auto readings = optimizers(*checkpoint);
    if (readings.size() != 1)
        qFatal("%s has %zu optimizers", qPrintable(file), readings.size());
    return readings.front();
}

void TestOptimizer::typesAndNamesAreFound_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("type");
    QTest::addColumn<QJsonArray>("names");
    const QJsonObject expected = m_fixtures.expected(QStringLiteral("optimizers"));
    for (auto it = expected.begin(); it != expected.end(); ++it)
        QTest::newRow(qPrintable(it.key()))
            << it.key() << it.value()[QLatin1String("type")].toString()
            << it.value()[QLatin1String("names")].toArray();
}

void TestOptimizer::typesAndNamesAreFound()
{
    QFETCH(QString, file);
    QFETCH(QString, type);
    QFETCH(QJsonArray, names);
    const OptimizerReading reading = only(file);
    const QString found = QString::fromStdString(reading.type);
    const bool adam = type.startsWith(QLatin1String("Adam"));
    QVERIFY2(found == type || (adam && found == QLatin1String("Adam or AdamW")), qPrintable(found));
    QVERIFY(!reading.typeReason.empty());
    QStringList read, expected;
    for (const OptimizerParam &param : reading.params) {
        read << QString::fromStdString(param.name);
        QVERIFY(!param.reason.empty());
        QCOMPARE(param.name.empty(), param.nameSource == "none");
    }
    for (const QJsonValue &name : names)
        expected << name.toString();
    QCOMPARE(read, expected);
}

void TestOptimizer::namesSayWhereTheyComeFrom_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<std::string>("source");
    QTest::addColumn<std::string>("says");
    const auto row = [](const char *name, const char *file, const char *source, const char *says) {
        QTest::newRow(name) << QString::fromLatin1(file) << std::string(source)
                            << std::string(says);
    };
    row("names beside the parameters", "join_param_names.pt", "param_names", "lists the names");
    row("state by name", "join_keys.pt", "key", "by name");
    row("the very tensors", "join_object.pt", "key", "this very tensor");
    row("as many as the model has", "opt_Adam.pt", "order",
        "the 6 parameters of model in their order");
    row("no shapes to check", "opt_SGD.pt", "order", "no shapes to check");
    row("a group of matrices", "join_two_groups.pt", "order", "the only parameter");
    row("two that could be meant", "join_ambiguous.pt", "none", "could be 0.weight to 1.weight");
    row("the last layer first", "join_head_first.pt", "none", "could be 0.weight to 1.weight");
    row("no model anywhere", "join_alone.pt", "none", "no model was found");
}

void TestOptimizer::namesSayWhereTheyComeFrom()
{
    QFETCH(QString, file);
    QFETCH(std::string, says);
    const OptimizerParam param = only(file).params.front();
    QTEST(param.nameSource, "source");
    QVERIFY2(param.reason.find(says) != std::string::npos, param.reason.c_str());
}

void TestOptimizer::anotherFileCanLendTheNames()
{
    const CheckpointPtr checkpoint = m_fixtures.open(QStringLiteral("join_alone.pt"));
    const CheckpointPtr model = m_fixtures.open(QStringLiteral("join_other_model.pt"));
    const auto readings = optimizers(*checkpoint, model.get());
    QCOMPARE(readings.size(), std::size_t(1));
    QCOMPARE(readings[0].params[1].name, std::string("0.bias"));
    QCOMPARE(readings[0].params[1].nameSource, std::string("order"));
}

void TestOptimizer::stateAndHyperParametersAreListed()
{
    const CheckpointPtr checkpoint = m_fixtures.open(QStringLiteral("join_two_groups.pt"));
    const OptimizerReading reading = optimizers(*checkpoint).front();
    QCOMPARE(reading.groups.size(), std::size_t(2));
    QCOMPARE(reading.groups[0].params, std::uint64_t(2));
    QCOMPARE(reading.groups[1].params, std::uint64_t(4));
    bool hasLearningRate = false;
    for (const auto &[name, entry] : reading.groups[1].hyperParameters) {
        QVERIFY(name != "params");
        hasLearningRate =
            hasLearningRate || (name == "lr" && valueText(*checkpoint, entry) == "0.1");
    }
    QVERIFY(hasLearningRate);
    const OptimizerParam &param = reading.params[1];
    QCOMPARE(param.index, std::string("1"));
    QCOMPARE(param.name, std::string("2.weight"));
    QCOMPARE(param.shape, (std::vector<std::int64_t>{2, 4}));
    QVERIFY(param.step != noIndex);
    QCOMPARE(param.state.size(), std::size_t(3));
    QCOMPARE(checkpoint->pathText(param.state[1].second), std::string("optimizer/state/1/exp_avg"));
}

QTEST_GUILESS_MAIN(TestOptimizer)
#include "tst_optimizer.moc"
