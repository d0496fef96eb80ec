// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/streams.h"
#include "model/formats/tardirectory.h"
#include "tests/formats/streamfixtures.h"

#include "model/base/text.h"

using namespace lens;
using namespace lens::test;
using Floats = std::vector<float>;
using Longs = std::vector<std::int64_t>;

namespace {

Result<CheckpointPtr> open(SourcePtr source)
{
    return openTar(std::move(source), nullptr, "test.tar", nullptr);
}

Result<CheckpointPtr> openBytes(std::string bytes) { return open(memorySource(std::move(bytes))); }

std::string fixture(const char *name)
{
    return readFile(QFINDTESTDATA(QStringLiteral("../data/streams/") + QLatin1String(name)));
}

const TarMember *memberOf(const std::vector<TarMember> &members, std::string_view name)
{
    for (const TarMember &member : members) {
        if (member.name == name)
            return &member;
    }
    return nullptr;
}

// A member of the archive changed in place, at this offset of its data.
std::string changed(std::string archive, std::string_view member, std::size_t at, std::string bytes)
{
    const auto members = readTarDirectory(*memorySource(archive));
    archive.replace(memberOf(*members, member)->dataAt + at, bytes.size(), bytes);
    return archive;
}

// The stream of `member` that holds `found`, with `found` replaced; nothing for all others.
std::vector<std::string> patched(const Checkpoint &checkpoint, std::string_view member,
                                 std::string_view found, std::string_view with)
{
    std::vector<std::string> texts(checkpoint.streams.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto &stream = checkpoint.streams[i];
        const auto at = stream.bytes.find(found);
        if (stream.member == member && at != stream.bytes.npos)
            texts[i] = std::string(stream.bytes).replace(at, found.size(), with);
    }
    return texts;
}

} // namespace

class TestTar : public QObject
{
    Q_OBJECT

private slots:
    void readsValues_data();
    void readsValues();
    void listsDevices();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void takesTheLastOfTwoMembers();
    void followsNoLink();
    void savesTheSameBytes_data();
    void savesTheSameBytes();
    void savesAPatchedStream_data();
    void savesAPatchedStream();
    void writesHeaders_data();
    void writesHeaders();
};

void TestTar::readsValues_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("written with GNU headers") << QByteArray("gnu.tar");
    QTest::newRow("written with pax headers") << QByteArray("pax.tar");
}

void TestTar::readsValues()
{
    QFETCH(QByteArray, name);
    const auto opened = openBytes(fixture(name));
    QVERIFY2(opened, opened ? "" : opened.error().text().c_str());
    const Checkpoint &checkpoint = **opened;
    QCOMPARE(checkpoint.format, std::string("tar"));
    QCOMPARE(elements<float>(checkpoint, "weight"), (Floats{0, 1, 2, 3, 4, 5}));
    QCOMPARE(elements<float>(checkpoint, "part"), (Floats{3, 4}));
    QCOMPARE(elements<std::int64_t>(checkpoint, "steps"), (Longs{-5, 9}));
    const auto raw = findEntry(checkpoint, "raw");
    QVERIFY(raw.has_value());
    QCOMPARE(checkpoint.entry(*raw).kind, EntryKind::Storage);
    QVERIFY(checkpoint.findings.empty());
}

void TestTar::listsDevices()
{
    const auto opened = openBytes(fixture("gnu.tar"));
    QVERIFY(opened.has_value());
    QCOMPARE((*opened)->sites.size(), std::size_t(2));
    for (const DeviceSite &site : (*opened)->sites) {
        QCOMPARE(site.tag, (*opened)->storages[site.storage].location);
        const auto &stream = (*opened)->streams[site.stream];
        QCOMPARE(stream.member, std::string("storages"));
        QVERIFY(stream.bytes.substr(site.text.at).find(site.tag) < 8);
    }
    QCOMPARE((*opened)->tensors[2].device, std::string("cuda:1"));
}

void TestTar::saysWhatIsWrong_data()
{
    const std::string good = fixture("gnu.tar");
    const auto members = readTarDirectory(*memorySource(good));
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("words");
    const auto row = [](const char *name, const std::string &file, ErrorCode code,
                        const char *words) {
        QTest::newRow(name) << QByteArray::fromStdString(file) << int(code) << QByteArray(words);
    };
    std::string flipped = good;
    flipped[memberOf(*members, "tensors")->headerAt + 3] ^= 1;
    row("a header was damaged", flipped, ErrorCode::Corrupt, "checksum");
    const TarMember last = *memberOf(*members, "storages");
    row("the end is missing", good.substr(0, last.dataAt + last.size - 1), ErrorCode::Truncated,
        "storages");
    row("a member is missing", good.substr(0, last.headerAt) + std::string(1024, '\0'),
        ErrorCode::Corrupt, "no file named storages");
    // The first count lies behind the pickles of 5 and 40 bytes.
    row("a storage claims more than is there", changed(good, "storages", 45, "\x07\x01"),
        ErrorCode::Truncated, "storage 100");
    const auto sizes = good.find(std::string("\x02\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\0\x03", 17));
    std::string large = good;
    large[sizes + 8] = '\x03';
    row("a tensor reaches beyond its storage", large, ErrorCode::Corrupt, "needs 9 elements");
    large = good;
    large[sizes] = '\x70';
    row("a tensor has 112 dimensions", large, ErrorCode::Corrupt, "112 dimensions");
}

void TestTar::saysWhatIsWrong()
{
    QFETCH(QByteArray, file);
    const auto opened = openBytes(file.toStdString());
    QVERIFY(!opened);
    QFETCH(int, code);
    QFETCH(QByteArray, words);
    const std::string said = opened.error().text();
    QVERIFY2(said.find(words.toStdString()) != said.npos, said.c_str());
    QCOMPARE(int(opened.error().code), code);
    QVERIFY(!opened.error().advice.empty());
}

void TestTar::takesTheLastOfTwoMembers()
{
    const std::string good = fixture("gnu.tar");
    const auto members = readTarDirectory(*memorySource(good));
    const TarMember pickle = *memberOf(*members, "pickle");
    const TarMember last = *memberOf(*members, "storages");
    const std::uint64_t end = last.dataAt + tarPadded(last.size);
    std::string other = good.substr(pickle.headerAt, tarBlock + tarPadded(pickle.size));
    other.replace(other.find("weight"), 6, "height");
    const auto opened = openBytes(good.substr(0, end) + other + std::string(1024, '\0'));
    QVERIFY2(opened, opened ? "" : opened.error().text().c_str());
    QVERIFY(hasFinding(**opened, "tar.duplicate-member"));
    QCOMPARE(elements<float>(**opened, "height"), (Floats{0, 1, 2, 3, 4, 5}));
}

void TestTar::followsNoLink()
{
    const std::string good = fixture("gnu.tar");
    const auto members = readTarDirectory(*memorySource(good));
    const TarMember last = *memberOf(*members, "storages");
    std::string link = good.substr(last.headerAt, tarBlock);
    link[156] = '2';
    link = tarHeaderWithSize(link, 0);
    const auto opened = openBytes(link + good);
    QVERIFY2(opened, opened ? "" : opened.error().text().c_str());
    QVERIFY(hasFinding(**opened, "tar.link"));
    QVERIFY(!openBytes(good.substr(0, last.headerAt) + link + std::string(1024, '\0')));
}

void TestTar::savesTheSameBytes_data() { readsValues_data(); }

void TestTar::savesTheSameBytes()
{
    QFETCH(QByteArray, name);
    const std::string file = fixture(name);
    const auto opened = openBytes(file);
    QVERIFY(opened.has_value());
    const auto plan = planTarSave(**opened, {});
    QVERIFY(plan.has_value());
    QCOMPARE(bytesOf(*plan), file);
}

void TestTar::savesAPatchedStream_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("tag");
    for (const char *name : {"gnu.tar", "pax.tar"}) {
        QTest::addRow("a tag of the same length in %s", name)
            << QByteArray(name) << QByteArray("cuda:7");
        QTest::addRow("a shorter tag in %s", name) << QByteArray(name) << QByteArray("cpu");
        QTest::addRow("a tag that needs another block in %s", name)
            << QByteArray(name) << QByteArray(200, 'x');
    }
}

void TestTar::savesAPatchedStream()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, tag);
    const std::string file = fixture(name);
    const auto opened = openBytes(file);
    QVERIFY(opened.has_value());
    const std::string with = std::string(1, static_cast<char>(tag.size())) + std::string(3, '\0');
    const auto texts = patched(**opened, "storages", std::string("\x06\0\0\0cuda:1", 10),
                               with + tag.toStdString());
    const auto plan = planTarSave(**opened, texts);
    QVERIFY2(plan, plan ? "" : plan.error().text().c_str());
    QCOMPARE(plan->size() % tarBlock, std::uint64_t(0));
    const auto again = openBytes(bytesOf(*plan));
    QVERIFY2(again, again ? "" : again.error().text().c_str());
    QCOMPARE((*again)->storages[1].location, tag.toStdString());
    QCOMPARE(elements<std::int64_t>(**again, "steps"), (Longs{-5, 9}));
    QCOMPARE(elements<float>(**again, "part"), (Floats{3, 4}));
    if (tag.size() == 6)
        QCOMPARE(plan->size(), std::uint64_t(file.size()));
}

void TestTar::writesHeaders_data()
{
    QTest::addColumn<quint64>("size");
    QTest::newRow("nothing") << 0ull;
    QTest::newRow("a common size") << 123456ull;
    QTest::newRow("the largest in octal digits") << (1ull << 33) - 1;
    QTest::newRow("one more, in base 256") << (1ull << 33);
}

void TestTar::writesHeaders()
{
    QFETCH(quint64, size);
    const std::string header = tarHeaderWithSize(fixture("gnu.tar").substr(0, tarBlock), size);
    const auto members = readTarDirectory(*memorySource(header));
    if (size == 0) {
        QVERIFY(members.has_value());
        QCOMPARE((*members)[0].size, std::uint64_t(0));
        return;
    }
    // The bytes are not there, and the error names how many were promised.
    QVERIFY(!members);
    QVERIFY(members.error().message.find(grouped(size)) != std::string::npos);
}

QTEST_GUILESS_MAIN(TestTar)
#include "tst_tar.moc"
