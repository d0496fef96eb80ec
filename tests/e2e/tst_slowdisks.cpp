// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/comparing.h"
#include "tests/e2e/savebench.h"
#include "widgets/comparepage.h"
#include "widgets/histogrampanel.h"
#include "widgets/resources.h"

#include <QLabel>

#include <functional>

using namespace lens;
using namespace Qt::StringLiterals;
using namespace lens::test;

namespace {

const auto tensorPath = u"generator/module.hidden.weight"_s;

// A person asks for something to be written where a file lies already.
struct Wish
{
    const char *name;
    std::function<void(CompareBench &)> ask;
};

const Wish wishes[] = {
    {"Save as", [](CompareBench &bench) { bench.window.page()->saveAs(); }},
    {"a copy for another device",
     [](CompareBench &bench) {
         bench.window.page()->saveForDevice();
         auto *dialog = bench.find<RetagDialog>("retagDialog");
         dialog->findChild<QLineEdit *>(u"destination"_s)->setText(bench.prompts.save);
         dialog->findChild<QPushButton *>(u"saveButton"_s)->click();
     }},
    {"a report",
     [](CompareBench &bench) {
         bench.window.page()->showPanel("report");
         bench.find<QPushButton>("exportReport")->click();
     }},
    {"a picture", [](CompareBench &bench) { bench.window.page()->histogram().exportView(); }},
    {"a comparison",
     [](CompareBench &bench) {
         QVERIFY(bench.compare());
         bench.window.comparePage()->exportView();
     }},
};

bool openTensor(CompareBench &bench)
{
    if (!bench.openAndWait(bench.file()))
        return false;
    bench.window.page()->selectPath(tensorPath);
    bench.window.page()->showPanel("histogram");
    return bench.settle();
}

} // namespace

// Where it takes long until anybody says what lies at a path: a network that hangs.
class TestSlowDisks final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void theWindowWaitsForNoAnswer_data();
    void theWindowWaitsForNoAnswer();
    void whoWillNotWaitStopsIt();
    void anotherNameTakesBackTheQuestion();
    void closingWaitsForAFileThatWasChosen();
    void whatIsSavedMeanwhileComesAfterIt_data();
    void whatIsSavedMeanwhileComesAfterIt();
};

void TestSlowDisks::theWindowWaitsForNoAnswer_data()
{
    QTest::addColumn<int>("wish");
    for (int i = 0; const Wish &wish : wishes)
        QTest::newRow(wish.name) << i++;
}

void TestSlowDisks::theWindowWaitsForNoAnswer()
{
    QFETCH(int, wish);
    CompareBench bench;
    QVERIFY(openTensor(bench));
    bench.prompts.save = bench.folder.filePath(u"old.png"_s);
    QFile old(bench.prompts.save);
    QVERIFY(old.open(QIODevice::WriteOnly) && old.write("old") == 3);
    old.close();
    const auto isAsked = [&bench] { return bench.prompts.asked.contains(bench.prompts.save); };
    {
        const HeldWorkers held(LatestJob::lookers());
        wishes[wish].ask(bench);
        QTest::qWait(50);
        QVERIFY(!isAsked());
        QVERIFY(!bench.window.isSettled());
    }
    QVERIFY(bench.settle());
    QVERIFY(isAsked());
    QCOMPARE(bytesOf(bench.prompts.save), "old");
}

void TestSlowDisks::whoWillNotWaitStopsIt()
{
    CompareBench bench;
    QVERIFY(openTensor(bench));
    bench.prompts.save = bench.folder.filePath(u"new.pth"_s);
    {
        const HeldWorkers held(LatestJob::lookers());
        bench.window.page()->saveAs();
        QVERIFY(!bench.window.isSettled());
        QTest::keyClick(&bench.window, Qt::Key_Escape);
        QVERIFY(bench.window.isSettled());
        QCOMPARE(bench.message(), u"Stopped: nothing was saved."_s);
    }
    finishWork();
    QVERIFY(!QFile::exists(bench.prompts.save));
}

void TestSlowDisks::anotherNameTakesBackTheQuestion()
{
    CompareBench bench;
    QVERIFY(openTensor(bench));
    bench.window.page()->saveForDevice();
    auto *dialog = bench.find<RetagDialog>("retagDialog");
    auto *name = dialog->findChild<QLineEdit *>(u"destination"_s);
    {
        const HeldWorkers held(LatestJob::lookers());
        dialog->findChild<QPushButton *>(u"saveButton"_s)->click();
        QTRY_VERIFY(dialog->findChild<QLabel *>(u"outcome"_s)->text().startsWith("Looking"_L1));
        QTest::keyClicks(name, u"2"_s);
        QVERIFY(!dialog->findChild<QLabel *>(u"outcome"_s)->text().startsWith("Looking"_L1));
    }
    finishWork();
    QVERIFY(bench.settle());
    const QString to = name->text();
    QVERIFY(dialog->isVisible() && !QFile::exists(to));
    dialog->findChild<QPushButton *>(u"saveButton"_s)->click();
    QVERIFY(bench.settle());
    QCOMPARE(tagsOnDisk(to), QStringList{u"cpu"_s});
}

void TestSlowDisks::closingWaitsForAFileThatWasChosen()
{
    CompareBench bench;
    QVERIFY(openTensor(bench));
    bench.prompts.save = bench.folder.filePath(u"new.pth"_s);
    {
        const HeldWorkers held(LatestJob::lookers());
        bench.window.page()->saveAs();
        bench.window.actions().action("file.close")->trigger();
        QTest::qWait(50);
        QCOMPARE(bench.window.pageCount(), 1);
    }
    QTRY_COMPARE(bench.window.pageCount(), 0);
    QCOMPARE(bytesOf(bench.prompts.save), bytesOf(bench.file()));
}

void TestSlowDisks::whatIsSavedMeanwhileComesAfterIt_data()
{
    QTest::addColumn<bool>("replace");
    QTest::newRow("where that is replaced") << true;
    QTest::newRow("where that is not") << false;
}

void TestSlowDisks::whatIsSavedMeanwhileComesAfterIt()
{
    QFETCH(bool, replace);
    CompareBench bench;
    QVERIFY(openTensor(bench));
    const QByteArray before = bytesOf(bench.file());
    changeAll(bench, u"mps"_s);
    QVERIFY(isDialogClosed(bench) && bench.settle());
    bench.prompts.save = bench.folder.filePath(u"old.pth"_s);
    bench.prompts.replace = replace;
    QVERIFY(QFile::copy(bench.file(), bench.prompts.save));
    {
        const HeldWorkers held(LatestJob::lookers());
        bench.window.page()->saveAs();
        bench.window.page()->save();
        QTest::qWait(50);
        QCOMPARE(bytesOf(bench.file()), before);
    }
    QVERIFY(bench.settle());
    QVERIFY(!bench.window.isWindowModified());
    QVERIFY(tagsOnDisk(replace ? bench.prompts.save : bench.file()).contains(u"mps"_s));
    QCOMPARE(bytesOf(replace ? bench.file() : bench.prompts.save), before);
}

LENS_WINDOW_TEST(TestSlowDisks)
#include "tst_slowdisks.moc"
