// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/format.h"
#include "tests/e2e/bench.h"
#include "tests/support/edits.h"
#include "widgets/entrytree.h"
#include "widgets/resources.h"
#include "widgets/retagdialog.h"

#include <QAction>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QTabWidget>
#include <QTreeView>

#include <cstdio>
#include <random>

using namespace lens;
using namespace Qt::StringLiterals;
using test::Bench;
using test::bytesOf;
using test::HeldWorkers;
using test::tagsOnDisk;

namespace {

// Everything in the front document, through the dialog and by keyboard.
void changeAllTo(Bench &bench, const QString &tag)
{
    QTest::keyClick(&bench.window, Qt::Key_D, Qt::ControlModifier | Qt::AltModifier);
    auto *dialog = bench.window.page()->findChild<RetagDialog *>();
    QVERIFY(dialog);
    dialog->findChild<QComboBox *>(u"allTarget"_s)->setEditText(tag);
    dialog->findChild<QPushButton *>(u"saveButton"_s)->click();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    bench.window.activateWindow(); // else none is, where there is no window manager
    QVERIFY(QTest::qWaitForWindowActive(&bench.window));
}

// Settings come and go by their own clock.
QStringList filesIn(const QString &folder)
{
    QStringList files = QDir(folder).entryList(QDir::AllEntries | QDir::Hidden);
    files.removeIf([](const QString &name) { return name.startsWith("settings.ini"_L1); });
    return files;
}

} // namespace

// What changes a checkpoint and writes it, in the window as a person has it.
class TestEditing final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void savingForADeviceWritesACopyAndLeavesTheFile();
    void savingOverAFileAsksFirst();
    void aStoppedSaveLeavesNothingBehind();
    void aWrongDeviceTagIsNamedAndCannotBeSaved();
    void anEditIsSavedUndoneAndSavedAgainByteForByte();
    void randomEditsSavedAndUndoneGiveTheFirstBytes();
    void onlyWhatIsSelectedChangesItsDevice();
    void theListOfChangesGoesToEach();
    void saveAsMovesTheDocumentToItsNewFile();
    void aSaveThatIsRefusedLeavesFileAndChanges();
    void revertingCanBeUndone();
    void closingWithChangesAsksOnceByName_data();
    void closingWithChangesAsksOnceByName();
    void closingTheWindowSavesWhatWasAsked();
    void closingWaitsForACopyThatIsWritten();
    void aFileReplacedOnDiskIsOfferedAndReloaded();
    void whoDoesNotReloadIsStillToldOfTheOtherFile();
    void reloadingWithChangesAsks();
    void aFileIsNotReloadedWhileItIsSaved();
    void whatIsChangedDuringAReloadStays();
    void aDialogDoesNotOutliveItsFile();
    void rowsOfTheFileAsItWasAreGoneAtOnce();
};

void TestEditing::savingForADeviceWritesACopyAndLeavesTheFile()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    QFile before(bench.file());
    QVERIFY(before.open(QIODevice::ReadOnly));
    const auto bytes = before.readAll();

    QTest::keyClick(&bench.window, Qt::Key_S, Qt::ControlModifier | Qt::AltModifier);
    auto *dialog = bench.find<RetagDialog>("retagDialog");
    QVERIFY(dialog);
    const auto copy = bench.folder.filePath(u"run12_cpu.pth"_s);
    QCOMPARE(dialog->destination(), copy);
    dialog->findChild<QPushButton *>(u"saveButton"_s)->click();
    QVERIFY(bench.settle());
    QVERIFY2(bench.message().contains(u"run12_cpu.pth"_s), qPrintable(bench.message()));

    const auto saved = openCheckpoint(copy.toStdString());
    QVERIFY(saved);
    const auto devices = devicesOf(**saved);
    QCOMPARE(devices.size(), 1u);
    QCOMPARE(devices.begin()->first, "cpu");
    before.seek(0);
    QCOMPARE(before.readAll(), bytes);
}

void TestEditing::savingOverAFileAsksFirst()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    const auto copy = bench.folder.filePath(u"run12_cpu.pth"_s);
    QFile there(copy);
    QVERIFY(there.open(QIODevice::WriteOnly));
    there.write("mine");
    there.close();
    bench.window.page()->saveForDevice();
    auto *dialog = bench.find<RetagDialog>("retagDialog");
    dialog->findChild<QPushButton *>(u"saveButton"_s)->click();
    QVERIFY(bench.settle());
    QCOMPARE(bench.prompts.asked, QStringList{copy});
    QVERIFY(dialog->isVisible());
    QCOMPARE(QFile(copy).size(), 4);

    bench.prompts.replace = true;
    dialog->findChild<QPushButton *>(u"saveButton"_s)->click();
    QVERIFY(bench.settle());
    QVERIFY(openCheckpoint(copy.toStdString()));
}

void TestEditing::aStoppedSaveLeavesNothingBehind()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    const auto before = filesIn(bench.folder.path());
    {
        const HeldWorkers held; // the save cannot be done before it is stopped
        bench.window.page()->saveForDevice();
        bench.find<RetagDialog>("retagDialog")->findChild<QPushButton *>(u"saveButton"_s)->click();
        QTRY_VERIFY(bench.window.page()->isWriting());
        bench.window.actions().action("file.stop")->trigger();
    }
    QVERIFY(bench.settle());
    QCOMPARE(bench.message(), u"Stopped: nothing was saved."_s);
    QCOMPARE(filesIn(bench.folder.path()), before);
}

void TestEditing::aWrongDeviceTagIsNamedAndCannotBeSaved()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    bench.window.page()->saveForDevice();
    auto *dialog = bench.find<RetagDialog>("retagDialog");
    auto *save = dialog->findChild<QPushButton *>(u"saveButton"_s);
    auto *target = dialog->findChild<QComboBox *>(u"allTarget"_s);
    target->setEditText(u"cuda one"_s);
    QVERIFY(!save->isEnabled());
    QVERIFY(dialog->findChild<QLabel *>(u"outcome"_s)->text().contains(u"cuda one"_s));
    target->setEditText(u"cuda:0"_s);
    QVERIFY(save->isEnabled());
    QCOMPARE(dialog->destination(), bench.folder.filePath(u"run12_cuda0.pth"_s));

    dialog->findChild<QRadioButton *>(u"eachDevice"_s)->click();
    QVERIFY(dialog->request().map.empty());
    auto *second = dialog->findChild<QComboBox *>(u"target1"_s);
    QCOMPARE(second->currentText(), u"cuda:1"_s);
    second->setEditText(u"mps"_s);
    QCOMPARE(dialog->request().map, (std::map<std::string, std::string>{{"cuda:1", "mps"}}));
    // The rest of the file stays where it is.
    QCOMPARE(dialog->destination(), bench.folder.filePath(u"run12_retagged.pth"_s));
}

void TestEditing::anEditIsSavedUndoneAndSavedAgainByteForByte()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    const auto first = bytesOf(bench.file());
    QVERIFY(!bench.window.actions().action("file.save")->isEnabled());
    changeAllTo(bench, u"mps"_s);
    QVERIFY(bench.window.isWindowModified());
    QVERIFY(bench.find<QTabWidget>("tabs")->tabText(0).endsWith(u"●"_s));
    QVERIFY(bench.window.actions().action("edit.undo")->text().contains(u"Change device to mps"_s));

    QTest::keyClick(&bench.window, Qt::Key_S, Qt::ControlModifier);
    QVERIFY(bench.settle());
    QVERIFY2(bench.message().startsWith("Saved "_L1), qPrintable(bench.message()));
    QVERIFY(!bench.window.isWindowModified());
    QCOMPARE(tagsOnDisk(bench.file()), QStringList{u"mps"_s});
    const auto edited = bytesOf(bench.file());

    QTest::keyClick(&bench.window, Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(bench.window.isWindowModified());
    QTest::keyClick(&bench.window, Qt::Key_S, Qt::ControlModifier);
    QVERIFY(bench.settle());
    QCOMPARE(bytesOf(bench.file()), first);

    QTest::keyClick(&bench.window, Qt::Key_Y, Qt::ControlModifier);
    QTest::keyClick(&bench.window, Qt::Key_S, Qt::ControlModifier);
    QVERIFY(bench.settle());
    QCOMPARE(bytesOf(bench.file()), edited);
}

void TestEditing::randomEditsSavedAndUndoneGiveTheFirstBytes()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    const auto first = bytesOf(bench.file());
    Document &document = bench.window.page()->document();
    const auto saveNow = [&] {
        bench.window.page()->save();
        return bench.settle();
    };
    std::mt19937 random(7);
    const std::string tags[] = {"cpu", "cuda:0", "cuda:7", "mps", ""};
    const auto sites = document.checkpoint()->sites.size();
    for (int step = 0; step < 30; ++step) {
        RetagEdit edit;
        for (unsigned n = random() % 4 + 1; n > 0; --n)
            edit.devices[static_cast<std::uint32_t>(random() % sites)] =
                tags[random() % std::size(tags)];
        test::edit(document, edit);
        if (random() % 4 == 0)
            test::undo(document);
        if (random() % 6 == 0)
            QVERIFY(saveNow());
    }
    QVERIFY(saveNow());
    const auto edited = bytesOf(bench.file());
    while (document.undoStack().canUndo())
        test::undo(document);
    QVERIFY(saveNow());
    QCOMPARE(bytesOf(bench.file()), first);
    while (document.undoStack().canRedo())
        test::redo(document);
    QVERIFY(saveNow());
    QCOMPARE(bytesOf(bench.file()), edited);
}

void TestEditing::onlyWhatIsSelectedChangesItsDevice()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    bench.window.page()->selectPath(u"generator/module.hidden.weight"_s);
    changeAllTo(bench, u"mps"_s);
    const auto changes = bench.window.page()->document().pendingChanges();
    QCOMPARE(changes.size(), 1u);
    QCOMPARE(changes[0].after, "mps");
    QCOMPARE(bench.window.page()->document().checkpoint()->pathText(changes[0].entry),
             "generator/module.hidden.weight");
    QVERIFY(bench.settle());
}

void TestEditing::theListOfChangesGoesToEach()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    bench.window.page()->selectPath(u"generator/module.hidden.weight"_s);
    changeAllTo(bench, u"mps"_s);
    auto *button = bench.find<QAbstractButton>("changesButton");
    QVERIFY(button->isVisible());
    QCOMPARE(button->text(), u"1 change"_s);
    bench.window.page()->selectPath(u"epoch"_s);
    button->click();
    auto *list = bench.find<QTreeView>("changes");
    QVERIFY(list && list->isVisible());
    QTest::keyClick(list, Qt::Key_Return);
    auto *tree = bench.find<EntryTree>("entryTree");
    QCOMPARE(tree->currentIndex().data().toString(), u"weight"_s);
    QVERIFY(bench.settle());
    test::undo(bench.window.page()->document());
    QVERIFY(!button->isVisible());
}

void TestEditing::saveAsMovesTheDocumentToItsNewFile()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    const auto first = bytesOf(bench.file());
    const auto other = bench.folder.filePath(u"other.pth"_s);
    changeAllTo(bench, u"cpu"_s);
    bench.prompts.save = other;
    QTest::keyClick(&bench.window, Qt::Key_S, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(bench.settle());
    QCOMPARE(bench.window.page()->filePath(), other);
    QVERIFY(bench.window.windowTitle().startsWith("other.pth"_L1));
    QCOMPARE(tagsOnDisk(other), QStringList{u"cpu"_s});
    QCOMPARE(bytesOf(bench.file()), first);
    test::undo(bench.window.page()->document());
    QTest::keyClick(&bench.window, Qt::Key_S, Qt::ControlModifier);
    QVERIFY(bench.settle());
    QCOMPARE(bytesOf(other), first);
}

void TestEditing::aSaveThatIsRefusedLeavesFileAndChanges()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    changeAllTo(bench, u"cpu"_s);
    const auto part = bench.folder.filePath(u"part"_s);
    QFile foreign(part);
    QVERIFY(foreign.open(QIODevice::WriteOnly));
    foreign.write("a new run");
    foreign.close();
    QCOMPARE(std::rename(qPrintable(part), qPrintable(bench.file())), 0);
    QTest::keyClick(&bench.window, Qt::Key_S, Qt::ControlModifier);
    QVERIFY(bench.settle());
    QVERIFY2(bench.message().startsWith("Not saved. "_L1), qPrintable(bench.message()));
    QVERIFY(bench.window.findChild<QPushButton *>(u"Save as…"_s));
    QCOMPARE(bytesOf(bench.file()), "a new run");
    QVERIFY(bench.window.isWindowModified());
}

void TestEditing::revertingCanBeUndone()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    changeAllTo(bench, u"cpu"_s);
    bench.window.actions().action("file.revert")->trigger();
    QVERIFY(!bench.window.isWindowModified());
    QTest::keyClick(&bench.window, Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(bench.window.isWindowModified());
    QVERIFY(bench.settle());
}

void TestEditing::closingWithChangesAsksOnceByName_data()
{
    QTest::addColumn<int>("answer");
    QTest::addColumn<int>("pagesLeft");
    QTest::addColumn<bool>("written");
    QTest::newRow("cancelled: the tab stays") << int(Unsaved::Cancel) << 1 << false;
    QTest::newRow("discarded: the file is as it was") << int(Unsaved::Discard) << 0 << false;
    QTest::newRow("saved, then closed") << int(Unsaved::Save) << 0 << true;
}

void TestEditing::closingWithChangesAsksOnceByName()
{
    QFETCH(int, answer);
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    changeAllTo(bench, u"mps"_s);
    bench.prompts.unsaved = static_cast<Unsaved>(answer);
    QTest::keyClick(&bench.window, Qt::Key_W, Qt::ControlModifier);
    QCOMPARE(bench.prompts.asked, QStringList{u"run12.pth"_s});
    QFETCH(int, pagesLeft);
    QTRY_COMPARE(bench.window.pageCount(), pagesLeft);
    QFETCH(bool, written);
    QCOMPARE(tagsOnDisk(bench.file()) == QStringList{u"mps"_s}, written);
    QVERIFY(bench.settle());
}

void TestEditing::closingTheWindowSavesWhatWasAsked()
{
    Bench bench;
    const auto second = bench.folder.filePath(u"run13.pth"_s);
    QVERIFY(QFile::copy(bench.file(), second));
    QVERIFY(bench.openAndWait(bench.file()));
    changeAllTo(bench, u"mps"_s);
    QVERIFY(bench.openAndWait(second));
    changeAllTo(bench, u"mps"_s);
    bench.window.close();
    QVERIFY(bench.window.isVisible());
    QCOMPARE(bench.prompts.asked, QStringList({u"run12.pth"_s, u"run13.pth"_s}));
    bench.prompts.unsaved = Unsaved::Save;
    bench.window.close();
    QTRY_VERIFY(!bench.window.isVisible());
    QCOMPARE(tagsOnDisk(bench.file()), QStringList{u"mps"_s});
    QCOMPARE(tagsOnDisk(second), QStringList{u"mps"_s});
}

void TestEditing::closingWaitsForACopyThatIsWritten()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    {
        HeldWorkers held;
        bench.window.page()->saveForDevice();
        bench.find<RetagDialog>("retagDialog")->findChild<QPushButton *>(u"saveButton"_s)->click();
        QTRY_VERIFY(bench.window.page()->isWriting());
        bench.window.activateWindow(); // no window manager does it here
        QVERIFY(QTest::qWaitForWindowActive(&bench.window));
        QTest::keyClick(&bench.window, Qt::Key_W, Qt::ControlModifier);
        QCOMPARE(bench.window.pageCount(), 1);
    }
    QTRY_COMPARE(bench.window.pageCount(), 0);
    QCOMPARE(tagsOnDisk(bench.folder.filePath(u"run12_cpu.pth"_s)), QStringList{u"cpu"_s});
}

void TestEditing::aFileReplacedOnDiskIsOfferedAndReloaded()
{
    Bench bench;
    const auto second = bench.folder.filePath(u"copy.pth"_s);
    QVERIFY(QFile::copy(bench.file(), second));
    QVERIFY(bench.openAndWait(bench.file()));
    bench.window.page()->selectPath(u"generator/module.hidden.weight"_s);
    QVERIFY(bench.settle());
    QCOMPARE(std::rename(qPrintable(second), qPrintable(bench.file())), 0);
    QTRY_VERIFY(bench.message().contains(u"another program"_s));
    const auto before = bench.window.page()->document().checkpoint();
    bench.find<QPushButton>("Reload")->click();
    QVERIFY(bench.settle());
    QVERIFY(bench.window.page()->document().checkpoint() != before);
    auto *tree = bench.find<EntryTree>("entryTree");
    QCOMPARE(tree->currentIndex().data().toString(), u"weight"_s);
    QCOMPARE(tree->currentIndex().parent().data().toString(), u"hidden"_s);
}

void TestEditing::whoDoesNotReloadIsStillToldOfTheOtherFile()
{
    Bench bench;
    const auto second = bench.folder.filePath(u"copy.pth"_s);
    QVERIFY(QFile::copy(bench.file(), second));
    QVERIFY(bench.openAndWait(bench.file()));
    changeAllTo(bench, u"mps"_s);
    QCOMPARE(std::rename(qPrintable(second), qPrintable(bench.file())), 0);
    QTRY_VERIFY(bench.message().contains(u"another program"_s));
    bench.find<QPushButton>("Reload")->click(); // and the answer is no
    QVERIFY(bench.window.isWindowModified());
    QVERIFY2(bench.message().contains(u"another program"_s), qPrintable(bench.message()));
}

void TestEditing::reloadingWithChangesAsks()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    changeAllTo(bench, u"mps"_s);
    QTest::keyClick(&bench.window, Qt::Key_F5);
    QCOMPARE(bench.prompts.asked, QStringList{u"run12.pth"_s});
    QVERIFY(bench.window.isWindowModified());
    bench.prompts.reload = true;
    QTest::keyClick(&bench.window, Qt::Key_F5);
    QVERIFY(bench.settle());
    QVERIFY(!bench.window.isWindowModified());
}

void TestEditing::aFileIsNotReloadedWhileItIsSaved()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    changeAllTo(bench, u"mps"_s);
    {
        HeldWorkers held;
        bench.window.page()->save();
        bench.window.page()->reload();
        QVERIFY2(bench.message().contains(u"being saved"_s), qPrintable(bench.message()));
    }
    QVERIFY(bench.settle());
    QCOMPARE(tagsOnDisk(bench.file()), QStringList{u"mps"_s});
}

void TestEditing::whatIsChangedDuringAReloadStays()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    {
        HeldWorkers held;
        bench.window.page()->reload();
        test::edit(bench.window.page()->document(), {{{0, "mps"}}});
        QVERIFY2(bench.message().startsWith("Not reloaded"_L1), qPrintable(bench.message()));
    }
    QVERIFY(bench.settle());
    QVERIFY(bench.window.isWindowModified());
}

void TestEditing::aDialogDoesNotOutliveItsFile()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    {
        HeldWorkers held;
        bench.window.page()->reload();
        bench.window.page()->changeDevice();
    }
    QVERIFY(bench.settle());
    QTRY_VERIFY(!bench.window.page()->findChild<RetagDialog *>());
}

void TestEditing::rowsOfTheFileAsItWasAreGoneAtOnce()
{
    Bench bench;
    QVERIFY(bench.openAndWait(bench.file()));
    bench.window.page()->showPanel("metadata");
    QVERIFY(bench.settle());
    const auto *rows = bench.find<QTreeView>("metadataTable")->model();
    QVERIFY(rows->rowCount() > 0);
    QList<int> counts;
    connect(rows, &QAbstractItemModel::modelReset, this, [&] { counts << rows->rowCount(); });
    bench.window.page()->reload();
    QVERIFY(bench.settle());
    QVERIFY(counts.size() > 1 && counts.first() == 0 && counts.last() > 0);
}

LENS_WINDOW_TEST(TestEditing)
#include "tst_editing.moc"
