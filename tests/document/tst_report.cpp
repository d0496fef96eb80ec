// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/jobs.h"
#include "model/document/report.h"
#include "tests/support/madecheckpoint.h"

#include <QElapsedTimer>
#include <QTest>

#include <sys/resource.h>

#include <set>

using namespace lens;
using test::MadeCheckpoint;

namespace {

long peakMiB()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss / 1024;
}

// Where the findings of the file itself lead.
std::set<std::uint32_t> entriesOf(const Report &report)
{
    std::set<std::uint32_t> entries;
    for (const ReportItemPtr &item : report.items)
        if (item->finding.text == "made")
            entries.insert(item->entry);
    return entries;
}

} // namespace

class TestReport final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findingsInADeepFileTakeLittle();
    void veryManyFindingsArePlacedInLinearTime();
};

// The paths of all entries together take more than a gigabyte.
void TestReport::findingsInADeepFileTakeLittle()
{
    MadeCheckpoint made;
    std::set<std::uint32_t> marked;
    std::uint32_t inner = made.dict(0, std::string(100'000, 'k'));
    for (int i = 0; i < 10'000; ++i) {
        inner = made.dict(inner, "d");
        if (i < 200) {
            made.finding(inner);
            marked.insert(inner);
        }
    }
    const auto snapshot = makeSnapshot(made.finish());
    QVERIFY(snapshot);
    const long before = peakMiB();
    Job job;
    const auto report = makeReport(*snapshot, job);
    QVERIFY(report);
    QCOMPARE(entriesOf(*report), marked);
    QVERIFY2(peakMiB() - before < 300, qPrintable(QString::number(peakMiB() - before)));
}

// To look for each of them among its siblings takes minutes.
void TestReport::veryManyFindingsArePlacedInLinearTime()
{
    MadeCheckpoint made;
    std::set<std::uint32_t> marked;
    for (int i = 0; i < 50'000; ++i) {
        const auto entry = made.number(0, std::to_string(i), i);
        made.finding(entry);
        marked.insert(entry);
    }
    const auto checkpoint = made.finish();
    QElapsedTimer clock;
    clock.start();
    const auto snapshot = makeSnapshot(checkpoint);
    QVERIFY(snapshot);
    Job job;
    const auto report = makeReport(*snapshot, job);
    QVERIFY(report);
    QCOMPARE(entriesOf(*report), marked);
    QVERIFY(clock.elapsed() < 10'000);
}

QTEST_GUILESS_MAIN(TestReport)
#include "tst_report.moc"
