// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/editjob.h"
#include "model/document/jobs.h"
#include "model/document/retagjobs.h"
#include "tests/support/heldworkers.h"
#include "tests/support/madecheckpoint.h"

#include <QSignalSpy>
#include <QTest>

using namespace lens;
using namespace Qt::StringLiterals;
using test::HeldWorkers;
using test::MadeCheckpoint;

namespace {

constexpr std::uint32_t many = 6'000; // more than is edited at once

// A document of many tensors on cuda:0 and what edits it.
struct Bench
{
    Document document;
    EditJob job{document};
    QSignalSpy ended{&job, &EditJob::ended};

    Bench()
    {
        MadeCheckpoint made;
        for (std::uint32_t i = 0; i < many; ++i)
            made.tensor(0, "w" + std::to_string(i), {1}, "cuda:0");
        Snapshot snapshot = *makeSnapshot(made.finish());
        // As if there were a whole model in it.
        snapshot.objectOutline = std::make_shared<const Outline>(*snapshot.outline);
        snapshot.objectDevices = snapshot.devices;
        snapshot.objectRows = snapshot.rows;
        document.load(snapshot);
    }
    void start(const std::string &tag)
    {
        auto edit = std::make_shared<RetagEdit>();
        for (std::uint32_t i = 0; i < many; ++i)
            edit->devices[i] = tag;
        job.push(edit, u"Edit"_s);
    }
    bool wait() { return ended.count() > 0 || ended.wait(); }
    const std::string &tag() const { return document.devices().tagOf(0); }
};

} // namespace

class TestEditJob final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void manyTensorsAreEditedAside();
    void manyStatisticsAreAddedUpAside();
    void fewTensorsAreEditedAtOnce();
    void whatIsStoppedChangesNothing();
    void aDocumentOpenForReadingTakesNoSteps();
    void aSaveThatEndsMeanwhileIsMinded();
    void aSaveOfManyTensorsIsMarkedAside();
    void anEditWaitsForTheMarkingOfASave();
    void anotherFileEndsIt();
    void anotherViewWithEditsIsMadeAside();
    void anotherViewWaitsForAnEdit();
    void anotherViewCanBeStopped();
    void anotherViewWithoutEditsIsThereAtOnce();
    void aSaveThatAnotherFileOvertookIsNotKnown();
    void aPlanKnowsWhatOfACopyIsNotSaved_data();
    void aPlanKnowsWhatOfACopyIsNotSaved();
};

void TestEditJob::manyTensorsAreEditedAside()
{
    Bench edited;
    edited.start("cpu");
    QVERIFY(edited.job.isRunning());
    QCOMPARE(edited.tag(), "cuda:0");
    edited.start("mps"); // not begun: one step at a time
    QVERIFY(edited.wait());
    QCOMPARE(edited.tag(), "cpu");
    QCOMPARE(edited.document.pendingChanges().size(), many);
    edited.ended.clear();
    edited.job.undo();
    QVERIFY(edited.wait());
    QCOMPARE(edited.tag(), "cuda:0");
    QVERIFY(!edited.document.isModified() && edited.document.pendingChanges().empty());
    edited.ended.clear();
    edited.job.redo();
    QVERIFY(edited.wait());
    QCOMPARE(edited.tag(), "cpu");
    edited.ended.clear();
    edited.job.revert(u"Revert"_s);
    QVERIFY(edited.wait());
    QVERIFY(!edited.document.isModified());
    QCOMPARE(edited.document.undoStack().count(), 2);
}

void TestEditJob::fewTensorsAreEditedAtOnce()
{
    MadeCheckpoint made;
    made.tensor(0, "w", {1}, "cuda:0");
    Document document;
    document.load(*makeSnapshot(made.finish()));
    EditJob job(document);
    QSignalSpy ended(&job, &EditJob::ended);
    job.undo(); // there is nothing yet
    job.push(std::make_shared<RetagEdit>(RetagEdit{{{0, "cpu"}}}), u"Edit"_s);
    QCOMPARE(ended.count(), 2);
    QCOMPARE(document.devices().tagOf(0), "cpu");
    job.undo();
    QCOMPARE(document.devices().tagOf(0), "cuda:0");
}

void TestEditJob::aDocumentOpenForReadingTakesNoSteps()
{
    Document document;
    EditJob job(document);
    QVERIFY(!document.isReadOnly());
    document.setAccess(Access::Read);
    MadeCheckpoint made;
    made.tensor(0, "w", {1}, "cuda:0");
    document.load(*makeSnapshot(made.finish()));
    QVERIFY(document.isReadOnly()); // also after a load
    const auto edit = std::make_shared<RetagEdit>(RetagEdit{{{0, "cpu"}}});
    job.push(edit, u"Edit"_s);
    QVERIFY(!job.isBusy() && !document.isModified());
    QCOMPARE(document.devices().tagOf(0), "cuda:0");
    QCOMPARE(document.undoStack().count(), 0);
    document.setAccess(Access::Edit);
    job.push(edit, u"Edit"_s);
    QCOMPARE(document.devices().tagOf(0), "cpu");
}

void TestEditJob::whatIsStoppedChangesNothing()
{
    Bench edited;
    {
        const HeldWorkers held;
        edited.start("cpu");
        edited.job.cancel();
    }
    QVERIFY(edited.wait());
    QVERIFY(!edited.document.isModified());
    QVERIFY(!edited.document.undoStack().canUndo());
}

// The list of changes is of what the file says then.
void TestEditJob::aSaveThatEndsMeanwhileIsMinded()
{
    Bench edited;
    edited.start("cpu");
    QVERIFY(edited.wait());
    edited.ended.clear();
    const EditSetPtr written = edited.document.edited()->now;
    bool marked = false;
    {
        const HeldWorkers held;
        edited.start("mps");
        edited.job.markSaved(written, [&](bool) {
            QCOMPARE(edited.ended.count(), 1); // one after the other
            marked = true;
        });
        edited.job.cancel(); // the edit
        QVERIFY(!marked);
    }
    QTRY_VERIFY(marked);
    QVERIFY(!edited.job.isRunning());
    QCOMPARE(edited.document.pendingChanges().size(), std::size_t{0});
    QCOMPARE(edited.tag(), "cpu");
    edited.job.undo();
    QTRY_COMPARE(edited.document.pendingChanges().size(), std::size_t{many});
}

// What is read meanwhile is in it, too.
void TestEditJob::manyStatisticsAreAddedUpAside()
{
    Bench read;
    const auto setMean = [&read](double mean) {
        TensorStatistics statistics(read.document.checkpoint()->tensors.size());
        RowNumbers numbers;
        numbers.values = numbers.finite = 1;
        numbers.mean = mean;
        statistics.set(0, numbers);
        read.document.setStatistics(
            statistics.inRowsOf(*read.document.checkpoint(), *read.document.outline()));
    };
    setMean(1);
    {
        const HeldWorkers held;
        read.job.show(ModelView::Object);
        QCOMPARE(read.document.modelView(), ModelView::StateDict);
        setMean(2);
    }
    QTRY_COMPARE(read.document.modelView(), ModelView::Object);
    QCOMPARE(read.document.statistics()->ofNode(0).mean, 2.0);
}

// What the file says does not take the window any time, however many tags there are.
void TestEditJob::aSaveOfManyTensorsIsMarkedAside()
{
    Bench edited;
    edited.start("cpu");
    QVERIFY(edited.wait());
    bool marked = false;
    edited.job.markSaved(edited.document.edited()->now, [&marked](bool known) { marked = known; });
    QVERIFY(edited.job.isRunning() && !edited.job.isEditing());
    edited.job.cancel(); // that it was saved cannot be stopped
    QVERIFY(edited.document.isModified());
    QTRY_VERIFY(marked);
    QVERIFY(!edited.document.isModified());
    QVERIFY(edited.document.undoStack().isClean());
    QVERIFY(!edited.document.isTensorChanged(0));
}

void TestEditJob::anEditWaitsForTheMarkingOfASave()
{
    Bench edited;
    edited.start("cpu");
    QVERIFY(edited.wait());
    edited.ended.clear();
    bool marked = false;
    {
        const HeldWorkers held;
        edited.job.markSaved(edited.document.edited()->now, [&](bool) {
            marked = true;
            QVERIFY(edited.job.isBusy()); // nobody takes it for the end
        });
        edited.start("mps");
        QVERIFY(edited.job.isEditing());
        edited.start("meta"); // not begun: one step at a time
        QCOMPARE(edited.ended.count(), 0);
    }
    QVERIFY(edited.wait());
    QVERIFY(marked && !edited.job.isBusy());
    QCOMPARE(edited.tag(), "mps");
    QCOMPARE(edited.document.pendingChanges().size(), std::size_t{many});
    edited.job.undo(); // to what was saved
    QTRY_VERIFY(!edited.document.isModified());
    QCOMPARE(edited.tag(), "cpu");
}

void TestEditJob::aSaveThatAnotherFileOvertookIsNotKnown()
{
    Bench edited;
    edited.start("cpu");
    QVERIFY(edited.wait());
    edited.ended.clear();
    std::vector<bool> told;
    {
        const HeldWorkers held;
        edited.job.markSaved(edited.document.edited()->now,
                             [&told](bool known) { told.push_back(known); });
        edited.start("mps"); // waits
        MadeCheckpoint made;
        made.tensor(0, "other", {1}, "meta");
        edited.document.load(*makeSnapshot(made.finish()));
        QCOMPARE(told, std::vector<bool>{false});
        QCOMPARE(edited.ended.count(), 1);
        QCOMPARE(edited.ended.front().front().toBool(), false);
        QVERIFY(!edited.job.isBusy());
    }
    test::finishWork();
    QCOMPARE(told.size(), std::size_t{1});
    QCOMPARE(edited.tag(), "meta");
}

void TestEditJob::anotherFileEndsIt()
{
    Bench edited;
    {
        const HeldWorkers held;
        edited.start("cpu");
        MadeCheckpoint made;
        made.tensor(0, "other", {1}, "mps");
        edited.document.load(*makeSnapshot(made.finish()));
        QCOMPARE(edited.ended.count(), 1);
        QVERIFY(!edited.job.isRunning());
    }
    test::finishWork();
    QCOMPARE(edited.ended.count(), 1);
    QCOMPARE(edited.tag(), "mps");
}

void TestEditJob::aPlanKnowsWhatOfACopyIsNotSaved_data()
{
    using Devices = std::map<std::uint32_t, std::string>;
    QTest::addColumn<Devices>("now");
    QTest::addColumn<Devices>("saved");
    QTest::addColumn<bool>("keeps");
    const Devices none, one{{0, "cpu"}}, other{{0, "mps"}};
    QTest::newRow("nothing was changed") << none << none << false;
    QTest::newRow("as asked, but not on disk") << one << none << true;
    QTest::newRow("as asked, and on disk") << one << one << false;
    QTest::newRow("as asked, something else on disk") << one << other << true;
    QTest::newRow("changed once more") << other << none << false;
    QTest::newRow("taken back, and changed once more") << none << other << false;
}

// Of a file of two tensors on cuda:0 that is to be saved for cpu.
void TestEditJob::aPlanKnowsWhatOfACopyIsNotSaved()
{
    using Devices = std::map<std::uint32_t, std::string>;
    QFETCH(const Devices, now);
    QFETCH(const Devices, saved);
    MadeCheckpoint made;
    made.tensor(0, "a", {1}, "cuda:0");
    made.tensor(0, "b", {1}, "cuda:0");
    RetagPlace place{made.finish(),
                     std::make_shared<EditSet>(EditSet{now}),
                     {},
                     std::make_shared<EditSet>(EditSet{saved})};
    RetagPlanJob job;
    RetagPlanPtr plan;
    connect(&job, &RetagPlanJob::finished, this, [&](const auto &made) { plan = *made; });
    RetagRequest request;
    request.all = "cpu";
    job.start(place, request);
    QTRY_VERIFY(plan);
    QTEST(plan->keepsUnsaved, "keeps");
}

// What was changed is found among the other rows, and can be undone there.
void TestEditJob::anotherViewWithEditsIsMadeAside()
{
    Bench edited;
    edited.start("cpu");
    QVERIFY(edited.wait());
    {
        const HeldWorkers held;
        edited.job.show(ModelView::Object);
        QVERIFY(edited.job.isBusy() && !edited.job.isChanging());
        QCOMPARE(edited.document.modelView(), ModelView::StateDict);
    }
    QTRY_COMPARE(edited.document.modelView(), ModelView::Object);
    QCOMPARE(edited.document.outline(), edited.document.snapshot().objectOutline);
    QCOMPARE(edited.document.pendingChanges().size(), std::size_t{many});
    edited.job.undo();
    QTRY_VERIFY(!edited.document.isModified());
    QCOMPARE(edited.document.modelView(), ModelView::Object);
}

void TestEditJob::anotherViewWaitsForAnEdit()
{
    Bench edited;
    QSignalSpy shown(&edited.job, &EditJob::shown);
    {
        const HeldWorkers held;
        edited.start("cpu");
        edited.job.show(ModelView::Object);
        edited.job.show(ModelView::Object); // only once
        QCOMPARE(edited.document.modelView(), ModelView::StateDict);
    }
    QVERIFY(edited.wait());
    QTRY_COMPARE(shown.count(), 1);
    QCOMPARE(edited.document.modelView(), ModelView::Object);
    QCOMPARE(edited.document.pendingChanges().size(), std::size_t{many});
    QVERIFY(!edited.job.isBusy());
}

void TestEditJob::anotherViewCanBeStopped()
{
    Bench edited;
    edited.start("cpu");
    QVERIFY(edited.wait());
    QSignalSpy shown(&edited.job, &EditJob::shown);
    {
        const HeldWorkers held;
        edited.job.show(ModelView::Object);
        QVERIFY(edited.job.canStop());
        edited.job.cancel();
    }
    QTRY_COMPARE(shown.count(), 1);
    QCOMPARE(edited.document.modelView(), ModelView::StateDict);
    QVERIFY(edited.document.isModified());
}

void TestEditJob::anotherViewWithoutEditsIsThereAtOnce()
{
    Bench edited;
    edited.job.show(ModelView::Object);
    QCOMPARE(edited.document.modelView(), ModelView::Object);
}

QTEST_GUILESS_MAIN(TestEditJob)
#include "tst_editjob.moc"
