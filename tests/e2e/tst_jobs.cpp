// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/metadatamodel.h"
#include "tests/e2e/bench.h"
#include "tests/support/printed.h"
#include "widgets/jobstrip.h"
#include "widgets/resources.h"
#include "widgets/rowtable.h"

#include <QAction>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>

using namespace lens;
using namespace Qt::StringLiterals;
using test::Bench;
using test::HeldWorkers;

namespace {

constexpr std::uint64_t mebi = 1024 * 1024;

// Has done a quarter of 256 Mi, and reads no further until it is stopped.
class StuckJob final : public LatestJob
{
public:
    ~StuckJob() override { release(); }
    void begin()
    {
        start([this, gate = m_gate](Job &job) -> Report {
            job.setTotal(256 * mebi);
            job.advance(64 * mebi);
            gate->acquire();
            return [this, stopped = job.cancelled()] { wasStopped = stopped; };
        });
    }
    void release() { m_gate->release(); }
    Unit unit() const override { return counted; }
    bool wasStopped = false;
    Unit counted = Unit::Bytes;

private:
    const std::shared_ptr<QSemaphore> m_gate = std::make_shared<QSemaphore>();
};

// In the status bar.
struct Strip
{
    explicit Strip(const Bench &bench)
        : whole(bench.find<JobStrip>("jobStrip"))
    {}
    QString text() const { return whole->findChild<QLabel *>()->text(); }
    template <typename Part>
    Part *part(const char *name = "") const
    {
        return whole->findChild<Part *>(QLatin1StringView(name));
    }
    JobStrip *whole;
};

} // namespace

// What takes time: it is shown, says how long it will take, and ends when a person wants it to.
class TestJobs final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void aReportThatIsAskedForMeanwhileComesAfter();
    void bytesRateAndTimeLeftAreShown();
    void whatIsNoBytesIsCountedByItsName();
    void theCrossStopsTheJobThatIsShown();
    void othersAreStoppedFromTheirMenu();
    void escapeStopsOpeningAndTheFileCanBeOpenedAgain();
    void aLookThatWasStoppedIsTakenUpAgain_data();
    void aLookThatWasStoppedIsTakenUpAgain();
    void aFileThatIsNoneEndsTheWaitingToo();
    void threeDroppedFilesAreOpened();
    void aSearchOfMetadataCanBeStopped();
    void aStoppedSortOfMetadataShowsTheOrderThatIsThere();
};

void TestJobs::aReportThatIsAskedForMeanwhileComesAfter()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    bench.window.page()->showPanel("report");
    QVERIFY(bench.settle());
    const QStringList names{u"first.md"_s, u"second.json"_s, u"first.md"_s};
    {
        const test::HeldWorkers held;
        for (const QString &name : names) {
            bench.prompts.save = bench.folder.filePath(name);
            bench.find<QPushButton>("exportReport")->click();
            LatestJob::lookers().waitForDone();
            QCoreApplication::processEvents(); // it is asked whether it may be replaced
        }
    }
    QVERIFY(bench.settle());
    QTRY_VERIFY(QFile::exists(bench.folder.filePath(names[1])));
    QVERIFY(test::bytesOf(bench.folder.filePath(names[0])).startsWith("# Report"));
    QVERIFY(test::bytesOf(bench.folder.filePath(names[1])).startsWith("{"));
    // By then the first was there.
    QTRY_COMPARE(bench.prompts.asked.last(), bench.folder.filePath(names[0]));
}

void TestJobs::bytesRateAndTimeLeftAreShown()
{
    Bench bench;
    const Strip strip(bench);
    StuckJob job;
    strip.whole->watch(&job, u"Reading values"_s);
    job.begin();
    QTRY_VERIFY(strip.whole->isVisible());
    QTRY_VERIFY2(strip.text().startsWith("Reading values: 64.0 MiB of 256.0 MiB"_L1),
                 qPrintable(strip.text()));
    const auto *bar = strip.part<QProgressBar>();
    QCOMPARE(bar->value() * 4, bar->maximum());
    QTRY_VERIFY2(strip.text().contains(u"/s, "_s) && strip.text().endsWith(u" s left"_s),
                 qPrintable(strip.text()));
    job.release();
    QTRY_VERIFY(!job.isRunning());
    QVERIFY(!job.wasStopped);
    QTRY_VERIFY(!strip.whole->isVisible());
}

void TestJobs::whatIsNoBytesIsCountedByItsName()
{
    Bench bench;
    const Strip strip(bench);
    StuckJob findings, rows;
    findings.counted = LatestJob::Unit::Findings;
    rows.counted = LatestJob::Unit::Rows;
    strip.whole->watch(&findings, u"Writing the report"_s);
    strip.whole->watch(&rows, u"Writing the table"_s);
    findings.begin();
    QTRY_COMPARE(strip.text(), u"Writing the report: 67,108,864 of 268,435,456 findings"_s);
    rows.begin();
    QTRY_COMPARE(strip.text(), u"Writing the table: 67,108,864 of 268,435,456 rows"_s);
    findings.release();
    rows.release();
    QTRY_VERIFY(!findings.isRunning() && !rows.isRunning());
}

void TestJobs::theCrossStopsTheJobThatIsShown()
{
    Bench bench;
    const Strip strip(bench);
    StuckJob job;
    strip.whole->watch(&job, u"Reading values"_s);
    const QAction *stop = bench.window.actions().action("file.stop");
    QVERIFY(!stop->isEnabled());
    job.begin();
    QTRY_VERIFY(strip.whole->isVisible());
    QVERIFY(stop->isEnabled());
    QTest::mouseClick(strip.part<QToolButton>("cancelJob"), Qt::LeftButton);
    job.release();
    QTRY_VERIFY(!job.isRunning());
    QVERIFY(job.wasStopped);
    QVERIFY(!stop->isEnabled());
}

void TestJobs::othersAreStoppedFromTheirMenu()
{
    Bench bench;
    const Strip strip(bench);
    StuckJob first, second;
    strip.whole->watch(&first, u"Reading values"_s);
    strip.whole->watch(&second, u"Computing the hash"_s);
    first.begin();
    second.begin();
    QTRY_VERIFY(strip.text().startsWith("Computing the hash"_L1));
    auto *others = strip.part<QToolButton>("otherJobs");
    QTRY_VERIFY(others->isVisible());
    QCOMPARE(others->text(), u"1 more"_s);
    QTest::mouseClick(others, Qt::LeftButton);
    auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
    QVERIFY(menu);
    QVERIFY(menu->actions()[0]->text().startsWith("Stop Reading values"_L1));
    menu->actions()[0]->trigger();
    menu->close();
    first.release();
    QTRY_VERIFY(!first.isRunning());
    QVERIFY(first.wasStopped);
    QVERIFY(second.isRunning());
    second.release();
    QTRY_VERIFY(!second.isRunning());
    QVERIFY(!second.wasStopped);
}

void TestJobs::escapeStopsOpeningAndTheFileCanBeOpenedAgain()
{
    Bench bench;
    {
        const HeldWorkers held;
        bench.window.openFiles({bench.file()});
        QVERIFY(!bench.window.isSettled());
        QTest::keyClick(&bench.window, Qt::Key_Escape);
    }
    QVERIFY(bench.settle());
    QVERIFY(!bench.window.page()->document().isLoaded());
    const auto *text = bench.find<QLabel>("failureText");
    QVERIFY(text->isVisible());
    QVERIFY2(text->text().contains(u"stopped"_s, Qt::CaseInsensitive), qPrintable(text->text()));
    // It is sound for all that anybody knows: no word of a broken file, and nothing to export.
    QVERIFY2(!text->text().contains(u"could not"_s), qPrintable(text->text()));
    QVERIFY(!bench.find<QWidget>("failureReport")->isVisible());
    bench.find<QPushButton>("tryAgain")->click();
    QVERIFY(bench.settle());
    QVERIFY(bench.window.page()->document().isLoaded());
}

// Who waits for the window to be settled, as for a picture of it, is told.
void TestJobs::aLookThatWasStoppedIsTakenUpAgain_data()
{
    QTest::addColumn<QByteArray>("panel");
    for (const char *panel : {"histogram", "heatmap"})
        QTest::newRow(panel) << QByteArray(panel);
}

void TestJobs::aLookThatWasStoppedIsTakenUpAgain()
{
    QFETCH(const QByteArray, panel);
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    bench.window.page()->showPanel(panel.constData());
    QVERIFY(bench.settle());
    const auto saysStopped = [&bench] {
        for (const QLabel *label : bench.window.page()->findChildren<QLabel *>())
            if (label->isVisible() && label->text().contains(u"Stopped. "_s))
                return true;
        return false;
    };
    const auto select = [&bench](const QString &path) {
        bench.window.page()->selectPath(path);
        QTest::qWait(1); // the selection is told
    };
    {
        const HeldWorkers held;
        select(u"generator/module.hidden.weight"_s);
        QTRY_VERIFY(!bench.window.isSettled());
        QTest::keyClick(&bench.window, Qt::Key_Escape);
    }
    QVERIFY(bench.settle());
    QVERIFY(saysStopped());
    select(u"generator/module.hidden.bias"_s);
    QVERIFY(bench.settle());
    QVERIFY(!saysStopped());
    select(u"generator/module.hidden.weight"_s);
    QVERIFY(bench.settle());
    QVERIFY(!saysStopped());
}

void TestJobs::aFileThatIsNoneEndsTheWaitingToo()
{
    Bench bench;
    const auto path = bench.folder.filePath(u"none.pth"_s);
    QVERIFY(QFile(path).open(QIODevice::WriteOnly));
    const QSignalSpy settled(&bench.window, &MainWindow::settled);
    bench.window.openFiles({path});
    QTRY_VERIFY(!settled.isEmpty());
    QVERIFY(bench.window.isSettled());
    QVERIFY(bench.find<QLabel>("failureText")->isVisible());
}

void TestJobs::threeDroppedFilesAreOpened()
{
    Bench bench;
    QStringList files{bench.file()};
    for (const char *name : {"run13.pth", "run14.pth"}) {
        files << bench.folder.filePath(QLatin1StringView(name));
        QVERIFY(QFile::copy(bench.file(), files.last()));
    }
    test::drop(bench.window, files);
    QTRY_COMPARE(bench.window.pageCount(), 3);
    QVERIFY(bench.settle());
    QVERIFY(bench.prompts.asked.isEmpty()); // only two can be compared
    QVERIFY(bench.window.page()->document().isLoaded());
}

void TestJobs::aSearchOfMetadataCanBeStopped()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    bench.window.page()->showPanel("metadata");
    QVERIFY(bench.settle());
    auto *line = bench.find<QLineEdit>("metadataFilter");
    auto *count = bench.find<QLabel>("metadataCount");
    const QString before = count->text();
    {
        const test::HeldWorkers held;
        line->setText(u"betas"_s);
        auto &search = bench.window.page()->findChild<MetadataModel *>()->job();
        QTRY_VERIFY(search.isRunning());
        bench.window.actions().action("file.stop")->trigger();
    }
    QVERIFY(bench.settle());
    QVERIFY2(bench.message().startsWith("The search was stopped"_L1), qPrintable(bench.message()));
    QCOMPARE(count->text(), before);
    QTest::keyClick(line, Qt::Key_Return);
    QVERIFY(bench.settle());
    QVERIFY(count->text() != before);
}

void TestJobs::aStoppedSortOfMetadataShowsTheOrderThatIsThere()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    bench.window.page()->showPanel("metadata");
    QVERIFY(bench.settle());
    auto *table = bench.find<RowTable>("metadataTable");
    table->sortByColumn(MetadataModel::ValueColumn, Qt::DescendingOrder);
    QVERIFY(bench.settle());
    const QStringList before = test::printed(*table->model());
    {
        const test::HeldWorkers held;
        table->sortByColumn(MetadataModel::PathColumn, Qt::AscendingOrder);
        bench.window.actions().action("file.stop")->trigger();
    }
    QVERIFY(bench.settle());
    QVERIFY2(bench.message().startsWith("Sorting was stopped"_L1), qPrintable(bench.message()));
    QCOMPARE(table->header()->sortIndicatorSection(), int(MetadataModel::ValueColumn));
    QCOMPARE(table->header()->sortIndicatorOrder(), Qt::DescendingOrder);
    QCOMPARE(test::printed(*table->model()), before);
    QVERIFY(!static_cast<MetadataModel *>(table->model())->job().isRunning());
}

LENS_WINDOW_TEST(TestJobs)
#include "tst_jobs.moc"
