// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/locator.h"
#include "tests/support/madecheckpoint.h"

#include <QTest>

using namespace lens;
using test::MadeCheckpoint;

class TestLocator final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyWordMustBeThereInAnyOrder();
    void theBestComeFirst();
    void ofEqualsTheFirstCheckpointComesFirst();
    void onlyTheBestAreNamedAndAllAreCounted();
    void withoutWordsNothingIsFound();
    void aPathWithoutEndIsSearchedAtItsEnd();
};

namespace {

LocatorHits located(const std::vector<CheckpointPtr> &checkpoints, std::string_view text,
                    std::size_t limit)
{
    std::vector<LocatorSourcePtr> sources;
    for (const auto &checkpoint : checkpoints)
        sources.push_back(locatorSource(checkpoint));
    return locate(sources, LocatorQuery(text), limit);
}

std::vector<std::string> found(const std::vector<CheckpointPtr> &checkpoints, std::string_view text,
                               std::size_t limit = 50)
{
    std::vector<std::string> paths;
    for (const auto &hit : located(checkpoints, text, limit).best)
        paths.push_back(hit.text.toStdString());
    return paths;
}

CheckpointPtr network()
{
    MadeCheckpoint made;
    const auto model = made.dict(0, "model");
    made.tensor(model, "layer1.conv1.weight", {2});
    made.tensor(model, "layer1.conv1.bias", {2});
    made.tensor(model, "deconv.weight", {2});
    made.tensor(0, "conv", {2});
    return made.finish();
}

using Paths = std::vector<std::string>;

} // namespace

void TestLocator::everyWordMustBeThereInAnyOrder()
{
    const auto checkpoint = network();
    QCOMPARE(found({checkpoint}, "BIAS layer"), Paths{"model/layer1.conv1.bias"});
    QCOMPARE(found({checkpoint}, "bias deconv"), Paths{});
}

void TestLocator::theBestComeFirst()
{
    const auto checkpoint = network();
    QCOMPARE(found({checkpoint}, "conv"),
             (Paths{"conv", "model/layer1.conv1.bias", "model/layer1.conv1.weight",
                    "model/deconv.weight"}));
    QCOMPARE(found({checkpoint}, "weight").front(), "model/deconv.weight");
}

void TestLocator::ofEqualsTheFirstCheckpointComesFirst()
{
    MadeCheckpoint first, second;
    first.tensor(0, "weight_of_a_long_name", {2});
    second.tensor(0, "weight_x", {2});
    const auto hits = located({first.finish(), second.finish()}, "weight", 10);
    QCOMPARE(hits.best.size(), 2u);
    QCOMPARE(hits.best[0].source, 0u);
    QCOMPARE(hits.best[1].source, 1u);
}

void TestLocator::onlyTheBestAreNamedAndAllAreCounted()
{
    MadeCheckpoint made;
    for (int i = 0; i < 100; ++i)
        made.tensor(0, "w" + std::to_string(i), {1});
    const auto hits = located({made.finish()}, "w", 10);
    QCOMPARE(hits.best.size(), 10u);
    QCOMPARE(hits.total, 100u);
    QCOMPARE(hits.best[0].text, QStringLiteral("w0"));
}

void TestLocator::withoutWordsNothingIsFound() { QCOMPARE(found({network()}, "  "), Paths{}); }

void TestLocator::aPathWithoutEndIsSearchedAtItsEnd()
{
    MadeCheckpoint made;
    std::uint32_t inner = made.dict(0, "first");
    for (int i = 0; i < 2000; ++i)
        inner = made.dict(inner, "x");
    made.tensor(inner, "last", {1});
    const auto checkpoint = made.finish();
    QCOMPARE(found({checkpoint}, "last").size(), 1u);
    QVERIFY(found({checkpoint}, "last first").empty());
}

QTEST_GUILESS_MAIN(TestLocator)
#include "tst_locator.moc"
