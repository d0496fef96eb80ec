// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/format.h"
#include "model/formats/savezip.h"
#include "tests/formats/plantext.h"
#include "tests/formats/zipbuilder.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace lens;

namespace {

// A literal with the NUL bytes in it.
template <std::size_t N>
std::string raw(const char (&text)[N])
{
    return std::string(text, N - 1);
}

// torch.save of {"w": a float32 tensor of 3 elements}, protocol 2. Tags are shorter than 256 bytes.
std::string pickleOf(const std::string &device)
{
    return raw("\x80\x02}q\x00X\x01\x00\x00\x00wq\x01"
               "ctorch._utils\n_rebuild_tensor_v2\nq\x02((X\x07\x00\x00\x00storageq\x03"
               "ctorch\nFloatStorage\nq\x04X\x01\x00\x00\x00"
               "0q\x05X") +
           static_cast<char>(device.size()) + raw("\0\0\0") + device +
           raw("q\x06K\x03tq\x07QK\x00K\x03\x85q\x08K\x01\x85q\x09\x89"
               "ccollections\nOrderedDict\nq\x0a)Rq\x0btq\x0cRq\x0ds.");
}

ZipBuilder archive(bool deflate = false)
{
    ZipBuilder zip;
    zip.add("archive/data.pkl", pickleOf("cuda:0")).deflate = deflate;
    zip.add("archive/byteorder", "little");
    zip.add("archive/data/0", "abcdefghijkl");
    zip.add("archive/version", "3\n");
    return zip;
}

Result<CheckpointPtr> openBytes(std::string bytes)
{
    return openCheckpoint(memorySource(std::move(bytes)), "test.pt");
}

QStringList idsOf(const std::vector<Finding> &findings)
{
    QStringList ids;
    for (const Finding &finding : findings)
        ids << QString::fromStdString(finding.id);
    return ids;
}

} // namespace

class TestTorchZip : public QObject
{
    Q_OBJECT

private slots:
    void findsTensorsAndTheirBytes();
    void reportsWhatIsWrong_data();
    void reportsWhatIsWrong();
    void refusesWithAReason_data();
    void refusesWithAReason();
    void verifyFindsAFlippedByte();
    void brokenPicklesAreKeptForTheReport();
    void changedPicklesMoveTheRest_data();
    void changedPicklesMoveTheRest();
    void undoingGivesTheFirstBytes();
    void everyTruncationIsAnError();
    void samplesOpenAndAreCopiedByteForByte();
};

void TestTorchZip::findsTensorsAndTheirBytes()
{
    for (const bool deflate : {false, true}) {
        const auto checkpoint = openBytes(archive(deflate).build());
        QVERIFY2(checkpoint, checkpoint ? "" : checkpoint.error().text().c_str());
        QCOMPARE((*checkpoint)->format, std::string("zip"));
        QCOMPARE(idsOf((*checkpoint)->findings), QStringList());
        QCOMPARE((*checkpoint)->tensors.size(), 1u);
        const Storage &storage = (*checkpoint)->storages.at(0);
        QCOMPARE(storage.location, std::string("cuda:0"));
        QCOMPARE(storage.member, std::string("data/0"));
        QCOMPARE(*storage.bytes->readString(0, 12), std::string("abcdefghijkl"));
    }
}

void TestTorchZip::reportsWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("id");
    const auto row = [](const char *name, const char *id, auto change) {
        ZipBuilder zip = archive();
        change(zip);
        QTest::newRow(name) << QByteArray::fromStdString(zip.build()) << id;
    };
    row("a storage that no pickle names", "zip.unreferenced-storage",
        [](ZipBuilder &zip) { zip.add("archive/data/9", "hidden"); });
    row("a record outside the folder", "zip.foreign-entry",
        [](ZipBuilder &zip) { zip.add("__MACOSX/x", "y"); });
    row("a second folder with a pickle", "zip.two-roots",
        [](ZipBuilder &zip) { zip.add("other/data.pkl", pickleOf("cpu")); });
    row("another record that calls itself a pickle", "zip.broken-pickle", [](ZipBuilder &zip) {
        zip.add("archive/more.pkl", "\x80\x02"
                                    "cos\nsystem\n(");
    });
    const auto with = [](const char *name, const char *id, const std::string &pickle,
                         const std::string &storage, bool version) {
        ZipBuilder zip;
        zip.add("archive/data.pkl", pickle);
        if (!storage.empty())
            zip.add("archive/data/0", storage);
        if (version)
            zip.add("archive/version", "3\n");
        QTest::newRow(name) << QByteArray::fromStdString(zip.build()) << id;
    };
    const std::string honest = pickleOf("cpu");
    with("no record for the storage", "zip.missing-record", honest, "", true);
    with("a record shorter than its storage", "zip.record-short", honest, "abc", true);
    with("a record longer than its storage", "zip.record-slack", honest, std::string(20, 'a'),
         true);
    with("no version", "zip.no-version", honest, "abcdefghijkl", false);
    with("bytes behind the pickle", "pickle.trailing-bytes", honest + "cos\nsystem\n.",
         "abcdefghijkl", true);
}

void TestTorchZip::reportsWhatIsWrong()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, id);
    const auto checkpoint = openBytes(bytes.toStdString());
    QVERIFY2(checkpoint, checkpoint ? "" : checkpoint.error().text().c_str());
    const QStringList ids = idsOf((*checkpoint)->findings);
    QVERIFY2(ids.contains(id), qPrintable(ids.join(' ')));
}

void TestTorchZip::refusesWithAReason_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *name, const ZipBuilder &zip, const char *message) {
        QTest::newRow(name) << QByteArray::fromStdString(zip.build()) << message;
    };
    ZipBuilder zip;
    zip.add("archive/data.pkl", pickleOf("cpu").substr(0, 50));
    zip.add("archive/version", "3\n");
    row("a pickle that is cut", zip, "archive/data.pkl");
    zip = archive();
    zip.add("archive/version", "99\n");
    row("an unknown version", zip, "versions 1 to 10 are known");
    zip = archive();
    zip.add("archive/byteorder", "middle");
    row("an unknown byte order", zip, "not little or big");
    zip = ZipBuilder();
    zip.add("weights.npy", "x");
    row("npz", zip, "NumPy archive");
    zip = ZipBuilder();
    zip.add("[Content_Types].xml", "x");
    row("docx", zip, "Office document");
    zip = ZipBuilder();
    zip.add("readme.txt", "x");
    row("some other archive", zip, "without a checkpoint in it");
}

void TestTorchZip::refusesWithAReason()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, message);
    const auto checkpoint = openBytes(bytes.toStdString());
    QVERIFY(!checkpoint);
    QVERIFY2(QString::fromStdString(checkpoint.error().text()).contains(message),
             checkpoint.error().text().c_str());
}

void TestTorchZip::verifyFindsAFlippedByte()
{
    std::string bytes = archive().build();
    Job job;
    const auto good = verify(**openBytes(bytes), job);
    QVERIFY(good && good->ok);
    QCOMPARE(good->records, 4u);
    QCOMPARE(good->crcChecked, 4u);
    bytes[bytes.find("abcdefghijkl")] ^= 1;
    const auto bad = verify(**openBytes(bytes), job);
    QVERIFY(bad && !bad->ok);
    QCOMPARE(idsOf(bad->findings), QStringList{"zip.crc-mismatch"});
}

void TestTorchZip::brokenPicklesAreKeptForTheReport()
{
    QTemporaryDir folder;
    const std::string path = folder.filePath("broken.pt").toStdString();
    ZipBuilder zip;
    zip.add("archive/data.pkl", "\x80\x02"
                                "cposix\nsystem\n\xff");
    zip.add("archive/version", "3\n");
    QFile file(QString::fromStdString(path));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray::fromStdString(zip.build()));
    file.close();
    QVERIFY(!openCheckpoint(path));
    const auto broken = openBroken(path);
    QVERIFY(broken);
    QCOMPARE((*broken)->streams.size(), 1u);
    QVERIFY((*broken)->streams[0].reading.error);
    QCOMPARE((*broken)->streams[0].reading.globals.size(), 1u);
}

void TestTorchZip::changedPicklesMoveTheRest_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char *name, const ZipBuilder &zip) {
        QTest::newRow(name) << QByteArray::fromStdString(zip.build());
    };
    row("as torch writes it", archive());
    row("deflated", archive(true));
    ZipBuilder zip = archive();
    zip.comment = "a comment";
    zip.zip64End = false;
    row("without zip64, with a comment", zip);
    zip = archive();
    zip.trailing = "bytes behind";
    row("with bytes behind", zip);
    zip = archive();
    zip.prefix = "bytes in front";
    row("with bytes in front", zip);
    zip = archive();
    zip.add("archive/extra", "sizes in the local header").descriptor = false;
    zip.add("archive/gap", "g").gap = "hidden";
    row("with odd records", zip);
}

void TestTorchZip::changedPicklesMoveTheRest()
{
    QFETCH(QByteArray, bytes);
    const auto before = openBytes(bytes.toStdString());
    QVERIFY2(before, before ? "" : before.error().text().c_str());
    const auto plan = planZipSave(**before, {pickleOf("a-much-longer-device-tag:12")});
    QVERIFY2(plan, plan ? "" : plan.error().text().c_str());
    const std::string written = textOf(*plan);
    QCOMPARE(written.size(), plan->size());
    const auto after = openBytes(written);
    QVERIFY2(after, after ? "" : after.error().text().c_str());
    QCOMPARE(idsOf((*after)->findings), idsOf((*before)->findings));
    const Storage &storage = (*after)->storages.at(0);
    QCOMPARE(storage.location, std::string("a-much-longer-device-tag:12"));
    QCOMPARE(*storage.bytes->readString(0, 12), std::string("abcdefghijkl"));
    Job job;
    const auto verified = verify(**after, job);
    QVERIFY(verified && verified->ok);
    const auto back = planZipSave(**after, {pickleOf("cuda:0")});
    QVERIFY(back);
    QVERIFY(textOf(*back) == bytes.toStdString());
}

void TestTorchZip::undoingGivesTheFirstBytes()
{
    const std::string bytes = archive().build();
    const auto checkpoint = openBytes(bytes);
    QVERIFY(checkpoint);
    QVERIFY(textOf(*planZipSave(**checkpoint, {})) == bytes);
    QVERIFY(textOf(*planZipSave(**checkpoint, {std::string()})) == bytes);
    QVERIFY(textOf(*planZipSave(**checkpoint, {pickleOf("cuda:0")})) == bytes);
    const auto other = planZipSave(**checkpoint, {pickleOf("cuda:1")});
    QCOMPARE(other->size(), bytes.size()); // nothing moves for a text of the same length
}

void TestTorchZip::everyTruncationIsAnError()
{
    const std::string bytes = archive().build();
    for (std::size_t length = 0; length < bytes.size(); ++length)
        QVERIFY2(!openBytes(bytes.substr(0, length)), qPrintable(QString::number(length)));
}

void TestTorchZip::samplesOpenAndAreCopiedByteForByte()
{
    const QString folder = QFINDTESTDATA("../../../shared/samples");
    if (folder.isEmpty())
        QSKIP("the samples are not beside the checkout");
    int opened = 0;
    for (const char *part : {"/torch2", "/wild"}) {
        QDirIterator files(folder + part, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const std::string path = files.next().toStdString();
            const auto checkpoint = openCheckpoint(path);
            QVERIFY2(checkpoint, checkpoint ? "" : checkpoint.error().text().c_str());
            const auto *zip = dynamic_cast<const ZipContainer *>((*checkpoint)->container.get());
            if (!zip)
                continue;
            // Made anew around its own pickle, each must come out as it was.
            const auto plan =
                planZipSave(**checkpoint, {std::string((*checkpoint)->streams[0].bytes)});
            const auto whole = (*checkpoint)->source->readString(0, (*checkpoint)->source->size());
            QVERIFY2(plan, plan ? "" : plan.error().text().c_str());
            const bool deflated = zip->directory->records.front().method == 8;
            QVERIFY2(deflated || textOf(*plan) == *whole, path.c_str());
            ++opened;
        }
    }
    QVERIFY(opened > 20);
}

QTEST_GUILESS_MAIN(TestTorchZip)
#include "tst_torchzip.moc"
