// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/fileidentity.h"
#include "model/base/text.h"
#include "model/document/filewatch.h"
#include "model/document/retagjobs.h"
#include "model/formats/format.h"
#include "tests/e2e/savebench.h"
#include "tests/support/edits.h"
#include "tests/support/gapmeter.h"
#include "widgets/facts.h"
#include "widgets/resources.h"
#include "widgets/summarypanel.h"

#include <QAbstractItemView>
#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>

#include <algorithm>
#include <cstdio>

using namespace lens;
using namespace Qt::StringLiterals;
using namespace lens::test;

// What comes between a document and its file, and documents of very many tensors and tags.
class TestSaving final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void aFileReplacedWhileACopyIsSavedIsAnnouncedAfterIt();
    void aCopySavedOverTheOpenFileIsASaveOfIt();
    void whatAnotherTabSavedOverAFileIsSaidSo();
    void afterASaveAsEverythingNamesTheNewFile();
    void afterASaveItsSizeIsShown();
    void afterASaveTheReportHasItsSize();
    void nothingElseBeginsWhileAnEditIsWorkedOut();
    void closingSavesAnEditThatIsStillWorkedOut();
    void anEditThatIsStoppedIsNotSaved();
    void anEditEndsAReload();
    void whatAMessageSaysOfChangesGoesWithThem();
    void undoIsOfferedAsLongAsItIsPossible();
    void whatIsSavedMeanwhileIsWrittenAfterIt();
    void copiesAreWrittenOneAfterTheOther();
    void whatWaitsForASaveThatFailedIsNotWritten();
    void aNameThatSaysAnotherFormatIsRefused();
    void aFileReplacedWhileItIsReadIsAnnounced();
    void theWindowAnswersWhileManyTensorsChange();
    void tenThousandTagsNeedFewBoxes();
};

void TestSaving::aFileReplacedWhileACopyIsSavedIsAnnouncedAfterIt()
{
    Bench bench;
    const auto second = bench.folder.filePath(u"copy.pth"_s);
    QVERIFY(QFile::copy(bench.file(), second));
    QVERIFY(bench.openAndWait(bench.file()));
    QSignalSpy replaced(bench.window.page()->findChild<FileWatch *>(), &FileWatch::replaced);
    {
        const HeldWorkers held;
        bench.window.page()->saveForDevice();
        bench.find<RetagDialog>("retagDialog")->findChild<QPushButton *>(u"saveButton"_s)->click();
        QCOMPARE(std::rename(qPrintable(second), qPrintable(bench.file())), 0);
        QVERIFY(replaced.wait());
        QVERIFY(bench.message().isEmpty());
    }
    QTRY_VERIFY2(bench.message().contains(u"another program"_s), qPrintable(bench.message()));
    QVERIFY(bench.find<QPushButton>("Reload"));
    QVERIFY(bench.settle());
}

void TestSaving::aCopySavedOverTheOpenFileIsASaveOfIt()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    const auto before = identityAt(bench.file().toStdString());
    QSignalSpy replaced(bench.window.page()->findChild<FileWatch *>(), &FileWatch::replaced);
    bench.prompts.replace = true;
    bench.window.page()->saveForDevice();
    auto *dialog = bench.find<RetagDialog>("retagDialog");
    auto *destination = dialog->findChild<QLineEdit *>(u"destination"_s);
    destination->selectAll();
    QTest::keyClicks(destination, bench.file());
    dialog->findChild<QPushButton *>(u"saveButton"_s)->click();
    QVERIFY(bench.settle());
    QCOMPARE(tagsOnDisk(bench.file()), QStringList{u"cpu"_s});
    QVERIFY(!bench.window.isWindowModified());
    QCOMPARE(bench.window.page()->document().devices().tagOf(0), "cpu");
    QVERIFY2(bench.message().startsWith("Saved "_L1), qPrintable(bench.message()));
    // Nobody else wrote it; a watch that does not know of the save tells when to see that.
    FileWatch unaware;
    QSignalSpy noticed(&unaware, &FileWatch::replaced);
    unaware.watch(bench.file().toStdString(), *before);
    bench.window.page()->findChild<FileWatch *>()->check();
    unaware.check();
    QVERIFY(noticed.wait());
    QCOMPARE(replaced.count(), 0);
    QVERIFY(run(bench, "edit.undo"));
    QVERIFY(bench.window.isWindowModified());
}

void TestSaving::whatAnotherTabSavedOverAFileIsSaidSo()
{
    Bench bench;
    const auto second = bench.folder.filePath(u"copy.pth"_s);
    QVERIFY(QFile::copy(bench.file(), second));
    QVERIFY(bench.openAndWait(second));
    const auto *shown = bench.window.page();
    QVERIFY(bench.openAndWait(bench.file()));
    bench.prompts.save = second;
    bench.prompts.replace = true;
    QVERIFY(run(bench, "file.saveAs"));
    const QString text = shown->findChild<MessageBar *>()->text();
    QVERIFY2(text.contains(u"another tab"_s), qPrintable(text));
}

void TestSaving::afterASaveAsEverythingNamesTheNewFile()
{
    Bench bench;
    const auto old = bench.folder.filePath(u"old.pkl"_s), now = bench.folder.filePath(u"now.pkl"_s);
    QFile file(old);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("\x80\x02}.") == 4);
    file.close();
    QVERIFY(bench.openAndWait(old));
    bench.window.page()->showPanel("metadata");
    QVERIFY(bench.settle());
    const auto *values = bench.find<QAbstractItemView>("metadataTable")->model();
    QCOMPARE(values->index(0, 0).data().toString(), u"old.pkl"_s);
    bench.prompts.save = now;
    QVERIFY(run(bench, "file.saveAs"));
    QCOMPARE(values->rowCount(), 1);
    QCOMPARE(values->index(0, 0).data().toString(), u"now.pkl"_s);

    QVERIFY(run(bench, "edit.copyPython"));
    const QString code = QGuiApplication::clipboard()->text();
    QVERIFY2(code.contains(u'\'' + now + u'\''), qPrintable(code));

    bench.prompts.asked.clear();
    bench.prompts.save = bench.folder.filePath(u"report.json"_s);
    bench.find<QPushButton>("exportReport")->click();
    QVERIFY(bench.settle());
    QCOMPARE(bench.prompts.asked, QStringList{bench.folder.filePath(u"now_report.html"_s)});
    const QByteArray report = bytesOf(bench.prompts.save);
    QVERIFY2(report.contains(now.toUtf8()) && !report.contains("old.pkl"), report.constData());

    bench.window.page()->saveForDevice();
    const auto *name =
        bench.find<RetagDialog>("retagDialog")->findChild<QLineEdit *>(u"destination"_s);
    QVERIFY2(name->text().startsWith(bench.folder.filePath(u"now_"_s)), qPrintable(name->text()));
}

void TestSaving::afterASaveItsSizeIsShown()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    const auto shown = [&bench] {
        return bench.find<SummaryPanel>("summaryPanel")->text() + bench.window.page()->statusLine();
    };
    const auto size = [](const QString &path) { return bytesText(QFile(path).size()); };
    QVERIFY(shown().contains(size(bench.file())));
    changeAll(bench, u"privateuseone:123"_s);
    QVERIFY(bench.settle());
    for (const QString &name : {bench.folder.filePath(u"now.pth"_s), bench.file()}) {
        bench.prompts.save = name;
        QVERIFY(run(bench, "file.saveAs"));
        QVERIFY2(shown().contains(size(name)), qPrintable(shown()));
        changeAll(bench, u"cpu"_s);
        QVERIFY(bench.settle());
    }
    QVERIFY(run(bench, "file.save")); // over the same file
    QVERIFY2(shown().contains(size(bench.file())), qPrintable(shown()));
    QCOMPARE(bench.find<QLabel>("fileLine")->text(), bench.window.page()->statusLine());
}

void TestSaving::afterASaveTheReportHasItsSize()
{
    Bench bench;
    QVERIFY(openMany(bench, twoDevices(500)));
    const auto says = [&bench](const QString &path) {
        const auto size = humanBytes(static_cast<std::uint64_t>(QFile(path).size()));
        const auto labels = bench.find<QWidget>("reportPage")->findChildren<QLabel *>();
        return std::ranges::any_of(labels, [&](const QLabel *label) {
            return label->text() == QString::fromStdString(size);
        });
    };
    const QString old = bench.window.page()->filePath();
    QVERIFY(says(old));
    changeAll(bench, u"privateuseone:123"_s);
    QVERIFY(isDialogClosed(bench) && bench.settle());
    bench.prompts.save = bench.folder.filePath(u"now.pth"_s);
    QVERIFY(run(bench, "file.saveAs"));
    QVERIFY(says(bench.prompts.save) && !says(old));
}

void TestSaving::nothingElseBeginsWhileAnEditIsWorkedOut()
{
    Bench bench;
    QVERIFY(openMany(bench, twoDevices(6'000)));
    changeAll(bench, u"cpu"_s);
    QVERIFY(isDialogClosed(bench) && bench.settle());
    const Document &document = bench.window.page()->document();
    QCOMPARE(document.pendingChanges().size(), 6'000u);
    {
        const HeldWorkers held;
        bench.window.actions().action("edit.undo")->trigger();
        for (const char *id : {"edit.undo", "edit.redo", "edit.changeDevice", "file.save",
                               "file.revert", "file.saveForDevice"})
            QVERIFY2(!bench.window.actions().action(id)->isEnabled(), id);
        QVERIFY(bench.window.isWindowModified());
        QVERIFY(!bench.window.isSettled());
        bench.window.actions().action("file.stop")->trigger();
    }
    QVERIFY(bench.settle());
    QCOMPARE(document.pendingChanges().size(), 6'000u); // stopped: as it was
    QVERIFY(run(bench, "edit.undo"));
    QVERIFY(document.pendingChanges().empty());
    QVERIFY(run(bench, "edit.redo"));
    QCOMPARE(document.devices().tagOf(0), "cpu");
    {
        const HeldWorkers held;
        bench.window.actions().action("edit.undo")->trigger();
        bench.prompts.unsaved = Unsaved::Discard;
        bench.window.actions().action("file.close")->trigger();
        QCOMPARE(bench.window.pageCount(), 0);
    }
}

void TestSaving::closingSavesAnEditThatIsStillWorkedOut()
{
    Bench bench;
    const QString path = manyTensors(bench, twoDevices(6'000));
    bench.window.openFiles({path});
    QVERIFY(bench.settle());
    changeAll(bench, u"cpu"_s);
    QVERIFY(isDialogClosed(bench) && bench.settle());
    QVERIFY(run(bench, "edit.undo"));
    {
        const HeldWorkers held;
        bench.window.actions().action("edit.redo")->trigger();
        bench.prompts.unsaved = Unsaved::Save;
        bench.window.actions().action("file.close")->trigger();
        QCOMPARE(bench.window.pageCount(), 1);
    }
    QTRY_COMPARE(bench.window.pageCount(), 0);
    QCOMPARE(tagsOnDisk(path), QStringList{u"cpu"_s});
}

// Neither with changes from before nor without: it is not what was to be saved, and the tab stays.
void TestSaving::anEditThatIsStoppedIsNotSaved()
{
    Bench bench;
    const QString path = manyTensors(bench, twoDevices(6'000));
    bench.window.openFiles({path});
    QVERIFY(bench.settle());
    const auto before = bytesOf(path);
    changeAll(bench, u"cpu"_s);
    QVERIFY(isDialogClosed(bench) && bench.settle());
    bench.prompts.unsaved = Unsaved::Save;
    for (const char *step : {"edit.undo", "edit.redo"}) {
        {
            const HeldWorkers held;
            bench.window.actions().action(step)->trigger();
            bench.window.actions().action("file.close")->trigger();
            bench.window.actions().action("file.stop")->trigger();
        }
        QVERIFY(bench.settle());
        QCOMPARE(bench.window.pageCount(), 1);
        QCOMPARE(bytesOf(path), before);
        QVERIFY2(bench.message().startsWith("Stopped"_L1), qPrintable(bench.message()));
        if (step == "edit.undo"_L1)
            QVERIFY(run(bench, step));
    }
}

// As in a small file, where the edit is done at once.
void TestSaving::anEditEndsAReload()
{
    Bench bench;
    QVERIFY(openMany(bench, twoDevices(6'000)));
    changeAll(bench, u"cpu"_s);
    QVERIFY(isDialogClosed(bench) && bench.settle());
    QVERIFY(run(bench, "edit.undo"));
    {
        const HeldWorkers held;
        bench.window.actions().action("file.reload")->trigger();
        bench.window.actions().action("edit.redo")->trigger();
        QVERIFY2(bench.message().startsWith("Not reloaded"_L1), qPrintable(bench.message()));
    }
    QVERIFY(bench.settle());
    QCOMPARE(bench.window.page()->document().devices().tagOf(0), "cpu");
}

void TestSaving::whatAMessageSaysOfChangesGoesWithThem()
{
    Bench bench;
    const auto second = bench.folder.filePath(u"copy.pth"_s);
    QVERIFY(QFile::copy(bench.file(), second));
    QVERIFY(bench.openAndWait(bench.file()));
    test::edit(bench.window.page()->document(), {{{0, "mps"}}});
    QCOMPARE(std::rename(qPrintable(second), qPrintable(bench.file())), 0);
    QTRY_VERIFY2(bench.message().contains(u"gives up your changes"_s), qPrintable(bench.message()));
    test::undo(bench.window.page()->document());
    QVERIFY2(bench.message().endsWith(u"another program."_s), qPrintable(bench.message()));
}

void TestSaving::undoIsOfferedAsLongAsItIsPossible()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    test::edit(bench.window.page()->document(), {{{0, "mps"}}});
    test::edit(bench.window.page()->document(), {{{1, "mps"}}});
    QTest::keyClick(&bench.window, Qt::Key_S, Qt::ControlModifier);
    QVERIFY(bench.settle());
    const auto offers = [&bench] { return bench.message().contains(u"Undo is still possible"_s); };
    QVERIFY2(offers(), qPrintable(bench.message()));
    QTest::keyClick(&bench.window, Qt::Key_Z, Qt::ControlModifier);
    QVERIFY2(offers(), qPrintable(bench.message()));
    QTest::keyClick(&bench.window, Qt::Key_Z, Qt::ControlModifier);
    QVERIFY2(!offers() && bench.message().startsWith("Saved "_L1), qPrintable(bench.message()));
    QVERIFY(bench.window.isWindowModified());
}

void TestSaving::whatIsSavedMeanwhileIsWrittenAfterIt()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    const auto before = bytesOf(bench.file());
    changeAll(bench, u"cpu"_s);
    bench.prompts.save = bench.folder.filePath(u"b.pth"_s);
    {
        const HeldWorkers held;
        bench.window.page()->saveAs();
        bench.window.page()->save();
    }
    QVERIFY(bench.settle());
    QCOMPARE(tagsOnDisk(bench.prompts.save), QStringList{u"cpu"_s});
    QCOMPARE(bytesOf(bench.file()), before);
    QCOMPARE(bench.window.page()->filePath(), bench.prompts.save);
    QVERIFY(!bench.window.isWindowModified());
}

void TestSaving::copiesAreWrittenOneAfterTheOther()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    const auto first = bench.folder.filePath(u"c1.pth"_s),
               second = bench.folder.filePath(u"c2.pth"_s);
    {
        const HeldWorkers held;
        saveCopyTo(bench, first);
        saveCopyTo(bench, second);
    }
    QVERIFY(bench.settle());
    QVERIFY(QFile::exists(first));
    QVERIFY(QFile::exists(second));
}

void TestSaving::whatWaitsForASaveThatFailedIsNotWritten()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    const auto before = bytesOf(bench.file());
    changeAll(bench, u"cpu"_s);
    bench.prompts.save = bench.folder.filePath(u"missing/b.pth"_s);
    {
        const HeldWorkers held;
        bench.window.page()->saveAs();
        bench.window.page()->save();
    }
    QVERIFY(bench.settle());
    QVERIFY2(bench.message().startsWith("Not saved. "_L1), qPrintable(bench.message()));
    QVERIFY2(bench.message().contains(u"not either"_s), qPrintable(bench.message()));
    QCOMPARE(bytesOf(bench.file()), before);
    QVERIFY(bench.window.isWindowModified());
}

void TestSaving::aNameThatSaysAnotherFormatIsRefused()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    bench.prompts.save = bench.folder.filePath(u"x.safetensors"_s);
    bench.window.page()->saveAs();
    QVERIFY(bench.settle());
    QVERIFY2(bench.message().contains("no safetensors file"_L1), qPrintable(bench.message()));
    QVERIFY(!QFile::exists(bench.prompts.save));
    // Whoever misnamed it before may save it where it lies.
    QVERIFY(QFile::copy(bench.file(), bench.prompts.save));
    QVERIFY(bench.openAndWait(bench.prompts.save));
    changeAll(bench, u"mps"_s);
    bench.window.page()->save();
    QVERIFY(bench.settle());
    QCOMPARE(tagsOnDisk(bench.prompts.save), QStringList{u"mps"_s});
}

void TestSaving::aFileReplacedWhileItIsReadIsAnnounced()
{
    Bench bench;
    const auto second = bench.folder.filePath(u"second.pth"_s);
    QVERIFY(QFile::copy(bench.file(), second));
    bench.window.openFiles({bench.file()});
    LatestJob::workers().waitForDone(); // read; the window does not know yet
    QCOMPARE(std::rename(qPrintable(second), qPrintable(bench.file())), 0);
    QTRY_VERIFY2(bench.message().contains(u"another program"_s), qPrintable(bench.message()));
    QVERIFY(bench.find<QPushButton>("Reload"));
    QVERIFY(!bench.window.findChild<QPushButton *>(u"Save as…"_s)); // there is nothing to lose
}

// To work it out in the window's own thread would stop the window each time. What a busy machine
// does, it does not do in every one of some rounds.
void TestSaving::theWindowAnswersWhileManyTensorsChange()
{
    Bench bench;
    QVERIFY(openMany(bench, twoDevices(60'000)));
    QVERIFY(run(bench, "view.summary"));
    const Document &document = bench.window.page()->document();
    QElapsedTimer clock;
    clock.start();
    RetagRequest request;
    request.all = "mps";
    const auto plan = planRetag(*document.checkpoint(), request, {});
    const auto edits = withEdit(*document.checkpoint(), {}, plan->edit);
    QVERIFY(makeEdited(document.editBase(), document.edited()->saved, edits)->isModified());
    const auto busy = static_cast<double>(clock.nsecsElapsed()) / 1e6;

    double least = -1;
    bench.prompts.save = bench.folder.filePath(u"saved.pth"_s);
    bench.prompts.replace = true;
    for (int round = 0; round < 3; ++round) {
        test::GapMeter meter;
        changeAll(bench, u"mps"_s);
        QVERIFY(isDialogClosed(bench) && bench.settle());
        QVERIFY(document.isModified());
        for (const char *id : {"edit.undo", "edit.redo", "file.saveAs", "edit.undo", "file.save"})
            QVERIFY(run(bench, id));
        QVERIFY(!document.isModified());
        least = least < 0 ? meter.longest() : std::min(least, meter.longest());
    }
    qInfo("the longest gap between two rounds of the event loop: %.0f ms; to work out one edit "
          "takes %.0f ms",
          least, busy);
    QVERIFY(least < std::max(60.0, busy * 0.7));
}

void TestSaving::tenThousandTagsNeedFewBoxes()
{
    constexpr int tags = 10'000;
    std::vector<std::string> devices;
    for (int i = 0; i < tags; ++i)
        devices.push_back("d" + std::to_string(10'000 + i));
    Bench bench;
    QVERIFY(openMany(bench, devices));
    bench.window.page()->changeDevice();
    auto *dialog = bench.find<RetagDialog>("retagDialog");
    QTRY_COMPARE(dialog->findChild<QAbstractItemView *>(u"deviceTable"_s)->model()->rowCount(),
                 tags);
    dialog->findChild<QRadioButton *>(u"eachDevice"_s)->click();
    QVERIFY(dialog->findChildren<QComboBox *>().size() < 60);

    dialog->findChild<QComboBox *>(u"target0"_s)->setFocus();
    for (int row = 0; row < 30; ++row) // further than can be seen
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    auto *box = dialog->findChild<QComboBox *>(u"target30"_s);
    QVERIFY(box && box->hasFocus());
    QCOMPARE(box->accessibleName(), u"New device for d10030"_s);
    box->lineEdit()->selectAll();
    QTest::keyClicks(box->lineEdit(), u"cpu"_s);
    QVERIFY(dialog->findChildren<QComboBox *>().size() < 60);
    dialog->findChild<QAbstractItemView *>(u"deviceTable"_s)->scrollToBottom();
    QVERIFY(dialog->findChild<QComboBox *>(u"target9999"_s));
    QCOMPARE(dialog->request().map, (std::map<std::string, std::string>{{"d10030", "cpu"}}));
    dialog->findChild<QPushButton *>(u"saveButton"_s)->click();
    QVERIFY(isDialogClosed(bench) && bench.settle());
    QCOMPARE(bench.window.page()->document().pendingChanges().size(), 1u);
}

LENS_WINDOW_TEST(TestSaving)
#include "tst_saving.moc"
