// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/fileidentity.h"
#include "model/formats/save.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

using namespace lens;

namespace {

const QByteArray oldBytes("the old file");
const QByteArray newBytes("the new file, which is longer");

SavePlan planOf(const QByteArray &bytes)
{
    SavePlan plan;
    plan.bytes(bytes.toStdString());
    return plan;
}

void writeFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

QByteArray readFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(no file)");
}

// A source that is not a file: what an inflated or converted record is to the writer.
class CountingSource final : public ByteSource
{
public:
    explicit CountingSource(std::uint64_t size)
        : m_size(size)
    {}
    std::uint64_t size() const override { return m_size; }
    Result<void> read(std::uint64_t offset, std::span<std::byte> out) const override
    {
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = static_cast<std::byte>((offset + i) * 7);
        return {};
    }

private:
    std::uint64_t m_size;
};

} // namespace

class TestSave : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
    }

    void planJoinsNeighbours();
    void copiesEveryKindOfPiece();
    void keepsHolesOfASparseFile();
    void newFileFollowsTheUmask();
    void existingFileNeedsOverwrite();
    void keepsModeAndAttributes();
    void followsASymlinkToItsTarget();
    void warnsOfHardLinks();
    void refusesTheHubCache_data();
    void refusesTheHubCache();
    void refusesWhatIsNoFile();
    void failedCheckLeavesTheOldFile();
    void cancelLeavesTheOldFile();
    void changedOriginIsAConflict();
    void replacedOriginIsAConflict();
    void whatOurOwnSaveLeftMayBeReplacedAgain();
    void destinationChangedMeanwhileIsAConflict();
    void longestNameCanBeSaved();

private:
    QString path(const char *name) const { return m_folder->filePath(QString::fromLatin1(name)); }
    Result<SaveOutcome> saveTo(const QString &to, Overwrite overwrite,
                               std::shared_ptr<const File> origin = nullptr)
    {
        Job job;
        return save(planOf(newBytes), {to.toStdString(), overwrite, std::move(origin), {}}, job);
    }
    QStringList listing() const
    {
        return QDir(m_folder->path())
            .entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::Hidden, QDir::Name);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestSave::planJoinsNeighbours()
{
    SavePlan plan;
    const SourcePtr source = memorySource("0123456789");
    plan.copy(source, 0, 4);
    plan.copy(source, 4, 2);
    plan.bytes("ab");
    plan.bytes("");
    plan.bytes("c");
    plan.copy(source, 8, 0);
    QCOMPARE(plan.pieces.size(), 2u);
    QCOMPARE(plan.size(), 9u);
}

void TestSave::copiesEveryKindOfPiece()
{
    QByteArray source;
    for (int i = 0; i < 20'000'000; ++i)
        source.append(static_cast<char>(i * 31 + i / 1000));
    writeFile(path("source"), source);
    const auto file = File::open(path("source").toStdString());
    QVERIFY(file);

    SavePlan plan;
    plan.copy(*file, 1000, 17'000'001); // by the kernel
    plan.bytes("between");
    plan.copy(*file, 5, 10); // small: through the buffer
    plan.copy(std::make_shared<CountingSource>(3'000'000), 1, 2'500'000);
    plan.copy(memorySource(std::string(2'000'000, 'x')), 0, 2'000'000);
    plan.bytes(std::string(3'000'000, 'y'));
    Job job;
    const auto outcome = save(plan, {path("out").toStdString(), Overwrite::No, *file, {}}, job);
    QVERIFY2(outcome, outcome ? "" : outcome.error().text().c_str());

    QByteArray expected = source.mid(1000, 17'000'001) + "between" + source.mid(5, 10);
    for (int i = 1; i <= 2'500'000; ++i)
        expected.append(static_cast<char>(i * 7));
    expected += QByteArray(2'000'000, 'x') + QByteArray(3'000'000, 'y');
    QVERIFY(readFile(path("out")) == expected);
    QCOMPARE(outcome->bytes, static_cast<std::uint64_t>(expected.size()));
    QCOMPARE(job.done(), outcome->bytes);
    QCOMPARE(job.total(), outcome->bytes);
}

void TestSave::keepsHolesOfASparseFile()
{
    writeFile(path("sparse"), "start");
    const qint64 size = 1ll << 30;
    QCOMPARE(::truncate(path("sparse").toLocal8Bit().constData(), size), 0);
    const auto file = File::open(path("sparse").toStdString());
    QVERIFY(file);
    SavePlan plan;
    plan.bytes("new head");
    plan.copy(*file, 0, (*file)->size());
    Job job;
    QVERIFY(save(plan, {path("out").toStdString(), Overwrite::No, *file, {}}, job));
    struct stat status = {};
    QCOMPARE(::stat(path("out").toLocal8Bit().constData(), &status), 0);
    QCOMPARE(status.st_size, size + 8);
    QVERIFY2(status.st_blocks * 512 < (1 << 20), "a hole became gigabytes of zeros");
    QFile out(path("out"));
    QVERIFY(out.open(QIODevice::ReadOnly));
    QCOMPARE(out.read(14), QByteArray("new headstart\0", 14));
}

void TestSave::newFileFollowsTheUmask()
{
    const mode_t before = ::umask(027);
    const auto outcome = saveTo(path("new.pt"), Overwrite::No);
    ::umask(before);
    QVERIFY(outcome);
    struct stat status = {};
    QCOMPARE(::stat(path("new.pt").toLocal8Bit().constData(), &status), 0);
    QCOMPARE(status.st_mode & 07777, 0640u);
    QCOMPARE(readFile(path("new.pt")), newBytes);
    QCOMPARE(listing(), QStringList{QStringLiteral("new.pt")});
}

void TestSave::existingFileNeedsOverwrite()
{
    writeFile(path("a.pt"), oldBytes);
    const auto refused = saveTo(path("a.pt"), Overwrite::No);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Conflict);
    QVERIFY(refused.error().text().find("--force") != std::string::npos);
    QCOMPARE(readFile(path("a.pt")), oldBytes);
    QVERIFY(saveTo(path("a.pt"), Overwrite::Yes));
    QCOMPARE(readFile(path("a.pt")), newBytes);
    QCOMPARE(listing(), QStringList{QStringLiteral("a.pt")});
}

void TestSave::keepsModeAndAttributes()
{
    writeFile(path("a.pt"), oldBytes);
    const QByteArray local = path("a.pt").toLocal8Bit();
    QCOMPARE(::chmod(local.constData(), 0604), 0);
    const bool attributes = ::setxattr(local.constData(), "user.note", "kept", 4, 0) == 0;
    QVERIFY(saveTo(path("a.pt"), Overwrite::Yes));
    struct stat status = {};
    QCOMPARE(::stat(local.constData(), &status), 0);
    QCOMPARE(status.st_mode & 07777, 0604u);
    char value[8] = {};
    if (attributes)
        QCOMPARE(::getxattr(local.constData(), "user.note", value, sizeof value), 4);
}

void TestSave::followsASymlinkToItsTarget()
{
    QVERIFY(QDir(m_folder->path()).mkdir(QStringLiteral("runs")));
    writeFile(path("runs/real.pt"), oldBytes);
    QVERIFY(QFile::link(QStringLiteral("runs/real.pt"), path("last.pt")));
    const auto outcome = saveTo(path("last.pt"), Overwrite::Yes);
    QVERIFY(outcome);
    QVERIFY(QFileInfo(path("last.pt")).isSymLink());
    QCOMPARE(readFile(path("runs/real.pt")), newBytes);
    QVERIFY(QString::fromStdString(outcome->path).endsWith(QStringLiteral("runs/real.pt")));
}

void TestSave::warnsOfHardLinks()
{
    writeFile(path("a.pt"), oldBytes);
    QCOMPARE(::link(path("a.pt").toLocal8Bit().constData(), path("b.pt").toLocal8Bit().constData()),
             0);
    const auto outcome = saveTo(path("a.pt"), Overwrite::Yes);
    QVERIFY(outcome);
    QCOMPARE(outcome->warnings.size(), 1u);
    QVERIFY(outcome->warnings.front().find("hard link") != std::string::npos);
    QCOMPARE(readFile(path("b.pt")), oldBytes);
}

void TestSave::refusesTheHubCache_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("a snapshot's link")
        << QStringLiteral("hub/models--a--b/snapshots/1f/model.safetensors");
    QTest::newRow("the blob itself") << QStringLiteral("hub/models--a--b/blobs/%1");
    QTest::newRow("a link of one's own to a blob") << QStringLiteral("mine.safetensors");
}

void TestSave::refusesTheHubCache()
{
    QFETCH(QString, name);
    const QString hash(64, QLatin1Char('a'));
    const QString blob = QStringLiteral("hub/models--a--b/blobs/") + hash;
    const QDir folder(m_folder->path());
    QVERIFY(folder.mkpath(QStringLiteral("hub/models--a--b/blobs")));
    QVERIFY(folder.mkpath(QStringLiteral("hub/models--a--b/snapshots/1f")));
    writeFile(folder.filePath(blob), oldBytes);
    QVERIFY(QFile::link(QStringLiteral("../../blobs/") + hash,
                        path("hub/models--a--b/snapshots/1f/model.safetensors")));
    QVERIFY(QFile::link(blob, path("mine.safetensors")));
    const QString target = folder.filePath(name.contains(QLatin1Char('%')) ? name.arg(hash) : name);
    QVERIFY(overwriteGuard(target.toStdString()));
    const auto refused = saveTo(target, Overwrite::Yes);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Conflict);
    QVERIFY(!refused.error().advice.empty());
    QCOMPARE(readFile(folder.filePath(blob)), oldBytes);
}

void TestSave::refusesWhatIsNoFile()
{
    QVERIFY(QDir(m_folder->path()).mkdir(QStringLiteral("folder")));
    QVERIFY(!saveTo(path("folder"), Overwrite::Yes));
    QVERIFY(!saveTo(QStringLiteral("/dev/null"), Overwrite::Yes));
    QVERIFY(!saveTo(path("nowhere/a.pt"), Overwrite::No));
    QVERIFY(QFile::link(QStringLiteral("loop"), path("loop")));
    QVERIFY(!saveTo(path("loop"), Overwrite::Yes));
    QVERIFY(!overwriteGuard(path("a.pt").toStdString()));
}

void TestSave::failedCheckLeavesTheOldFile()
{
    writeFile(path("a.pt"), oldBytes);
    SaveRequest request{path("a.pt").toStdString(), Overwrite::Yes, nullptr, {}};
    QByteArray seen;
    request.check = [&](const std::string &temporary) -> Result<void> {
        seen = readFile(QString::fromStdString(temporary));
        return makeError(ErrorCode::Corrupt, "not what it should be");
    };
    Job job;
    const auto failed = save(planOf(newBytes), request, job);
    QVERIFY(!failed);
    QCOMPARE(failed.error().code, ErrorCode::Corrupt);
    QCOMPARE(seen, newBytes);
    QCOMPARE(readFile(path("a.pt")), oldBytes);
    QCOMPARE(listing(), QStringList{QStringLiteral("a.pt")});
}

void TestSave::cancelLeavesTheOldFile()
{
    writeFile(path("a.pt"), oldBytes);
    SaveRequest request{path("a.pt").toStdString(), Overwrite::Yes, nullptr, {}};
    Job job;
    request.check = [&](const std::string &) -> Result<void> {
        job.cancel();
        return {};
    };
    const auto cancelled = save(planOf(newBytes), request, job);
    QVERIFY(!cancelled);
    QCOMPARE(cancelled.error().code, ErrorCode::Cancelled);
    QCOMPARE(readFile(path("a.pt")), oldBytes);
    QCOMPARE(listing(), QStringList{QStringLiteral("a.pt")});
}

void TestSave::changedOriginIsAConflict()
{
    writeFile(path("a.pt"), oldBytes);
    const auto origin = File::open(path("a.pt").toStdString());
    QVERIFY(origin);
    writeFile(path("a.pt"), "rewritten by a training run");
    const auto refused = saveTo(path("b.pt"), Overwrite::No, *origin);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Conflict);
    QVERIFY(!QFileInfo::exists(path("b.pt")));
}

void TestSave::replacedOriginIsAConflict()
{
    writeFile(path("a.pt"), oldBytes);
    const auto origin = File::open(path("a.pt").toStdString());
    QVERIFY(origin);
    writeFile(path("other"), "another file");
    QCOMPARE(
        ::rename(path("other").toLocal8Bit().constData(), path("a.pt").toLocal8Bit().constData()),
        0);
    const auto refused = saveTo(path("a.pt"), Overwrite::Yes, *origin);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Conflict);
    QCOMPARE(readFile(path("a.pt")), QByteArray("another file"));
    QVERIFY2(saveTo(path("b.pt"), Overwrite::No, *origin),
             "the opened bytes can be saved elsewhere");
}

void TestSave::whatOurOwnSaveLeftMayBeReplacedAgain()
{
    writeFile(path("a.pt"), oldBytes);
    const auto origin = File::open(path("a.pt").toStdString());
    QVERIFY(origin);
    const auto first = saveTo(path("a.pt"), Overwrite::Yes, *origin);
    QVERIFY(first);
    QCOMPARE(first->identity, *identityAt(path("a.pt").toStdString()));
    QVERIFY2(!saveTo(path("a.pt"), Overwrite::Yes, *origin), "nobody said whose file that is");

    // The origin is still read through its descriptor: its bytes can come back.
    SavePlan plan;
    plan.copy(*origin, 0, (*origin)->size());
    SaveRequest request{path("a.pt").toStdString(), Overwrite::Yes, *origin, {}};
    request.lastSave = SavedFile{first->path, first->identity};
    Job job;
    const auto second = save(plan, request, job);
    QVERIFY(second);
    QCOMPARE(readFile(path("a.pt")), oldBytes);

    writeFile(path("a.pt"), "another program was here");
    request.lastSave = SavedFile{second->path, second->identity};
    const auto refused = save(plan, request, job);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Conflict);
    QCOMPARE(readFile(path("a.pt")), QByteArray("another program was here"));
}

void TestSave::destinationChangedMeanwhileIsAConflict()
{
    writeFile(path("a.pt"), oldBytes);
    SaveRequest request{path("a.pt").toStdString(), Overwrite::Yes, nullptr, {}};
    request.check = [&](const std::string &) -> Result<void> {
        writeFile(path("a.pt"), "written meanwhile");
        return {};
    };
    Job job;
    const auto refused = save(planOf(newBytes), request, job);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Conflict);
    QCOMPARE(readFile(path("a.pt")), QByteArray("written meanwhile"));
}

void TestSave::longestNameCanBeSaved()
{
    const QString name = m_folder->filePath(QString(255, QLatin1Char('n')));
    QVERIFY(saveTo(name, Overwrite::No));
    QVERIFY(saveTo(name, Overwrite::Yes));
    QCOMPARE(readFile(name), newBytes);
}

QTEST_GUILESS_MAIN(TestSave)
#include "tst_save.moc"
