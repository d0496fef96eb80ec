// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/streams.h"
#include "tests/formats/streamfixtures.h"

#include "model/base/checked.h"

using namespace lens;
using namespace lens::test;
using Floats = std::vector<float>;

namespace {

Result<CheckpointPtr> open(SourcePtr source)
{
    return openPickle(std::move(source), nullptr, "test.pkl", nullptr);
}

Result<CheckpointPtr> openBytes(std::string bytes) { return open(memorySource(std::move(bytes))); }

std::string fixture(const QString &name)
{
    return readFile(QFINDTESTDATA("../data/streams/" + name));
}

// _load_from_bytes(<bytes>) as the whole of a protocol 3 pickle.
std::string loadFromBytes(const std::string &bytes)
{
    std::string size(4, '\0');
    storeLittle(size.data(), static_cast<std::uint32_t>(bytes.size()));
    return "\x80\x03"
           "ctorch.storage\n_load_from_bytes\nB" +
           size + bytes + "\x85R.";
}

// A legacy stream whose object is this pickle, without storages.
std::string legacyAround(const std::string &object)
{
    const std::string head(
        "\x80\x02\x8a\nl\xfc\x9c\x46\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.\x80\x02}.", 25);
    return head + object + "\x80\x02].";
}

} // namespace

class TestBarePickle : public QObject
{
    Q_OBJECT

private slots:
    void readsInnerDocuments_data();
    void readsInnerDocuments();
    void keepsStoragesOfInnerDocumentsApart();
    void readsTheFirstOfASequence();
    void saysThatBytesFollow();
    void goesOnWithoutABrokenInnerDocument();
    void stopsAtDocumentsTooDeep();
    void readsSharedBytesOnce();
    void savesTheSameBytes_data();
    void savesTheSameBytes();
    void retagsInsideAnInnerDocument_data();
    void retagsInsideAnInnerDocument();
};

void TestBarePickle::readsInnerDocuments_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("bytes as latin-1 text") << "bare_protocol2.pkl";
    QTest::newRow("bytes as they are") << "bare_protocol4.pkl";
}

void TestBarePickle::readsInnerDocuments()
{
    QFETCH(QString, name);
    const auto opened = openBytes(fixture(name));
    QVERIFY2(opened, opened ? "" : opened.error().text().c_str());
    const Checkpoint &checkpoint = **opened;
    QCOMPARE(checkpoint.format, std::string("pickle"));
    QCOMPARE(elements<float>(checkpoint, "weight"), (Floats{0, 1, 2, 3, 4, 5}));
    QCOMPARE(elements<float>(checkpoint, "row"), (Floats{3, 4, 5}));
    QCOMPARE(elements<std::int64_t>(checkpoint, "counts"), (std::vector<std::int64_t>{1, -2, 3}));
    QCOMPARE(elements<std::uint16_t>(checkpoint, "half"),
             (std::vector<std::uint16_t>{0x3800, 0xbe00}));
    QCOMPARE(checkpoint.streams.size(), std::size_t(26)); // five of each of five tensors, and all
    QVERIFY(checkpoint.findings.empty());
}

// pickle.dump copies what tensors share: both documents name their storage by the same address.
void TestBarePickle::keepsStoragesOfInnerDocumentsApart()
{
    const auto opened = openBytes(fixture("bare_protocol2.pkl"));
    QVERIFY(opened.has_value());
    const auto &storages = (*opened)->storages;
    QCOMPARE(storages.size(), std::size_t(5));
    const auto name = [](const std::string &key) { return key.substr(key.find('/')); };
    QCOMPARE(name(storages[0].key), name(storages[1].key));
    QVERIFY(storages[0].key != storages[1].key);
}

void TestBarePickle::readsTheFirstOfASequence()
{
    const auto opened = openBytes(fixture("bare_sequence.pkl"));
    QVERIFY2(opened, opened ? "" : opened.error().text().c_str());
    QCOMPARE((*opened)->streams.size(), std::size_t(3));
    QVERIFY(hasFinding(**opened, "pickle.more-pickles"));
    QVERIFY(findEntry(**opened, "lr").has_value());
}

void TestBarePickle::saysThatBytesFollow()
{
    const auto opened = openBytes("\x80\x02}.rubbish");
    QVERIFY2(opened, opened ? "" : opened.error().text().c_str());
    QVERIFY(hasFinding(**opened, "pickle.trailing-bytes"));
    QVERIFY(!hasFinding(**opened, "pickle.more-pickles"));
}

void TestBarePickle::goesOnWithoutABrokenInnerDocument()
{
    const auto opened = openBytes(loadFromBytes("no document"));
    QVERIFY2(opened, opened ? "" : opened.error().text().c_str());
    QVERIFY(hasFinding(**opened, "pickle.inner-document"));
    QVERIFY((*opened)->innerRootOf.empty());
}

void TestBarePickle::stopsAtDocumentsTooDeep()
{
    std::string pickle = "\x80\x02}.";
    for (int depth = 0; depth < 20; ++depth)
        pickle = loadFromBytes(legacyAround(pickle));
    const auto opened = openBytes(pickle);
    QVERIFY2(opened, opened ? "" : opened.error().text().c_str());
    QVERIFY(hasFinding(**opened, "pickle.inner-document"));
    QCOMPARE((*opened)->streams.size(), std::size_t(1 + 3 * 5));
}

void TestBarePickle::readsSharedBytesOnce()
{
    // [load(b), load(b)] with one bytes object
    const std::string inner = legacyAround("\x80\x02}.");
    const std::string size(1, static_cast<char>(inner.size()));
    const std::string load = "ctorch.storage\n_load_from_bytes\n";
    const std::string pickle =
        "\x80\x03](" + load + "C" + size + inner + "q\x01\x85R" + load + "h\x01\x85Re.";
    const auto opened = openBytes(pickle);
    QVERIFY2(opened, opened ? "" : opened.error().text().c_str());
    QCOMPARE((*opened)->innerRootOf.size(), std::size_t(2));
    QCOMPARE((*opened)->streams.size(), std::size_t(6));
}

void TestBarePickle::savesTheSameBytes_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name : {"bare_protocol2.pkl", "bare_protocol4.pkl", "bare_sequence.pkl"})
        QTest::newRow(name) << name;
}

void TestBarePickle::savesTheSameBytes()
{
    QFETCH(QString, name);
    const auto opened = openBytes(fixture(name));
    QVERIFY(opened.has_value());
    const auto plan = planPickleSave(**opened, {});
    QVERIFY(plan.has_value());
    QCOMPARE(bytesOf(*plan), fixture(name));
}

void TestBarePickle::retagsInsideAnInnerDocument_data() { readsInnerDocuments_data(); }

void TestBarePickle::retagsInsideAnInnerDocument()
{
    QFETCH(QString, name);
    const auto opened = openBytes(fixture(name));
    QVERIFY(opened.has_value());
    std::vector<pickle::Patch> patches((*opened)->streams.size());
    std::size_t changed = 0;
    for (const DeviceSite &site : (*opened)->sites) {
        patches[site.stream].setText(site.text.at, "cuda:12");
        ++changed;
    }
    QCOMPARE(changed, std::size_t(5));
    const auto texts = applyPatches(**opened, std::move(patches));
    QVERIFY2(texts, texts ? "" : texts.error().text().c_str());
    const auto again = openBytes(bytesOf(*planPickleSave(**opened, *texts)));
    QVERIFY2(again, again ? "" : again.error().text().c_str());
    for (const Storage &storage : (*again)->storages)
        QCOMPARE(storage.location, std::string("cuda:12"));
    QCOMPARE(elements<float>(**again, "row"), (Floats{3, 4, 5}));
}

QTEST_GUILESS_MAIN(TestBarePickle)
#include "tst_barepickle.moc"
