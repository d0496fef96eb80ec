// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/filewait.h"
#include "tests/e2e/bench.h"
#include "widgets/resources.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAction>
#include <QClipboard>
#include <QDir>
#include <QGuiApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSignalSpy>

#include <sys/stat.h>
#include <unistd.h>

using namespace lens;
using namespace Qt::StringLiterals;
using test::Bench;

// What is no checkpoint, or none that can be read: the page says what it is and what to do.
class TestFailures final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { initResources(); }
    void thePageSaysWhatItIsAndWhatToDo_data();
    void thePageSaysWhatItIsAndWhatToDo();
    void whatIsNoFileIsNotReadForEver_data();
    void whatIsNoFileIsNotReadForEver();
    void whatMayNotBeReadCanBeTriedAgain();
    void aTextShowsItsFirstLines();
    void thePointerOffersItsCommand();
    void aFileThatIsStillWrittenOpensByItself();
    void tryingAgainDoesNotEndTheWaiting();
    void watchingCanBeStopped();
    void whatIsNoCheckpointIsNotWatched();
    void whatCouldBeReadIsReported();
    void aBrokenSafetensorsFileHasAReportToo();

private:
    void sees(Bench &bench, const QString &path, const QStringList &words);
    static void write(const QString &path, const QByteArray &bytes);
};

void TestFailures::write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
}

void TestFailures::sees(Bench &bench, const QString &path, const QStringList &words)
{
    test::drop(bench.window, {path});
    QTRY_COMPARE(bench.window.pageCount(), 1);
    QVERIFY(bench.settle());
    QVERIFY(!bench.window.page()->document().isLoaded());
    const auto *text = bench.find<QLabel>("failureText");
    QVERIFY(text->isVisible());
    for (const QString &word : words)
        QVERIFY2(text->text().contains(word), qPrintable(text->text()));
    QVERIFY(!bench.window.actions().action("file.saveForDevice")->isEnabled());
}

void TestFailures::thePageSaysWhatItIsAndWhatToDo_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QStringList>("words");
    QFile sample(u":/sample.pth"_s);
    QVERIFY(sample.open(QIODevice::ReadOnly));
    QTest::newRow("the first half of a zip")
        << sample.read(sample.size() / 2)
        << QStringList{u"end of this file is missing"_s, u"Copy it again"_s};
    QTest::newRow("nothing") << QByteArray() << QStringList{u"empty"_s, u"copy it again"_s};
    QTest::newRow("a Git LFS pointer")
        << QByteArray("version https://git-lfs.github.com/spec/v1\n"
                      "oid sha256:"
                      "4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\n"
                      "size 4294967296\n")
        << QStringList{u"Git LFS pointer"_s, u"4.0 GiB"_s, u"git lfs pull"_s};
    QTest::newRow("a web page") << QByteArray(
                                       "<!DOCTYPE html>\n<html><title>Sign in</title></html>")
                                << QStringList{u"web page"_s, u"download the file again"_s};
    QTest::newRow("a Python path file")
        << QByteArray("import os\n/usr/lib/python3/dist-packages\n")
        << QStringList{u"Python path configuration"_s, u"Open the file that"_s};
    QTest::newRow("GGUF") << QByteArray("GGUF\3\0\0\0", 8) + QByteArray(116, '\0')
                          << QStringList{u"GGUF"_s, u"llama.cpp"_s};
    QTest::newRow("HDF5") << QByteArray("\x89HDF\r\n\x1a\n") + QByteArray(200, '\0')
                          << QStringList{u"HDF5"_s, u"Keras"_s};
    QTest::newRow("ONNX") << QByteArray("\x08\x08\x12\x07pytorch\x1a\x05"
                                        "2.1.0:\x10") +
                                 QByteArray(100, '\0')
                          << QStringList{u"ONNX"_s, u"Netron"_s};
    QTest::newRow("a zip of nothing")
        << QByteArray("PK\5\6") + QByteArray(18, '\0') << QStringList{u"zip"_s};
}

void TestFailures::thePageSaysWhatItIsAndWhatToDo()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QStringList, words);
    Bench bench;
    const auto path = bench.folder.filePath(u"model.pth"_s);
    write(path, bytes);
    sees(bench, path, words);
}

void TestFailures::whatIsNoFileIsNotReadForEver_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("word");
    QTest::newRow("a folder") << u"folder"_s << u"directory"_s;
    QTest::newRow("a pipe that nobody writes to") << u"pipe"_s << u"named pipe"_s;
    QTest::newRow("a device without an end") << u"device"_s << u"device"_s;
}

void TestFailures::whatIsNoFileIsNotReadForEver()
{
    QFETCH(const QString, kind);
    QFETCH(const QString, word);
    Bench bench;
    const auto path = bench.folder.filePath(u"model.pth"_s);
    if (kind == "folder"_L1)
        QVERIFY(QDir().mkdir(path));
    else if (kind == "pipe"_L1)
        QVERIFY(::mkfifo(QFile::encodeName(path).constData(), 0600) == 0);
    else
        QVERIFY(QFile::link(u"/dev/zero"_s, path));
    sees(bench, path, {word});
}

void TestFailures::whatMayNotBeReadCanBeTriedAgain()
{
    if (::geteuid() == 0)
        QSKIP("Root may read every file.");
    Bench bench;
    QVERIFY(QFile::setPermissions(bench.file(), QFile::Permissions()));
    sees(bench, bench.file(), {u"not permitted"_s, u"owner"_s});
    QVERIFY(QFile::setPermissions(bench.file(), QFile::ReadOwner));
    bench.find<QAbstractButton>("tryAgain")->click();
    QVERIFY(bench.settle());
    QVERIFY(bench.window.page()->document().isLoaded());
}

// By keyboard; what the file says is text, whatever it looks like.
void TestFailures::aTextShowsItsFirstLines()
{
    Bench bench;
    const auto path = bench.folder.filePath(u"model.pth"_s);
    write(path, "<!DOCTYPE html>\n<b>Sign \u202ein</b>\n");
    sees(bench, path, {u"web page"_s});
    auto *show = bench.find<QAbstractButton>("showFirstLines");
    const auto *lines = bench.find<QPlainTextEdit>("firstLines");
    QVERIFY(!lines->isVisible());
    show->setFocus();
    QTest::keyClick(show, Qt::Key_Space);
    QVERIFY(lines->isVisible() && lines->isReadOnly());
    QCOMPARE(lines->toPlainText(), u"<!DOCTYPE html>\n<b>Sign \\u202ein</b>"_s);
    QVERIFY(!bench.find<QAbstractButton>("copyCommand")->isVisible());
    show->click();
    QVERIFY(!lines->isVisible());
}

void TestFailures::thePointerOffersItsCommand()
{
    Bench bench;
    const auto path = bench.folder.filePath(u"model.pth"_s);
    write(path, "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 42\n");
    sees(bench, path, {u"Git LFS pointer"_s});
    bench.find<QAbstractButton>("copyCommand")->click();
    QCOMPARE(QGuiApplication::clipboard()->text(), u"git lfs pull"_s);
    QVERIFY(bench.find<QAbstractButton>("showFirstLines")->isVisible());
}

// A download: it stalls for longer than a moment, then goes on to its end.
void TestFailures::aFileThatIsStillWrittenOpensByItself()
{
    Bench bench;
    const QByteArray all = test::bytesOf(bench.file());
    const auto path = bench.folder.filePath(u"last.ckpt"_s);
    write(path, all.first(all.size() / 3));
    sees(bench, path, {u"end of this file is missing"_s});
    const auto *text = bench.find<QLabel>("failureText");
    const auto before = text->text();
    auto *watch = bench.find<QAbstractButton>("watchFile");
    QVERIFY(watch->isVisible());
    watch->setFocus();
    watch->click();
    const auto *state = bench.find<QLabel>("failureState");
    QVERIFY(state->isVisible() && state->text().contains(u"Waiting"_s));
    QVERIFY(watch->text().contains(u"Stop"_s));
    QFile file(path);
    QVERIFY(file.open(QIODevice::Append));
    file.write(all.sliced(all.size() / 3, all.size() / 3));
    file.flush();
    // The half was tried and is still watched; the page never gave way to another one.
    QTRY_VERIFY(text->text() != before);
    QVERIFY(text->isVisible() && state->isVisible());
    QCOMPARE(QApplication::focusWidget(), watch); // to stop it
    file.write(all.sliced(all.size() / 3 * 2));
    file.close();
    QTRY_VERIFY(bench.window.page()->document().isLoaded());
    QVERIFY(bench.settle());
    QVERIFY(!text->isVisible());
    QVERIFY(bench.window.actions().action("file.saveForDevice")->isEnabled());
}

void TestFailures::tryingAgainDoesNotEndTheWaiting()
{
    Bench bench;
    const QByteArray all = test::bytesOf(bench.file());
    const auto path = bench.folder.filePath(u"last.ckpt"_s);
    write(path, all.first(all.size() / 2));
    sees(bench, path, {u"end of this file is missing"_s});
    bench.find<QAbstractButton>("watchFile")->click();
    bench.find<QAbstractButton>("tryAgain")->click();
    QVERIFY(bench.settle());
    QVERIFY(!bench.window.page()->document().isLoaded());
    QVERIFY(bench.find<QLabel>("failureState")->isVisible());
    write(path, all);
    QTRY_VERIFY(bench.window.page()->document().isLoaded());
}

void TestFailures::watchingCanBeStopped()
{
    Bench bench;
    const QByteArray all = test::bytesOf(bench.file());
    const auto path = bench.folder.filePath(u"last.ckpt"_s);
    write(path, all.first(all.size() / 2));
    sees(bench, path, {u"end of this file is missing"_s});
    auto *watch = bench.find<QAbstractButton>("watchFile");
    watch->click();
    watch->click();
    QVERIFY(!bench.find<QLabel>("failureState")->isVisible());
    FileWait other;
    QSignalSpy seen(&other, &FileWait::quiet), looked(&other, &FileWait::looked);
    other.start(path.toStdString());
    write(path, all);
    // As the page, which began earlier, would have by now.
    QTRY_VERIFY(!seen.isEmpty() && looked.size() > 3);
    QVERIFY(!bench.window.page()->isOpening());
    QVERIFY(bench.settle());
    QVERIFY(!bench.window.page()->document().isLoaded());
    bench.find<QAbstractButton>("tryAgain")->click();
    QVERIFY(bench.settle());
    QVERIFY(bench.window.page()->document().isLoaded());
}

void TestFailures::whatIsNoCheckpointIsNotWatched()
{
    Bench bench;
    const auto path = bench.folder.filePath(u"model.pth"_s);
    write(path, "GGUF\3" + QByteArray(119, '\0'));
    sees(bench, path, {u"GGUF"_s});
    for (const char *name : {"watchFile", "showFirstLines", "copyCommand"})
        QVERIFY(!bench.find<QAbstractButton>(name)->isVisible());
    QVERIFY(!bench.find<QWidget>("failureReport")->isVisible());
}

// What `ckptlens-cli scan` says of such a file, and as a file of its own.
void TestFailures::whatCouldBeReadIsReported()
{
    Bench bench;
    const auto path = bench.folder.filePath(u"model.pth"_s);
    write(path, "\x80\x02"
                "cposix\nsystem\nX\x09");
    sees(bench, path, {u"model.pth could not be opened"_s});
    QVERIFY(bench.find<QWidget>("failureReport")->isVisible());
    QVERIFY(bench.find<QLabel>("failureVerdict")->text().contains(u"Dangerous"_s));
    QVERIFY(bench.find<QLabel>("failureCoverage")->text().startsWith(u"Python pickle"_s));
    const auto *globals = bench.find<QAbstractItemView>("failureGlobals")->model();
    QCOMPARE(globals->rowCount(), 1);
    QCOMPARE(globals->index(0, 1).data().toString(), u"posix.system"_s);
    QVERIFY(bench.find<QAbstractItemView>("failureFindings")->model()->rowCount() >= 2);
    bench.prompts.save = bench.folder.filePath(u"report.md"_s);
    bench.find<QAbstractButton>("exportFailure")->click();
    QVERIFY(bench.settle());
    QVERIFY(test::bytesOf(bench.prompts.save).contains("posix.system"));
    QVERIFY(bench.message().contains(u"Saved the report"_s));
}

void TestFailures::aBrokenSafetensorsFileHasAReportToo()
{
    Bench bench;
    const auto path = bench.folder.filePath(u"model.safetensors"_s);
    write(path, QByteArray("\x05\0\0\0\0\0\0\0", 8) + "{\"a\":");
    sees(bench, path, {u"model.safetensors could not be opened"_s});
    QVERIFY(bench.find<QWidget>("failureReport")->isVisible());
    const QString coverage = bench.find<QLabel>("failureCoverage")->text();
    QVERIFY2(coverage.contains(u"no pickle"_s), qPrintable(coverage));
    bench.prompts.save = bench.folder.filePath(u"report.json"_s);
    bench.find<QAbstractButton>("exportFailure")->click();
    QVERIFY(bench.settle());
    QVERIFY(test::bytesOf(bench.prompts.save).contains("file.unreadable"));
}

LENS_WINDOW_TEST(TestFailures)
#include "tst_failures.moc"
