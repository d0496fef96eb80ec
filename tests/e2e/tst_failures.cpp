// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/bench.h"
#include "widgets/resources.h"

#include <QAbstractButton>
#include <QAction>
#include <QDir>
#include <QLabel>

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

private:
    void sees(Bench &bench, const QString &path, const QStringList &words);
};

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
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
    file.close();
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

LENS_WINDOW_TEST(TestFailures)
#include "tst_failures.moc"
