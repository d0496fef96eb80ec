// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/filewatch.h"
#include "model/items/roles.h"
#include "tests/e2e/bench.h"
#include "widgets/entrytree.h"
#include "widgets/histogrampanel.h"
#include "widgets/resources.h"
#include "widgets/retagdialog.h"
#include "widgets/valuespanel.h"

#include <QAction>
#include <QComboBox>
#include <QDateTime>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>

#include <algorithm>
#include <cstdio>

using namespace lens;
using namespace Qt::StringLiterals;
using test::Bench;
using test::bytesOf;

namespace {

const auto tensorPath = u"generator/module.hidden.weight"_s;

// As cp and torch.save write over a file: the same inode, cut and filled again.
bool writeOver(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

// Saved a day ago: else it could be written over within one tick of the file system's clock.
bool openOld(Bench &bench)
{
    QFile file(bench.file());
    return file.open(QIODevice::ReadWrite) &&
           file.setFileTime(QDateTime::currentDateTime().addDays(-1),
                            QFileDevice::FileModificationTime) &&
           bench.openAndWait(bench.file());
}

void changeAll(Bench &bench)
{
    bench.window.actions().action("edit.changeDevice")->trigger();
    auto *dialog = bench.find<RetagDialog>("retagDialog");
    QVERIFY(dialog);
    dialog->findChild<QComboBox *>(u"allTarget"_s)->setEditText(u"mps"_s);
    dialog->findChild<QPushButton *>(u"saveButton"_s)->click();
    QVERIFY(bench.settle());
}

QPushButton *saveAsButton(const Bench &bench)
{
    return bench.window.findChild<QPushButton *>(u"Save as…"_s);
}

bool says(const QWidget &panel, const QString &text)
{
    const auto labels = panel.findChildren<QLabel *>();
    return std::ranges::any_of(labels,
                               [&](const QLabel *label) { return label->text().contains(text); });
}

} // namespace

// A file that another program writes over, or takes away, while it is open.
class TestOverwriting final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void otherNumbersAreNotShownAsThoseOfTheFile();
    void aTouchedFileIsReadOnceItIsReloaded();
    void aSaveOffersToReload_data();
    void aSaveOffersToReload();
    void aFileThatWasReplacedCanBeSavedElsewhere();
    void whatWasWrittenOverCannotBeSavedWhenItIsGone();
    void whyASaveFailedStaysWhenTheFileIsReplaced();
    void whyASaveFailedStaysWhenTheFileIsGone();
};

void TestOverwriting::otherNumbersAreNotShownAsThoseOfTheFile()
{
    Bench bench;
    QVERIFY(openOld(bench));
    QVERIFY(writeOver(bench.file(), QByteArray(bytesOf(bench.file())).replace('\0', '\x7f')));
    bench.window.page()->selectPath(tensorPath);
    ValuesPanel &values = bench.window.page()->values();
    QTRY_VERIFY(says(values, u"changed on disk after it was opened"_s));
    QVERIFY(bench.settle());
    const auto *model = values.findChild<QTableView *>()->model();
    QVERIFY(model->rowCount() > 0);
    QCOMPARE(model->index(0, 0).data().toString(), u"…"_s); // not read

    bench.window.page()->showPanel("histogram");
    QTRY_VERIFY(says(bench.window.page()->histogram(), u"changed on disk"_s));
    bench.window.actions().action("file.reload")->trigger();
    QVERIFY(bench.settle());
}

// Only a look at every byte could tell that they are the same: what to do is said, and it is one
// key.
void TestOverwriting::aTouchedFileIsReadOnceItIsReloaded()
{
    Bench bench;
    QVERIFY(openOld(bench));
    bench.window.page()->selectPath(tensorPath);
    QFile file(bench.file());
    QVERIFY(file.open(QIODevice::ReadWrite) &&
            file.setFileTime(QDateTime::currentDateTime(), QFileDevice::FileModificationTime));
    QTRY_VERIFY2(bench.message().contains(u"Reload it to go on"_s), qPrintable(bench.message()));
    QVERIFY2(bench.message().contains(u"or only touched it"_s), qPrintable(bench.message()));
    QTest::keyClick(&bench.window, Qt::Key_F5);
    QVERIFY(bench.settle());
    QCOMPARE(bench.window.page()->tree().currentIndex().data(PathRole).toString(), tensorPath);
    QCOMPARE(bench.message(), QString());
    const auto *model = bench.window.page()->values().findChild<QTableView *>()->model();
    QVERIFY(bench.settle());
    QTRY_VERIFY(model->rowCount() > 0 && model->index(0, 0).data().toString() != u"…"_s);
}

void TestOverwriting::aSaveOffersToReload_data()
{
    QTest::addColumn<int>("more");
    QTest::newRow("of the same size") << 0;
    QTest::newRow("larger") << 100;
}

void TestOverwriting::aSaveOffersToReload()
{
    QFETCH(int, more);
    Bench bench;
    const QByteArray bytes = bytesOf(bench.file());
    QVERIFY(openOld(bench));
    changeAll(bench);
    const QByteArray other = QByteArray(more, '#') + bytes;
    QVERIFY(writeOver(bench.file(), other));
    bench.window.actions().action("file.save")->trigger();
    QVERIFY(bench.settle());
    QVERIFY2(bench.message().contains(u"changed on disk after it was opened"_s) &&
                 bench.message().contains(u"your changes will be lost"_s),
             qPrintable(bench.message()));
    QVERIFY(!saveAsButton(bench));
    QCOMPARE(bytesOf(bench.file()), other);

    QVERIFY(writeOver(bench.file(), bytes));
    bench.prompts.reload = true;
    bench.find<QPushButton>("Reload")->click();
    QVERIFY(bench.settle());
    QVERIFY(!bench.window.isWindowModified());
    changeAll(bench);
    bench.window.actions().action("file.save")->trigger();
    QVERIFY(bench.settle());
    QVERIFY2(bench.message().startsWith("Saved "_L1), qPrintable(bench.message()));
}

void TestOverwriting::aFileThatWasReplacedCanBeSavedElsewhere()
{
    Bench bench;
    QVERIFY(openOld(bench));
    changeAll(bench);
    QVERIFY(QFile::remove(bench.file()));
    QVERIFY(writeOver(bench.file(), "a new run"));
    bench.window.actions().action("file.save")->trigger();
    QVERIFY(bench.settle());
    QVERIFY2(bench.message().startsWith("Not saved. "_L1), qPrintable(bench.message()));
    QVERIFY(bench.find<QPushButton>("Reload"));
    bench.prompts.save = bench.folder.filePath(u"elsewhere.pth"_s);
    auto *saveAs = saveAsButton(bench);
    QVERIFY(saveAs);
    saveAs->click();
    QVERIFY(bench.settle());
    QVERIFY2(bench.message().startsWith("Saved "_L1), qPrintable(bench.message()));
    QCOMPARE(bytesOf(bench.file()), "a new run");
}

void TestOverwriting::whatWasWrittenOverCannotBeSavedWhenItIsGone()
{
    Bench bench;
    QVERIFY(openOld(bench));
    auto *watch = bench.window.page()->findChild<FileWatch *>();
    QSignalSpy replaced(watch, &FileWatch::replaced), removed(watch, &FileWatch::removed);
    QVERIFY(writeOver(bench.file(), "a new run"));
    QVERIFY(replaced.wait());
    QVERIFY2(bench.message().contains(u"no more of that can be read"_s),
             qPrintable(bench.message()));
    QVERIFY(QFile::remove(bench.file()));
    QVERIFY(removed.wait());
    QVERIFY2(bench.message().contains(u"is gone"_s) && !bench.message().contains(u"can be saved"_s),
             qPrintable(bench.message()));
    QVERIFY(!saveAsButton(bench));
}

void TestOverwriting::whyASaveFailedStaysWhenTheFileIsReplaced()
{
    Bench bench;
    const auto other = bench.folder.filePath(u"other.pth"_s);
    QVERIFY(openOld(bench));
    auto *watch = bench.window.page()->findChild<FileWatch *>();
    QSignalSpy replaced(watch, &FileWatch::replaced);
    changeAll(bench);
    bench.prompts.save = bench.folder.filePath(u"missing/b.pth"_s);
    bench.window.page()->saveAs();
    QVERIFY(bench.settle());
    QVERIFY2(bench.message().startsWith("Not saved. "_L1), qPrintable(bench.message()));
    QVERIFY(writeOver(other, "a new run"));
    QCOMPARE(std::rename(qPrintable(other), qPrintable(bench.file())), 0);
    QVERIFY(replaced.wait());
    QVERIFY2(bench.message().startsWith("Not saved. "_L1), qPrintable(bench.message()));
    QCOMPARE(bench.message().count(u"another program"_s), 1);
}

void TestOverwriting::whyASaveFailedStaysWhenTheFileIsGone()
{
    Bench bench;
    QVERIFY(openOld(bench));
    auto *watch = bench.window.page()->findChild<FileWatch *>();
    QSignalSpy removed(watch, &FileWatch::removed);
    changeAll(bench);
    QVERIFY(QFile::remove(bench.file()));
    bench.window.actions().action("file.save")->trigger();
    QVERIFY(bench.settle());
    QVERIFY2(bench.message().startsWith("Not saved. "_L1), qPrintable(bench.message()));
    QVERIFY(removed.wait());
    QVERIFY2(bench.message().startsWith("Not saved. "_L1), qPrintable(bench.message()));
    QVERIFY2(bench.message().contains(u"can be saved under another name"_s),
             qPrintable(bench.message()));
    QVERIFY(saveAsButton(bench));
}

LENS_WINDOW_TEST(TestOverwriting)
#include "tst_overwriting.moc"
