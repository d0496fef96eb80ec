// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/file.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace lens;

class TestFile : public QObject
{
    Q_OBJECT
private slots:
    void bytesReadBackAnywhere();
    void windowsStayInside_data();
    void windowsStayInside();
    void windowsKnowTheirPlaceInTheFile();
    void refusalsSayWhy_data();
    void refusalsSayWhy();
    void anEmptyFileOpens();
    void aFileThatShrinksIsAConflict();
    void aFileWrittenOverIsNotReadAsWhatWasOpened();
    void aFileThatWasReplacedIsStillRead();
    void descriptorsBlockAndCloseOnExec();

private:
    std::string write(const char *name, const QByteArray &bytes);
    QTemporaryDir m_directory;
};

std::string TestFile::write(const char *name, const QByteArray &bytes)
{
    QFile file(m_directory.filePath(QLatin1String(name)));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("the fixture cannot be written");
    return file.fileName().toStdString();
}

void TestFile::bytesReadBackAnywhere()
{
    const auto file = File::open(write("digits", "0123456789"));
    QVERIFY(file);
    const ByteSource &source = **file;
    QCOMPARE(source.size(), std::uint64_t(10));
    QCOMPARE(*source.readString(3, 4), std::string("3456"));
    QCOMPARE(*source.readString(10, 0), std::string());
    QVERIFY(source.readString(8, 3).error().code == ErrorCode::Truncated);
    QVERIFY(source.readString(~0ull, 2).error().code == ErrorCode::Truncated);
    const SourcePtr memory = memorySource("0123456789");
    QCOMPARE(*memory->readString(3, 4), std::string("3456"));
    QVERIFY(!memory->readString(1, ~0ull));
}

void TestFile::windowsStayInside_data()
{
    QTest::addColumn<std::uint64_t>("offset");
    QTest::addColumn<std::uint64_t>("length");
    QTest::addColumn<bool>("inside");
    QTest::newRow("the middle") << std::uint64_t(2) << std::uint64_t(5) << true;
    QTest::newRow("everything") << std::uint64_t(0) << std::uint64_t(10) << true;
    QTest::newRow("nothing at the end") << std::uint64_t(10) << std::uint64_t(0) << true;
    QTest::newRow("one byte too many") << std::uint64_t(5) << std::uint64_t(6) << false;
    QTest::newRow("a sum that wraps around") << std::uint64_t(5) << ~std::uint64_t(0) << false;
    QTest::newRow("a start behind the end") << std::uint64_t(11) << std::uint64_t(0) << false;
}

void TestFile::windowsStayInside()
{
    QFETCH(std::uint64_t, offset);
    QFETCH(std::uint64_t, length);
    const auto window = subSource(memorySource("0123456789"), offset, length);
    QTEST(window.has_value(), "inside");
    if (!window)
        return;
    QCOMPARE((*window)->size(), length);
    QCOMPARE(*(*window)->readString(0, length), std::string("0123456789").substr(offset, length));
    QVERIFY(!(*window)->readString(0, length + 1));
}

void TestFile::windowsKnowTheirPlaceInTheFile()
{
    const auto file = File::open(write("digits", "0123456789"));
    const auto outer = subSource(*file, 2, 6);
    const auto inner = subSource(*outer, 1, 3);
    const auto range = (*inner)->fileRange();
    QVERIFY(range);
    QCOMPARE(range->offset, std::uint64_t(3));
    QCOMPARE(range->length, std::uint64_t(3));
    QCOMPARE(range->file.get(), file->get());
    QVERIFY(!memorySource("x")->fileRange());
}

void TestFile::refusalsSayWhy_data()
{
    QTest::addColumn<std::string>("path");
    QTest::addColumn<std::string>("says");
    QTest::newRow("a missing file")
        << m_directory.filePath("none.pt").toStdString() << std::string("no such file");
    QTest::newRow("a directory") << m_directory.path().toStdString() << std::string("directory");
    const std::string fifo = m_directory.filePath("fifo").toStdString();
    ::mkfifo(fifo.c_str(), 0600);
    QTest::newRow("a pipe that nobody writes to") << fifo << std::string("FIFO");
    QTest::newRow("a device without end") << std::string("/dev/zero") << std::string("device");
    if (::geteuid() != 0) {
        const std::string secret = write("secret", "x");
        ::chmod(secret.c_str(), 0);
        QTest::newRow("a file of somebody else") << secret << std::string("not permitted");
    }
    QTest::newRow("a name with a NUL") << std::string("a\0b", 3) << std::string("NUL");
}

void TestFile::refusalsSayWhy()
{
    QFETCH(std::string, path);
    QFETCH(std::string, says);
    QElapsedTimer timer;
    timer.start();
    const auto file = File::open(path);
    QVERIFY(!file);
    QVERIFY(file.error().code == ErrorCode::Io);
    QVERIFY2(file.error().text().find(says) != std::string::npos, file.error().text().c_str());
    QVERIFY(timer.elapsed() < 5000);
}

void TestFile::anEmptyFileOpens()
{
    const auto file = File::open(write("empty", ""));
    QVERIFY(file);
    QCOMPARE((*file)->size(), std::uint64_t(0));
}

void TestFile::aFileThatShrinksIsAConflict()
{
    const std::string path = write("shrinks", "0123456789");
    const auto file = File::open(path);
    QVERIFY((*file)->checkUnchanged());
    QCOMPARE(::truncate(path.c_str(), 4), 0);
    QVERIFY((*file)->checkUnchanged().error().code == ErrorCode::Conflict);
    const auto bytes = (*file)->readString(2, 6);
    QVERIFY(!bytes);
    QVERIFY(bytes.error().code == ErrorCode::Conflict);
    QVERIFY(bytes.error().text().find("changed on disk after it was opened") != std::string::npos);
}

void TestFile::aFileWrittenOverIsNotReadAsWhatWasOpened()
{
    const std::string path = write("written", "0123456789");
    QFile written(QString::fromStdString(path));
    QVERIFY(written.open(QIODevice::ReadWrite));
    QVERIFY(written.setFileTime(QDateTime::currentDateTime().addDays(-1),
                                QFileDevice::FileModificationTime));
    written.close();
    const auto file = File::open(path);
    QVERIFY((*file)->readString(2, 6));
    QCOMPARE(write("written", "9876543210"), path);
    const auto bytes = (*file)->readString(2, 6);
    QVERIFY(!bytes);
    QVERIFY(bytes.error().code == ErrorCode::Conflict);
}

void TestFile::aFileThatWasReplacedIsStillRead()
{
    const std::string path = write("replaced", "0123456789");
    const auto file = File::open(path);
    QCOMPARE(::rename(write("other", "9876543210").c_str(), path.c_str()), 0);
    QVERIFY((*file)->readString(2, 6));
    QCOMPARE(::unlink(path.c_str()), 0);
    QCOMPARE(*(*file)->readString(2, 6), std::string("234567"));
}

void TestFile::descriptorsBlockAndCloseOnExec()
{
    const auto file = File::open(write("flags", "x"));
    QVERIFY(!(::fcntl((*file)->descriptor(), F_GETFL) & O_NONBLOCK));
    QVERIFY(::fcntl((*file)->descriptor(), F_GETFD) & FD_CLOEXEC);
}

QTEST_GUILESS_MAIN(TestFile)
#include "tst_file.moc"
