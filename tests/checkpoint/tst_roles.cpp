// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/roles.h"
#include "model/checkpoint/structure.h"
#include "model/checkpoint/summary.h"
#include "tests/checkpoint/fixtures.h"

#include <QTest>

using namespace lens;

class TestRoles : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void partsAreRecognised_data();
    void partsAreRecognised();
    void aTracedModuleIsNoCall();
    void allThatAnOptimizerHoldsIsItsState();

private:
    test::Fixtures m_fixtures;
};

void TestRoles::initTestCase()
{
    if (const QString reason = m_fixtures.make(); !reason.isEmpty())
        QSKIP(qPrintable(reason));
}

void TestRoles::partsAreRecognised_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QStringList>("roles");
    QTest::newRow("a state dict") << "state_dict.pt" << QStringList{": state_dict"};
    QTest::newRow("a whole model") << "model.pt" << QStringList{": model"};
    QTest::newRow("a TorchScript module") << "scripted.pt" << QStringList{": model"};
    QTest::newRow("a module of torch.fx") << "traced.pt" << QStringList{": model"};
    QTest::newRow("a model beside a counter")
        << "model_inside.pt" << QStringList{": training_checkpoint", "net: model"};
    QTest::newRow("an optimizer alone") << "join_alone.pt" << QStringList{": optimizer"};
    QTest::newRow("a training checkpoint with everything")
        << "training.pt"
        << QStringList{": training_checkpoint",   "model: state_dict",   "optimizer: optimizer",
                       "lr_scheduler: scheduler", "scaler: grad_scaler", "averaged: ema",
                       "model_ema: ema",          "rng: rng_state",      "rng_states: rng_state"};
    QTest::newRow("two models side by side")
        << "bundle.pt"
        << QStringList{": bundle", "generator: state_dict", "discriminator: state_dict"};
    QTest::newRow("a Lightning checkpoint")
        << "lightning.ckpt"
        << QStringList{": lightning_checkpoint", ": training_checkpoint", "state_dict: state_dict",
                       "optimizer_states/0: optimizer", "lr_schedulers/0: scheduler"};
    QTest::newRow("an adapter") << "adapter.pt" << QStringList{": adapter"};
    QTest::newRow("a list of numbers is nothing") << "plain.pt" << QStringList{};
}

void TestRoles::partsAreRecognised()
{
    QFETCH(QString, file);
    const CheckpointPtr checkpoint = m_fixtures.open(file);
    QStringList roles;
    for (const Role &role : recognise(*checkpoint)) {
        roles << QString::fromStdString(checkpoint->pathText(role.entry) + ": " + role.role);
        QVERIFY(!role.reason.empty());
    }
    QTEST(roles, "roles");
}

void TestRoles::aTracedModuleIsNoCall()
{
    const CheckpointPtr checkpoint = m_fixtures.open("traced.pt");
    QCOMPARE(recognise(*checkpoint).at(0).reason,
             std::string("is a whole module of class torch.fx.graph_module.GraphModule"));
}

void TestRoles::allThatAnOptimizerHoldsIsItsState()
{
    const CheckpointPtr checkpoint = m_fixtures.open("lbfgs.pt");
    const auto tensors = summarise(*checkpoint).tensors;
    QVERIFY(tensors > 4);
    QVERIFY(optimizerBytes(*checkpoint) > 0);
    QCOMPARE(optimizerBytes(*checkpoint), summarise(*checkpoint).bytes);
    QCOMPARE(optimizerBytes(*m_fixtures.open("bundle.pt")), std::uint64_t(0));
}

QTEST_GUILESS_MAIN(TestRoles)
#include "tst_roles.moc"
