// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/text.h"
#include "model/document/failure.h"
#include "model/document/filewait.h"
#include "model/formats/format.h"
#include "tests/support/heldworkers.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace lens;
using namespace Qt::StringLiterals;
using Lines = std::vector<std::string>;

namespace {

struct Folder
{
    QTemporaryDir folder;
    QString path = folder.filePath(u"model.pth"_s);

    std::string name() const { return path.toStdString(); }
    void write(const QByteArray &bytes) const
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
    }
    Failure failure() const
    {
        const auto opened = openCheckpoint(name());
        return opened ? Failure() : lookAtFailure(name(), opened.error(), Job());
    }
};

// Looks only when it is told to.
struct Wait : FileWait
{
    QSignalSpy tries{this, &FileWait::quiet}, looks{this, &FileWait::looked};

    Wait() { setInterval(std::chrono::hours(1)); }
    // The answer to the look that is under way, if any, comes first.
    void lookAgain()
    {
        const auto before = looks.size();
        look();
        QTRY_COMPARE(looks.size(), before + 1);
    }
};

// A pickle that names os.system and ends before it is called.
const QByteArray cutPickle("\x80\x02"
                           "cposix\nsystem\nX\x09");

} // namespace

class TestFailure final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aTextShowsItsFirstLines_data();
    void aTextShowsItsFirstLines();
    void ofALongTextThereIsOnlyTheBeginning();
    void whatIsNoTextHasNoLines_data();
    void whatIsNoTextHasNoLines();
    void aPointerNamesTheCommandThatFetchesTheFile();
    void aCutPickleIsReportedAsFarAsItWasRead();
    void aBrokenSafetensorsFileIsReported();
    void waitingHelpsWhereTheEndIsMissing();
    void aFileIsTriedOnceItStopsGrowing();
    void aWaitEndsWhenItIsStopped();
    void noLookIsBegunBeforeTheLastOneHasAnAnswer();
    void aFileThatIsGoneMayComeBack();
    void theLooksGoOn();
};

void TestFailure::aTextShowsItsFirstLines_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<Lines>("lines");
    QTest::newRow("a web page") << QByteArray("<html>\r\n<b>Sign in</b>\r\n</html>")
                                << Lines{"<html>", "<b>Sign in</b>", "</html>"};
    QTest::newRow("JSON") << QByteArray("{\n  \"error\": 404\n}\n")
                          << Lines{"{", "  \"error\": 404", "}"};
    QTest::newRow("XML, with an empty line") << QByteArray("<?xml version='1.0'?>\n\n<e/>")
                                             << Lines{"<?xml version='1.0'?>", "", "<e/>"};
    QTest::newRow("a Python path file")
        << QByteArray("import os\n/usr/lib\n") << Lines{"import os", "/usr/lib"};
}

void TestFailure::aTextShowsItsFirstLines()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const Lines, lines);
    const Folder at;
    at.write(bytes);
    const Failure failure = at.failure();
    QCOMPARE(failure.lines, lines);
    QVERIFY(!failure.hasMoreLines);
    QVERIFY(!failure.report);
    QVERIFY(failure.command.empty());
}

void TestFailure::ofALongTextThereIsOnlyTheBeginning()
{
    const Folder at;
    at.write("<p>\n" + QByteArray("line\n").repeated(60));
    QCOMPARE(at.failure().lines.size(), Failure::mostLines);
    QVERIFY(at.failure().hasMoreLines);
    at.write("<p>" + QByteArray("ä").repeated(1'000'000)); // one line; a cut would split a letter
    QCOMPARE(at.failure().lines.size(), 1u);
    QCOMPARE(at.failure().lines[0].size(), Failure::mostBytes - 1);
    QVERIFY(isUtf8(at.failure().lines[0]));
    QVERIFY(at.failure().hasMoreLines);
}

void TestFailure::whatIsNoTextHasNoLines_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("GGUF") << QByteArray("GGUF\3\0\0\0", 8) + QByteArray(116, '\0');
    QTest::newRow("zeros") << QByteArray(5000, '\0');
    QTest::newRow("a pickle") << cutPickle;
}

void TestFailure::whatIsNoTextHasNoLines()
{
    QFETCH(const QByteArray, bytes);
    const Folder at;
    at.write(bytes);
    QVERIFY(!openCheckpoint(at.name()));
    QVERIFY(at.failure().lines.empty());
}

void TestFailure::aPointerNamesTheCommandThatFetchesTheFile()
{
    const Folder at;
    at.write("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 42\n");
    const Failure failure = at.failure();
    QCOMPARE(failure.command, "git lfs pull");
    QCOMPARE(failure.lines.size(), 3u);
}

void TestFailure::aCutPickleIsReportedAsFarAsItWasRead()
{
    const Folder at;
    at.write(cutPickle);
    const Failure failure = at.failure();
    QVERIFY(failure.report);
    const Report &report = *failure.report;
    QVERIFY(!report.isOpened());
    QCOMPARE(report.format, "pickle");
    QCOMPARE(report.globals.size(), 1u);
    QCOMPARE(report.globals[0].name, "posix.system");
    QVERIFY(report.verdict.text.starts_with("Could not be analysed completely"));
    QStringList ids;
    for (const ReportItemPtr &item : report.items)
        ids << QString::fromStdString(item->finding.id);
    QVERIFY2(ids.contains(u"file.unreadable"_s), qPrintable(ids.join(u' ')));
    QVERIFY2(ids.contains(u"pickle.dangerous-global"_s), qPrintable(ids.join(u' ')));
    for (const ReportItemPtr &item : report.items) // each a sentence, or with its place before it
        QVERIFY2(!QChar(item->finding.text[0]).isLower() ||
                     item->finding.text.find(": ") != std::string::npos,
                 item->finding.text.c_str());
    Job job;
    const auto text = QString::fromStdString(reportText(report, ReportFormat::Markdown, job));
    QVERIFY2(text.contains("Coverage: analysed"_L1), qPrintable(text));
    for (const char *unknown : {"Parameters", "tensor records"})
        QVERIFY2(!text.contains(QLatin1StringView(unknown)), qPrintable(text));
}

void TestFailure::aBrokenSafetensorsFileIsReported()
{
    const QByteArray header = R"({"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}})";
    QByteArray length(8, '\0');
    length[0] = static_cast<char>(header.size());
    const Folder at;
    at.write(length + header + "cut");
    const Failure failure = at.failure();
    QVERIFY(failure.report);
    QCOMPARE(failure.report->format, "safetensors");
    QCOMPARE(failure.report->coverage, "analysed: no pickle");
    QVERIFY(failure.report->globals.empty());
    QCOMPARE(failure.report->items.size(), 1u);
    QCOMPARE(failure.report->items[0]->finding.id, "file.unreadable");
    // Another program may find an archive at its end.
    const QByteArray directory = "PK\1\2" + QByteArray(42, '\0');
    at.write(length + header + directory +
             QByteArray("PK\5\6\0\0\0\0\1\0\1\0\x2e\0\0\0\0\0\0\0\0\0", 22));
    const Failure polyglot = at.failure();
    QCOMPARE(polyglot.report->items.size(), 2u);
    QCOMPARE(polyglot.report->items[1]->finding.id, "file.polyglot");
}

void TestFailure::waitingHelpsWhereTheEndIsMissing()
{
    const Folder at;
    const auto mayHelp = [&at](const QByteArray &bytes) {
        at.write(bytes);
        const auto opened = openCheckpoint(at.name());
        return !opened && mayBecomeComplete(opened.error());
    };
    QVERIFY(mayHelp({}));
    QVERIFY(mayHelp(cutPickle));
    QVERIFY(mayHelp(QByteArray(5000, '\0'))); // room made for a download
    QVERIFY(mayHelp("PK\3\4" + QByteArray(500, 'x')));
    QVERIFY(!mayHelp("<html></html>"));
}

void TestFailure::aFileIsTriedOnceItStopsGrowing()
{
    const Folder at;
    at.write("one");
    Wait wait;
    wait.start(at.name());
    QVERIFY(wait.isWaiting());
    wait.lookAgain();
    QCOMPARE(wait.size(), 3u);
    QCOMPARE(wait.tries.size(), 0);
    wait.lookAgain();
    wait.lookAgain();
    QCOMPARE(wait.tries.size(), 1); // it may be complete already
    for (int part = 0; part < 12; ++part) {
        at.write(QByteArray("more").repeated(part + 1));
        wait.lookAgain();
    }
    QCOMPARE(wait.tries.size(), 1);
    wait.lookAgain();
    QCOMPARE(wait.tries.size(), 2);
    QCOMPARE(wait.size(), 48u);
    QVERIFY(wait.isWaiting()); // until somebody could read it
}

void TestFailure::aWaitEndsWhenItIsStopped()
{
    const Folder at;
    at.write("one");
    Wait wait;
    {
        const test::HeldWorkers held(LatestJob::lookers());
        wait.start(at.name());
        wait.stop();
    }
    QVERIFY(!wait.isWaiting());
    wait.look();
    test::finishWork();
    QCOMPARE(wait.looks.size(), 0);
}

// As when a file system does not answer.
void TestFailure::noLookIsBegunBeforeTheLastOneHasAnAnswer()
{
    const Folder at;
    at.write("one");
    Wait wait;
    {
        const test::HeldWorkers held(LatestJob::lookers());
        wait.start(at.name());
        wait.look();
        QVERIFY(!wait.size());
        QCOMPARE(wait.looks.size(), 0);
    }
    QTRY_COMPARE(wait.looks.size(), 1);
    test::finishWork();
    QCOMPARE(wait.looks.size(), 1);
}

void TestFailure::aFileThatIsGoneMayComeBack()
{
    const Folder at;
    Wait wait;
    wait.start(at.name());
    wait.lookAgain();
    wait.lookAgain();
    QVERIFY(!wait.size());
    QCOMPARE(wait.tries.size(), 0);
    at.write("here");
    wait.lookAgain();
    wait.lookAgain();
    QCOMPARE(wait.tries.size(), 1);
    QCOMPARE(wait.size(), 4u);
}

// By itself, in its own time.
void TestFailure::theLooksGoOn()
{
    const Folder at;
    at.write("one");
    FileWait wait;
    QSignalSpy quiet(&wait, &FileWait::quiet);
    wait.setInterval(std::chrono::milliseconds(1));
    wait.start(at.name());
    QTRY_COMPARE(quiet.size(), 1);
    at.write("another");
    QTRY_COMPARE(wait.size(), 7u);
    QTRY_COMPARE(quiet.size(), 2);
}

QTEST_GUILESS_MAIN(TestFailure)
#include "tst_failure.moc"
