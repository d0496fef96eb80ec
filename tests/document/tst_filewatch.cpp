// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/fileidentity.h"
#include "model/document/filewatch.h"
#include "tests/support/heldworkers.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <atomic>
#include <cstdio>
#include <unistd.h>

#include <sys/syscall.h>

namespace {

std::atomic<Qt::HANDLE> asker = nullptr; // the thread that asked the platform last

} // namespace

// In place of the one of the C library, as Qt calls it.
extern "C" int inotify_add_watch(int inotify, const char *path, std::uint32_t mask)
{
    asker = QThread::currentThreadId();
    return static_cast<int>(syscall(SYS_inotify_add_watch, inotify, path, mask));
}

using namespace lens;
using namespace Qt::StringLiterals;

namespace {

struct Watched
{
    QTemporaryDir folder;
    QString path = folder.filePath(u"last.ckpt"_s);
    FileWatch watch;
    QSignalSpy replaced{&watch, &FileWatch::replaced};
    QSignalSpy removed{&watch, &FileWatch::removed};

    Watched()
    {
        write(path, "one");
        watch.watch(path.toStdString(), *identityAt(path.toStdString()));
    }
    static void write(const QString &path, const QByteArray &bytes)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }
    void replace(const QByteArray &bytes) const
    {
        const auto part = folder.filePath(u"part"_s);
        write(part, bytes);
        QCOMPARE(std::rename(qPrintable(part), qPrintable(path)), 0);
    }
};

} // namespace

class TestFileWatch final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyAtomicReplaceIsNoticed();
    void writingInPlaceIsToldOnceItIsQuiet();
    void aRemovedFileIsToldAndItsReturnToo();
    void whatIsKnownIsNotTold();
    void aFileSystemThatHangsHoldsNobody();
    void thePlatformIsAskedElsewhere();
};

// The platform's own watch of a path ends with the first of them.
void TestFileWatch::everyAtomicReplaceIsNoticed()
{
    Watched watched;
    for (int round = 1; round <= 3; ++round) {
        watched.replace(QByteArray(round + 10, 'x'));
        QTRY_COMPARE(watched.replaced.size(), round);
    }
    QCOMPARE(watched.removed.size(), 0);
}

void TestFileWatch::writingInPlaceIsToldOnceItIsQuiet()
{
    Watched watched;
    QFile file(watched.path);
    QVERIFY(file.open(QIODevice::Append));
    for (int part = 0; part < 10; ++part) {
        file.write("more");
        file.flush();
        QTest::qWait(100);
        QCOMPARE(watched.replaced.size(), 0);
    }
    QTRY_COMPARE(watched.replaced.size(), 1);
}

void TestFileWatch::aRemovedFileIsToldAndItsReturnToo()
{
    Watched watched;
    QVERIFY(QFile::remove(watched.path));
    QTRY_COMPARE_WITH_TIMEOUT(watched.removed.size(), 1, 10'000);
    watched.replace("back");
    QTRY_COMPARE_WITH_TIMEOUT(watched.replaced.size(), 1, 10'000);
}

void TestFileWatch::whatIsKnownIsNotTold()
{
    Watched watched;
    watched.replace("our own save");
    watched.watch.watch(watched.path.toStdString(), *identityAt(watched.path.toStdString()));
    watched.watch.check();
    QTRY_VERIFY(watched.watch.isQuiet());
    QCOMPARE(watched.replaced.size(), 0);
}

// Neither what begins a watch nor what looks again asks for the file here.
void TestFileWatch::aFileSystemThatHangsHoldsNobody()
{
    Watched watched;
    QTRY_VERIFY(watched.watch.isQuiet());
    {
        const test::HeldWorkers held(LatestJob::lookers());
        watched.replace("two");
        watched.watch.check();
        FileWatch other;
        other.watch(watched.path.toStdString(), {});
        QVERIFY(other.isLooking());
        QTRY_VERIFY(watched.watch.isLooking());
        QCOMPARE(watched.replaced.size(), 0);
    }
    QTRY_COMPARE(watched.replaced.size(), 1);
}

// It looks the file up, too.
void TestFileWatch::thePlatformIsAskedElsewhere()
{
    asker = nullptr;
    const Watched watched;
    QTRY_VERIFY(asker);
    QVERIFY(asker != QThread::currentThreadId());
}

QTEST_GUILESS_MAIN(TestFileWatch)
#include "tst_filewatch.moc"
