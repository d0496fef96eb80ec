// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/savebench.h"
#include "widgets/jobstrip.h"
#include "widgets/resources.h"

#include <QLabel>
#include <QSignalSpy>

#include <memory>
#include <optional>

using namespace lens;
using namespace Qt::StringLiterals;
using namespace lens::test;

namespace {

// "Save as for device" over the file that is open, up to where the person may press Save.
void askToSaveOver(Bench &bench, const QString &path)
{
    bench.prompts.replace = true;
    bench.window.page()->saveForDevice();
    auto *dialog = bench.find<RetagDialog>("retagDialog");
    dialog->findChild<QLineEdit *>(u"destination"_s)->setText(path);
    finishWork();
    QVERIFY(dialog->findChild<QPushButton *>(u"saveButton"_s)->isEnabled());
}

void pressSave(Bench &bench)
{
    bench.find<RetagDialog>("retagDialog")->findChild<QPushButton *>(u"saveButton"_s)->click();
    QVERIFY(isDialogClosed(bench));
}

// A large file of which every tag was changed to mps.
bool openChanged(Bench &bench)
{
    if (!openMany(bench, twoDevices(6'000)))
        return false;
    changeAll(bench, u"mps"_s);
    return isDialogClosed(bench) && bench.settle();
}

// Saves a large file; what that makes of its changes is not known until the workers go on.
std::unique_ptr<HeldWorkers> saveUpToItsMarking(Bench &bench)
{
    auto held = std::make_unique<HeldWorkers>();
    DocumentPage *page = bench.window.page();
    page->save();
    held = std::make_unique<HeldWorkers>(); // the save comes before these, the marking after them
    if (!QTest::qWaitFor([&] { return page->isWriting() && !page->isReady(); }, 60'000))
        qFatal("the save did not end");
    return held;
}

// What the dialog says when everything is to become `tag`.
QString outcomeOf(Bench &bench, const QString &tag)
{
    bench.window.page()->saveForDevice();
    auto *dialog = bench.find<RetagDialog>("retagDialog");
    dialog->findChild<QComboBox *>(u"allTarget"_s)->setEditText(tag);
    finishWork();
    const QString text = dialog->findChild<QLabel *>(u"outcome"_s)->text();
    dialog->reject();
    return isDialogClosed(bench) ? text : QString();
}

} // namespace

// Saves that wait for others, and those that a person stops.
class TestQueuedSaves final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void closingWaitsForEverySaveThatIsQueued();
    void closingEndsWhereAQueuedSaveFails();
    void quittingWaitsForTheSavesOfEveryTab();
    void saveAllWritesTheOthersWhileSavesAreQueued();
    void stoppingTheEditOfASaveOverTheOpenFileLeavesBoth();
    void stoppingTheWritingOfItKeepsTheEdit();
    void anEditMadeWhileASaveIsMarkedIsKept();
    void aSaveOverTheOpenFileWaitsForTheMarkingOfTheOneBefore();
    void aSaveThatAnotherFileOvertookIsNotSaidOfThatOne();
    void theDialogSaysWhatIsNotOnDiskYet();
};

void TestQueuedSaves::closingWaitsForEverySaveThatIsQueued()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    const auto before = bytesOf(bench.file());
    changeAll(bench, u"mps"_s);
    QVERIFY(isDialogClosed(bench));
    bench.prompts.save = bench.folder.filePath(u"b.pth"_s);
    const auto copy = bench.folder.filePath(u"copy.pth"_s);
    bench.prompts.unsaved = Unsaved::Save;
    {
        const HeldWorkers held;
        bench.window.page()->saveAs();
        saveCopyTo(bench, copy);
        bench.window.actions().action("file.close")->trigger();
        QCOMPARE(bench.window.pageCount(), 1);
        QVERIFY(!QFile::exists(copy));
    }
    QTRY_COMPARE(bench.window.pageCount(), 0);
    QCOMPARE(tagsOnDisk(bench.prompts.save), QStringList{u"mps"_s});
    QCOMPARE(tagsOnDisk(copy), QStringList{u"cpu"_s});
    QCOMPARE(bytesOf(bench.file()), before);
    QCOMPARE(bench.prompts.asked.count(u"run12.pth"_s), 1); // once, by its name
}

void TestQueuedSaves::closingEndsWhereAQueuedSaveFails()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    changeAll(bench, u"mps"_s);
    QVERIFY(isDialogClosed(bench));
    const auto first = bench.folder.filePath(u"first.pth"_s);
    bench.prompts.unsaved = Unsaved::Save;
    {
        const HeldWorkers held;
        saveCopyTo(bench, first);
        saveCopyTo(bench, bench.folder.filePath(u"missing/second.pth"_s));
        bench.window.actions().action("file.close")->trigger();
    }
    QVERIFY(bench.settle());
    QCOMPARE(bench.window.pageCount(), 1);
    QVERIFY(QFile::exists(first));
    QVERIFY2(bench.message().startsWith("Not saved. "_L1), qPrintable(bench.message()));
    QVERIFY(bench.window.isWindowModified());
}

void TestQueuedSaves::quittingWaitsForTheSavesOfEveryTab()
{
    Bench bench;
    const auto other = bench.folder.filePath(u"run13.pth"_s);
    QVERIFY(QFile::copy(bench.file(), other));
    for (const QString &path : {bench.file(), other}) {
        QVERIFY(bench.openAndWait(path));
        changeAll(bench, u"mps"_s);
        QVERIFY(isDialogClosed(bench));
    }
    const auto copy = bench.folder.filePath(u"copy.pth"_s);
    bench.prompts.unsaved = Unsaved::Save;
    {
        const HeldWorkers held;
        saveCopyTo(bench, copy);
        bench.window.close();
        QVERIFY(bench.window.isVisible());
    }
    QTRY_VERIFY(!bench.window.isVisible());
    for (const QString &path : {bench.file(), other})
        QCOMPARE(tagsOnDisk(path), QStringList{u"mps"_s});
    QVERIFY(QFile::exists(copy));
}

void TestQueuedSaves::saveAllWritesTheOthersWhileSavesAreQueued()
{
    Bench bench;
    const auto other = bench.folder.filePath(u"run13.pth"_s);
    QVERIFY(QFile::copy(bench.file(), other));
    for (const QString &path : {other, bench.file()}) {
        QVERIFY(bench.openAndWait(path));
        changeAll(bench, u"mps"_s);
        QVERIFY(isDialogClosed(bench));
    }
    const QAction *saveAll = bench.window.actions().action("file.saveAll");
    const auto before = bytesOf(bench.file());
    const auto first = bench.folder.filePath(u"c1.pth"_s),
               second = bench.folder.filePath(u"c2.pth"_s);
    {
        const HeldWorkers held;
        saveCopyTo(bench, first);
        saveCopyTo(bench, second);
        bench.window.actions().action("file.saveAll")->trigger();
        QVERIFY2(bench.message().startsWith("Not saved again"_L1), qPrintable(bench.message()));
    }
    QVERIFY(bench.settle());
    QVERIFY(QFile::exists(first) && QFile::exists(second));
    QCOMPARE(tagsOnDisk(other), QStringList{u"mps"_s});
    QCOMPARE(bytesOf(bench.file()), before);
    QVERIFY(bench.window.isWindowModified() && saveAll->isEnabled());
    QVERIFY(run(bench, "file.saveAll"));
    QCOMPARE(tagsOnDisk(bench.file()), QStringList{u"mps"_s});
    QVERIFY(!saveAll->isEnabled());
}

// A large file: the edit is worked out first.
void TestQueuedSaves::stoppingTheEditOfASaveOverTheOpenFileLeavesBoth()
{
    Bench bench;
    QVERIFY(openMany(bench, twoDevices(6'000)));
    const QString path = bench.window.page()->filePath();
    const auto before = bytesOf(path);
    askToSaveOver(bench, path);
    {
        const HeldWorkers held;
        pressSave(bench);
        QVERIFY(!bench.window.isSettled());
        bench.window.actions().action("file.stop")->trigger();
    }
    QVERIFY(bench.settle());
    QVERIFY2(bench.message().startsWith("Stopped: nothing was changed or saved"_L1),
             qPrintable(bench.message()));
    QVERIFY(!bench.window.isWindowModified());
    QVERIFY(!bench.window.page()->document().undoStack().canUndo());
    QCOMPARE(bytesOf(path), before);
    // Nothing of it is left over: the next one is written.
    askToSaveOver(bench, path);
    pressSave(bench);
    QVERIFY(bench.settle());
    QCOMPARE(tagsOnDisk(path), QStringList{u"cpu"_s});
}

void TestQueuedSaves::stoppingTheWritingOfItKeepsTheEdit()
{
    Bench bench;
    QVERIFY(openMany(bench, twoDevices(6'000)));
    const QString path = bench.window.page()->filePath();
    const auto before = bytesOf(path);
    askToSaveOver(bench, path);
    {
        std::optional<HeldWorkers> held(std::in_place);
        pressSave(bench);
        held.emplace(); // the edit comes before these, its save after them
        QTRY_VERIFY(bench.window.page()->isWriting());
        QVERIFY(bench.window.page()->document().isModified());
        bench.window.actions().action("file.stop")->trigger();
    }
    QVERIFY(bench.settle());
    QVERIFY2(bench.message().startsWith("Stopped: nothing was saved"_L1),
             qPrintable(bench.message()));
    QCOMPARE(bytesOf(path), before);
    QVERIFY(bench.window.isWindowModified());
    QVERIFY(run(bench, "edit.undo"));
    QVERIFY(!bench.window.isWindowModified());
    QVERIFY(run(bench, "edit.redo") && run(bench, "file.save"));
    QCOMPARE(tagsOnDisk(path), QStringList{u"cpu"_s});
}

// A large file: what its save makes of the changes takes a while, too.
void TestQueuedSaves::anEditMadeWhileASaveIsMarkedIsKept()
{
    Bench bench;
    QVERIFY(openChanged(bench));
    const QString path = bench.window.page()->filePath();
    bench.window.page()->changeDevice();
    auto *dialog = bench.find<RetagDialog>("retagDialog");
    dialog->findChild<QComboBox *>(u"allTarget"_s)->setEditText(u"cpu"_s);
    finishWork();
    {
        const auto held = saveUpToItsMarking(bench);
        QVERIFY(!bench.find<JobStrip>("jobStrip")->cancelShown()); // what could be stopped is done
        pressSave(bench);
    }
    QVERIFY(bench.settle());
    QCOMPARE(tagsOnDisk(path), QStringList{u"mps"_s});
    const Document &document = bench.window.page()->document();
    QCOMPARE(document.devices().tagOf(0), "cpu");
    QCOMPARE(document.pendingChanges().size(), std::size_t{6'000});
    QVERIFY(bench.window.isWindowModified());
    QVERIFY(run(bench, "file.save"));
    QCOMPARE(tagsOnDisk(path), QStringList{u"cpu"_s});
}

void TestQueuedSaves::aSaveOverTheOpenFileWaitsForTheMarkingOfTheOneBefore()
{
    Bench bench;
    QVERIFY(openChanged(bench));
    const QString path = bench.window.page()->filePath();
    askToSaveOver(bench, path);
    {
        const auto held = saveUpToItsMarking(bench);
        pressSave(bench);
    }
    QVERIFY(bench.settle());
    QCOMPARE(tagsOnDisk(path), QStringList{u"cpu"_s});
    QVERIFY(!bench.window.isWindowModified());
    QVERIFY2(bench.message().startsWith("Saved "_L1), qPrintable(bench.message()));
}

void TestQueuedSaves::aSaveThatAnotherFileOvertookIsNotSaidOfThatOne()
{
    Bench bench;
    QVERIFY(openChanged(bench));
    DocumentPage *page = bench.window.page();
    const QString path = page->filePath();
    QSignalSpy ended(page, &DocumentPage::saveEnded), wrote(page, &DocumentPage::wrote);
    {
        const auto held = saveUpToItsMarking(bench);
        page->open(bench.file());
        page->document().load(page->document().snapshot()); // as it does before the marking ends
    }
    QVERIFY(bench.settle());
    QCOMPARE(ended.count(), 1);
    QCOMPARE(wrote.count(), 1);
    QCOMPARE(wrote.front().front().value<SavedFile>().path, path.toStdString());
    QCOMPARE(tagsOnDisk(path), QStringList{u"mps"_s});
    QVERIFY2(!bench.message().startsWith("Saved"_L1), qPrintable(bench.message()));
    QCOMPARE(page->title(), u"run12.pth"_s);
}

void TestQueuedSaves::theDialogSaysWhatIsNotOnDiskYet()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    QVERIFY(outcomeOf(bench, u"cpu"_s).startsWith("A new tag for "_L1));
    QVERIFY(!outcomeOf(bench, u"cpu"_s).contains(u"not saved yet"_s));
    changeAll(bench, u"cpu"_s);
    QVERIFY(isDialogClosed(bench));
    QString text = outcomeOf(bench, u"cpu"_s);
    QVERIFY2(text.contains(u"not saved yet"_s), qPrintable(text));
    QVERIFY2(text.contains(u"differs from the file on disk"_s), qPrintable(text));
    // All of it is changed once more: nothing of before is left.
    text = outcomeOf(bench, u"mps"_s);
    QVERIFY2(text.startsWith("A new tag for "_L1), qPrintable(text));
    QVERIFY2(!text.contains(u"not saved yet"_s), qPrintable(text));
    QVERIFY(run(bench, "file.save"));
    QCOMPARE(outcomeOf(bench, u"cpu"_s), u"Nothing changes: every tag is already as asked. What is "
                                         "written is an equal copy."_s);
}

LENS_WINDOW_TEST(TestQueuedSaves)
#include "tst_queuedsaves.moc"
