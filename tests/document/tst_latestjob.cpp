// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/latestjob.h"

#include <QSemaphore>
#include <QSignalSpy>
#include <QTest>
#include <QThread>
#include <QThreadPool>

using namespace lens;

namespace {

// Counts to a number in steps, and says what it came to.
class CountingJob final : public LatestJob
{
    Q_OBJECT

public:
    // Waits for `gate` before it ends, or for cancel.
    void start(int result, QSemaphore *gate = nullptr)
    {
        LatestJob::start([this, result, gate](Job &job) -> Report {
            job.setTotal(100);
            job.advance(40);
            while (gate && !gate->tryAcquire(1, 5) && !job.cancelled())
                ;
            const bool stopped = job.cancelled();
            return [this, result, stopped] { Q_EMIT finished(stopped ? -1 : result); };
        });
    }

Q_SIGNALS:
    void finished(int result);
};

QList<int> resultsOf(const QSignalSpy &spy)
{
    QList<int> results;
    for (const auto &signal : spy)
        results << signal[0].toInt();
    return results;
}

} // namespace

class TestLatestJob final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aResultArrivesOnTheOwnersThread();
    void onlyTheLatestRequestIsReported();
    void aCancelledJobReportsThatItStopped();
    void anAbandonedJobReportsNothing();
    void destroyingARunningJobNeitherWaitsNorReports();
    void progressIsReadWhileRunning();
};

void TestLatestJob::aResultArrivesOnTheOwnersThread()
{
    CountingJob job;
    QThread *arrived = nullptr;
    connect(&job, &CountingJob::finished, this, [&arrived] { arrived = QThread::currentThread(); });
    job.start(1);
    QTRY_COMPARE(arrived, QThread::currentThread());
    QVERIFY(!job.isRunning());
}

void TestLatestJob::onlyTheLatestRequestIsReported()
{
    CountingJob job;
    QSemaphore gate;
    const QSignalSpy spy(&job, &CountingJob::finished);
    for (int request = 1; request <= 10; ++request)
        job.start(request, &gate);
    gate.release(20);
    QTRY_COMPARE(spy.size(), 1);
    LatestJob::workers().waitForDone();
    QCoreApplication::processEvents();
    QCOMPARE(resultsOf(spy), QList<int>{10});
}

void TestLatestJob::aCancelledJobReportsThatItStopped()
{
    CountingJob job;
    QSemaphore gate;
    const QSignalSpy spy(&job, &CountingJob::finished);
    job.start(1, &gate);
    job.cancel();
    QTRY_COMPARE(resultsOf(spy), QList<int>{-1});
}

void TestLatestJob::anAbandonedJobReportsNothing()
{
    CountingJob job;
    const QSignalSpy spy(&job, &CountingJob::finished);
    const QSignalSpy running(&job, &LatestJob::runningChanged);
    job.start(1);
    job.abandon();
    LatestJob::workers().waitForDone();
    QCoreApplication::processEvents();
    QCOMPARE(spy.size(), 0);
    QCOMPARE(running.size(), 2);
}

void TestLatestJob::destroyingARunningJobNeitherWaitsNorReports()
{
    QSemaphore gate;
    auto job = std::make_unique<CountingJob>();
    bool reported = false;
    connect(job.get(), &CountingJob::finished, this, [&reported] { reported = true; });
    job->start(1, &gate);
    job.reset();
    LatestJob::workers().waitForDone();
    QCoreApplication::processEvents();
    QVERIFY(!reported);
}

void TestLatestJob::progressIsReadWhileRunning()
{
    CountingJob job;
    QSemaphore gate;
    const QSignalSpy progressed(&job, &LatestJob::progressed);
    job.start(1, &gate);
    QTRY_VERIFY(!progressed.isEmpty());
    QCOMPARE(job.total(), 100u);
    QCOMPARE(job.done(), 40u);
    gate.release();
    QTRY_VERIFY(!job.isRunning());
}

QTEST_GUILESS_MAIN(TestLatestJob)
#include "tst_latestjob.moc"
