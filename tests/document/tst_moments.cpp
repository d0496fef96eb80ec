// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/moments.h"
#include "tests/support/madecheckpoint.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace lens;

// The norms and extremes of an optimizer's moments.
class TestMoments final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void areNoFiniteNumbersWhereAValueIsNone_data();
    void areNoFiniteNumbersWhereAValueIsNone();
};

void TestMoments::areNoFiniteNumbersWhereAValueIsNone_data()
{
    QTest::addColumn<float>("value");
    QTest::addColumn<double>("norm");
    QTest::addColumn<double>("max");
    QTest::addColumn<bool>("finite");
    QTest::newRow("finite") << 4.0F << 5.0 << 4.0 << true;
    QTest::newRow("NaN") << float(NAN) << double(NAN) << double(NAN) << false;
    QTest::newRow("infinite") << float(INFINITY) << double(INFINITY) << double(INFINITY) << false;
    QTest::newRow("negative infinite") << float(-INFINITY) << double(INFINITY) << 3.0 << false;
}

void TestMoments::areNoFiniteNumbersWhereAValueIsNone()
{
    QFETCH(float, value);
    test::MadeCheckpoint made;
    const auto optimizer = made.dict(0, "optimizer");
    const auto state = made.dict(made.dict(optimizer, "state"), "0");
    made.tensor(state, "exp_avg", {2}, "cpu", {3, value});
    made.tensor(state, "exp_avg_sq", {2}, "cpu", {3, value});
    const auto group = made.dict(made.list(optimizer, "param_groups"), "0");
    made.number(made.list(group, "params"), "0", 0);
    const auto checkpoint = made.finish();
    const auto tables = optimizerTables(*checkpoint);
    MomentsJob job;
    std::vector<MomentNumbers> all;
    connect(&job, &MomentsJob::found, this, [&all](const std::vector<MomentNumbers> &numbers) {
        all.insert(all.end(), numbers.begin(), numbers.end());
    });
    QSignalSpy finished(&job, &MomentsJob::finished);
    job.start(checkpoint, std::make_shared<const OptimizerTable>(tables.at(0)));
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(all.size(), 2U);
    for (const MomentNumbers &numbers : all) {
        QVERIFY(numbers.l2 && numbers.max);
        QTEST(*numbers.l2, "norm");
        QTEST(*numbers.max, "max");
        QTEST(numbers.finite, "finite");
    }
}

QTEST_GUILESS_MAIN(TestMoments)
#include "tst_moments.moc"
