// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/formats/zipbuilder.h"

#include <QTest>

#include <algorithm>

using namespace lens;

namespace {

ZipBuilder honest()
{
    ZipBuilder zip;
    zip.add("archive/data.pkl", "\x80\x02N.");
    zip.add("archive/data/0", std::string(100, 'a'));
    zip.add("archive/data/1", "");
    zip.add("archive/version", "3\n");
    return zip;
}

Result<ZipDirectory> readBytes(std::string bytes)
{
    return readZipDirectory(memorySource(std::move(bytes)));
}

// The ids of everything the directory and its local headers are accused of, sorted, each once.
QStringList idsOf(const ZipDirectory &directory)
{
    QStringList ids;
    const auto check = checkLocalHeaders(directory, nullptr);
    if (!check)
        return {QString::fromStdString(check.error().text())};
    for (const auto *list : {&directory.findings, &check->findings})
        for (const Finding &finding : *list)
            ids << QString::fromStdString(finding.id);
    ids.sort();
    ids.removeDuplicates();
    return ids;
}

} // namespace

class TestZipDirectory : public QObject
{
    Q_OBJECT

private slots:
    void listsWhatWasWritten();
    void saysNothingOfHonestArchives_data();
    void saysNothingOfHonestArchives();
    void reportsWhatIsWrong_data();
    void reportsWhatIsWrong();
    void lastDuplicateWins();
    void refusesBrokenDirectories_data();
    void refusesBrokenDirectories();
    void truncationSaysHowManyRecordsAreComplete();
    void everyTruncationIsAnError();
    void everyFlippedByteIsSurvived();
    void zip64NumbersAreUsed();
    void archivesInARowAreToldApart();
    void prefixedArchivesAreFound();
};

void TestZipDirectory::listsWhatWasWritten()
{
    const auto directory = readBytes(honest().build());
    QVERIFY(directory);
    QCOMPARE(directory->records.size(), 4u);
    const ZipRecord *record = directory->find("archive/data/0");
    QVERIFY(record);
    QCOMPARE(record->size, 100u);
    const auto local = readLocalHeader(*directory, *record);
    QVERIFY(local);
    QCOMPARE(local->payload % 64, 0u);
    const auto payload = directory->source->readString(local->payload, 100);
    QVERIFY(payload && *payload == std::string(100, 'a'));
    QVERIFY(!directory->find("archive/DATA/0"));
    QCOMPARE(directory->findAnyCase("archive/DATA/0"), record);
}

void TestZipDirectory::saysNothingOfHonestArchives_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char *name, const ZipBuilder &zip) {
        QTest::newRow(name) << QByteArray::fromStdString(zip.build());
    };
    row("as torch writes them", honest());
    ZipBuilder zip = honest();
    zip.add("archive/data/2", std::string(5000, 'b')).deflate = true;
    row("a deflated record", zip);
    zip = honest();
    zip.add("archive/data/2", "sizes in the local header").descriptor = false;
    row("sizes in the local header", zip);
    zip = honest();
    zip.add("archive/data/2", "no checksum").noCrc = true;
    row("no checksum recorded", zip);
    zip = honest();
    zip.add("archive/folder/", "");
    row("a directory entry", zip);
    zip = honest();
    zip.zip64End = false;
    zip.comment = "a comment";
    row("no zip64 end record, a comment", zip);
    ZipBuilder outer = honest();
    outer.add("archive/data/weights/model.pt", honest().build());
    row("an archive in the last record", outer);
}

void TestZipDirectory::saysNothingOfHonestArchives()
{
    QFETCH(QByteArray, bytes);
    const auto directory = readBytes(bytes.toStdString());
    QVERIFY2(directory, directory ? "" : directory.error().text().c_str());
    QCOMPARE(idsOf(*directory), QStringList());
}

void TestZipDirectory::reportsWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("id");
    const auto row = [](const char *name, const ZipBuilder &zip, const char *id) {
        QTest::newRow(name) << QByteArray::fromStdString(zip.build()) << id;
    };
    const auto with = [](auto change) {
        ZipBuilder zip = honest();
        BuiltRecord &record = zip.add("archive/extra", "0123456789");
        change(record);
        return zip;
    };
    row("two records of one name", with([](auto &r) { r.name = "archive/data.pkl"; }),
        "zip.duplicate-member");
    row("names that differ in case alone", with([](auto &r) { r.name = "archive/DATA.pkl"; }),
        "zip.case-duplicate");
    row("a name cut by NUL", with([](auto &r) { r.name = std::string("archive/version\0x", 17); }),
        "zip.nul-name");
    row("a way up in a name", with([](auto &r) { r.name = "archive/../../etc/passwd"; }),
        "zip.bad-name");
    row("an absolute name", with([](auto &r) { r.name = "/etc/passwd"; }), "zip.bad-name");
    row("a name that is no UTF-8", with([](auto &r) { r.name = "archive/\xff"; }), "zip.bad-name");
    row("a symbolic link", with([](auto &r) {
            r.madeBy = 0x0300;
            r.attributes = 0120777u << 16;
        }),
        "zip.symlink");
    row("an encrypted record", with([](auto &r) { r.moreFlags = 1; }), "zip.encrypted");
    row("an unknown compression", with([](auto &r) { r.method = 12; }), "zip.method");
    row("another name in the local header", with([](auto &r) { r.localName = "archive/other"; }),
        "zip.name-mismatch");
    row("another method in the local header", with([](auto &r) { r.localMethod = 8; }),
        "zip.header-mismatch");
    row("two sizes for a stored record", with([](auto &r) { r.size = 20; }), "zip.size-disagrees");
    row("a record beyond the directory", with([](auto &r) { r.header = 1u << 30; }),
        "zip.out-of-range");
    row("a record larger than the file", with([](auto &r) { r.stored = r.size = 1u << 30; }),
        "zip.out-of-range");
    row("records that overlap", with([](auto &r) { r.header = 0; }), "zip.overlap");
    row("no local header there", with([](auto &r) { r.header = 7; }), "zip.local-header");
    row("bytes between records", with([](auto &r) { r.gap = "hidden"; }), "zip.gap");
    ZipBuilder zip = honest();
    zip.trailing = std::string(100, 'x');
    row("bytes behind the archive", zip, "zip.trailing-bytes");
    zip = honest();
    zip.prefix = "random";
    row("bytes in front of the archive", zip, "zip.prefix-bytes");
    zip = honest();
    zip.comment = honest().build().substr(honest().build().size() - 22);
    row("an end record in the comment", zip, "zip.ambiguous-end");
    zip = honest();
    zip.count = 3;
    row("more entries than counted", zip, "zip.hidden-entries");
    zip = honest();
    zip.behindEntries = "hidden";
    row("bytes behind the last entry", zip, "zip.hidden-entries");
}

void TestZipDirectory::reportsWhatIsWrong()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, id);
    const auto directory = readBytes(bytes.toStdString());
    QVERIFY2(directory, directory ? "" : directory.error().text().c_str());
    QVERIFY2(idsOf(*directory).contains(id), qPrintable(idsOf(*directory).join(' ')));
}

void TestZipDirectory::lastDuplicateWins()
{
    ZipBuilder zip = honest();
    zip.add("archive/data.pkl", "another pickle");
    const auto directory = readBytes(zip.build());
    QVERIFY(directory);
    QCOMPARE(directory->find("archive/data.pkl")->size, 14u);
}

void TestZipDirectory::refusesBrokenDirectories_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("message");
    ZipBuilder zip = honest();
    zip.count = 60000;
    QTest::newRow("more entries than the directory can hold")
        << QByteArray::fromStdString(zip.build()) << "cannot hold";
    std::string bytes = honest().build();
    bytes[bytes.rfind("PK\1\2")] = 'X';
    QTest::newRow("an entry that is none") << QByteArray::fromStdString(bytes) << "is not one";
    bytes = honest().build();
    bytes[bytes.find("PK\1\2")] = 'X';
    QTest::newRow("a directory that is none")
        << QByteArray::fromStdString(bytes) << "not where the end record says";
}

void TestZipDirectory::refusesBrokenDirectories()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, message);
    const auto directory = readBytes(bytes.toStdString());
    QVERIFY(!directory);
    QVERIFY2(directory.error().text().find(message.toStdString()) != std::string::npos,
             directory.error().text().c_str());
}

void TestZipDirectory::truncationSaysHowManyRecordsAreComplete()
{
    const std::string bytes = honest().build();
    const auto directory = readBytes(bytes.substr(0, bytes.find("archive/version")));
    QVERIFY(!directory);
    QCOMPARE(directory.error().code, ErrorCode::Truncated);
    QVERIFY(directory.error().message.find("the end of this file is missing") != std::string::npos);
    QVERIFY2(directory.error().message.find("3 records are complete") != std::string::npos,
             directory.error().message.c_str());
}

void TestZipDirectory::everyTruncationIsAnError()
{
    const std::string bytes = honest().build();
    for (std::size_t length = 0; length < bytes.size(); ++length)
        QVERIFY2(!readBytes(bytes.substr(0, length)), qPrintable(QString::number(length)));
}

// Nothing to expect but an answer: what is read must stay inside the bytes (sanitizers watch).
void TestZipDirectory::everyFlippedByteIsSurvived()
{
    const std::string bytes = honest().build();
    for (std::size_t i = 0; i < bytes.size(); ++i)
        for (const char value : {'\0', '\xff', static_cast<char>(bytes[i] ^ 1)}) {
            std::string changed = bytes;
            changed[i] = value;
            const auto directory = readBytes(changed);
            if (!directory)
                continue;
            QVERIFY(checkLocalHeaders(*directory, nullptr));
            for (const ZipRecord &record : directory->records)
                if (record.inside)
                    QVERIFY(record.header + record.stored <= changed.size());
        }
}

void TestZipDirectory::zip64NumbersAreUsed()
{
    ZipBuilder zip = honest();
    zip.end64EntriesMore = 1;
    const auto directory = readBytes(zip.build());
    QVERIFY(!directory); // the zip64 record counts, as in PyTorch: the fifth entry is not there
    zip.end64EntriesMore = 0;
    zip.count = 0xFFFF;
    QVERIFY(!readBytes(zip.build()));
}

// As torch.distributed.checkpoint writes its shards. Offsets of the second would also lead into the
// first, which has the same layout; the third is longer than the search for an end record.
void TestZipDirectory::archivesInARowAreToldApart()
{
    ZipBuilder large;
    large.add("archive/data.pkl", std::string(100'000, 'x'));
    const std::string one = honest().build(), last = large.build();
    const auto directory = readBytes(one + one + last);
    QVERIFY(directory);
    QVERIFY(directory->end.followed);
    QCOMPARE(directory->end.base, 0u);
    QCOMPARE(directory->end.behind, one.size());
    QVERIFY(
        std::any_of(directory->findings.begin(), directory->findings.end(),
                    [](const Finding &finding) { return finding.id == "zip.several-archives"; }));
    const auto row = archivesInARow(*memorySource(one + one + last));
    QCOMPARE(row.size(), 3u);
    QCOMPARE(row[1].base, one.size());
    QCOMPARE(row[2].base, 2 * one.size());
    QVERIFY(archivesInARow(*memorySource(one + "hidden" + last)).empty());
}

void TestZipDirectory::prefixedArchivesAreFound()
{
    ZipBuilder zip = honest();
    zip.prefix = std::string(1000, 'p');
    const auto directory = readBytes(zip.build());
    QVERIFY(directory);
    QCOMPARE(directory->end.base, 1000u);
    const auto check = checkLocalHeaders(*directory, nullptr);
    QVERIFY(check);
    QVERIFY(std::none_of(check->payloads.begin(), check->payloads.end(),
                         [](std::uint64_t payload) { return payload == 0; }));
}

QTEST_GUILESS_MAIN(TestZipDirectory)
#include "tst_zipdirectory.moc"
