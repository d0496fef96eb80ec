// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/tensorrows.h"
#include "tests/support/madecheckpoint.h"

#include <QTest>

using namespace lens;
using namespace Qt::StringLiterals;

class TestTensorRows final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aGroupGivesItsTensorsInTheOrderOfTheTree();
    void aRowBelowAnotherIsListedOnce();
    void noMoreThanAskedForAreListed();
    void aReferenceStandsForItsTensor();

private:
    QStringList namesBelow(const std::vector<std::uint32_t> &nodes, std::size_t limit = 10) const;

    CheckpointPtr m_checkpoint;
    Outline m_outline;
    std::uint32_t m_model = 0, m_weight = 0, m_again = 0;
};

void TestTensorRows::initTestCase()
{
    test::MadeCheckpoint made;
    const auto model = made.dict(0, "model");
    const auto weight = made.tensor(model, "b.weight", {2});
    made.tensor(model, "b.bias", {2});
    made.tensor(model, "a.weight", {2});
    made.number(0, "epoch", 3);
    const auto again = made.reference(0, "tied", weight);
    m_checkpoint = made.finish();
    auto outline = Outline::build(*m_checkpoint);
    QVERIFY(outline);
    m_outline = *std::move(outline);
    m_model = m_outline.nodeOf(model);
    m_weight = m_outline.nodeOf(weight);
    m_again = m_outline.nodeOf(again);
}

QStringList TestTensorRows::namesBelow(const std::vector<std::uint32_t> &nodes,
                                       std::size_t limit) const
{
    QStringList names;
    for (const std::uint32_t node : tensorRows(*m_checkpoint, m_outline, nodes, limit))
        names << QString::fromStdString(m_checkpoint->pathText(m_outline.node(node).entry));
    return names;
}

void TestTensorRows::aGroupGivesItsTensorsInTheOrderOfTheTree()
{
    QCOMPARE(namesBelow({m_model}),
             QStringList({u"model/a.weight"_s, u"model/b.bias"_s, u"model/b.weight"_s}));
    QCOMPARE(namesBelow({0}),
             QStringList({u"model/a.weight"_s, u"model/b.bias"_s, u"model/b.weight"_s, u"tied"_s}));
}

void TestTensorRows::aRowBelowAnotherIsListedOnce()
{
    QCOMPARE(namesBelow({m_model, m_weight}).size(), 3);
}

void TestTensorRows::noMoreThanAskedForAreListed() { QCOMPARE(namesBelow({0}, 2).size(), 2); }

void TestTensorRows::aReferenceStandsForItsTensor()
{
    QCOMPARE(tensorOfRow(*m_checkpoint, m_outline, m_again),
             tensorOfRow(*m_checkpoint, m_outline, m_weight));
    QCOMPARE(tensorOfRow(*m_checkpoint, m_outline, m_model), noIndex);
}

QTEST_GUILESS_MAIN(TestTensorRows)
#include "tst_tensorrows.moc"
