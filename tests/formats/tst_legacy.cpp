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
    return openLegacy(std::move(source), nullptr, "test.pth", nullptr);
}

Result<CheckpointPtr> openBytes(std::string bytes) { return open(memorySource(std::move(bytes))); }

std::string text(std::string_view value) // SHORT_BINSTRING
{
    return "U" + std::string(1, static_cast<char>(value.size())) + std::string(value);
}

// A persistent id without a view, or with the view that is given in opcodes.
std::string storageId(std::string_view key, char numel, const std::string &view = "N")
{
    return "(" + text("storage") + "ctorch\nFloatStorage\n" + text(key) + text("cpu") + "K" +
           numel + view + "tQ";
}

// One tensor of `size` elements over the storage.
std::string tensor(const std::string &id, char size)
{
    return "ctorch._utils\n_rebuild_tensor\n(" + id + "K" + std::string(1, '\0') + "K" + size +
           "\x85K\x01\x85tR";
}

std::string count(std::int64_t value)
{
    std::string bytes(8, '\0');
    storeLittle(bytes.data(), value);
    return bytes;
}

// A whole legacy stream; `object` and `keys` are opcodes between PROTO and STOP.
std::string legacyFile(const std::string &object, const std::string &keys,
                       const std::string &storages)
{
    const std::string head(
        "\x80\x02\x8a\nl\xfc\x9c\x46\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.\x80\x02}.", 25);
    return head + "\x80\x02" + object + "." + "\x80\x02" + keys + "." + storages;
}

std::string floats(std::initializer_list<float> values)
{
    return {reinterpret_cast<const char *>(values.begin()), values.size() * sizeof(float)};
}

} // namespace

class TestLegacy : public QObject
{
    Q_OBJECT

private slots:
    void readsEveryProtocol_data();
    void readsEveryProtocol();
    void readsStorageViews();
    void readsPython2();
    void readsTensorClasses();
    void readsSourceTextOfModules();
    void namesTheWriter_data();
    void namesTheWriter();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void opensWithAFinding_data();
    void opensWithAFinding();
    void cutStorageNamesItself();
    void savesTheSameBytes_data();
    void savesTheSameBytes();
    void savesAPatchedStream();
    void opensTheSamples_data();
    void opensTheSamples();
};

void TestLegacy::readsEveryProtocol_data()
{
    QTest::addColumn<QString>("path");
    for (int protocol = 0; protocol <= 5; ++protocol)
        QTest::addRow("pickle protocol %d", protocol)
            << QFINDTESTDATA(QStringLiteral("../data/streams/legacy_protocol%1.pth").arg(protocol));
}

void TestLegacy::readsEveryProtocol()
{
    QFETCH(QString, path);
    const auto opened = openBytes(readFile(path));
    QVERIFY2(opened, opened ? "" : opened.error().text().c_str());
    const Checkpoint &checkpoint = **opened;
    QCOMPARE(checkpoint.format, std::string("legacy"));
    QCOMPARE(elements<float>(checkpoint, "weight"), (Floats{0, 1, 2, 3, 4, 5}));
    QCOMPARE(elements<float>(checkpoint, "row"), (Floats{3, 4, 5}));
    QCOMPARE(elements<std::int64_t>(checkpoint, "counts"), (std::vector<std::int64_t>{1, -2, 3}));
    QCOMPARE(elements<std::uint16_t>(checkpoint, "half"),
             (std::vector<std::uint16_t>{0x3800, 0xbe00}));
    QCOMPARE(checkpoint.storages.size(), std::size_t(4)); // row is a part of weight
    QVERIFY(checkpoint.findings.empty());
}

void TestLegacy::readsStorageViews()
{
    const auto opened = openBytes(readFile(QFINDTESTDATA("../data/streams/legacy_views.pth")));
    QVERIFY2(opened, opened ? "" : opened.error().text().c_str());
    const Checkpoint &checkpoint = **opened;
    QCOMPARE(elements<float>(checkpoint, "whole"), (Floats{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
    QCOMPARE(elements<float>(checkpoint, "middle"), (Floats{4, 5, 6}));
    QCOMPARE(elements<float>(checkpoint, "again"), (Floats{3, 4, 5, 6}));
    QCOMPARE(checkpoint.storages.size(), std::size_t(2));
    QCOMPARE(checkpoint.storages[1].key, std::string("11"));
    QCOMPARE(checkpoint.storages[1].offset, checkpoint.storages[0].offset + 12);
}

void TestLegacy::readsPython2()
{
    const auto opened = openBytes(readFile(QFINDTESTDATA("../data/streams/legacy_python2.pth")));
    QVERIFY2(opened, opened ? "" : opened.error().text().c_str());
    QCOMPARE(elements<float>(**opened, "caf\xc3\xa9"), (Floats{1.5f, -2.5f}));
    QCOMPARE((*opened)->storages[0].location, std::string("cuda:0"));
    QCOMPARE((*opened)->writer, std::string("PyTorch 0.1.10 to 0.3 (legacy stream), Python 2"));
}

void TestLegacy::readsTensorClasses()
{
    const auto opened =
        openBytes(readFile(QFINDTESTDATA("../data/streams/legacy_tensor_classes.pth")));
    QVERIFY2(opened, opened ? "" : opened.error().text().c_str());
    QCOMPARE(elements<float>(**opened, "a"), (Floats{2, 3, 4}));
    QCOMPARE(elements<float>(**opened, "p"), (Floats{2, 3, 4}));
}

void TestLegacy::readsSourceTextOfModules()
{
    const auto opened = openBytes(readFile(QFINDTESTDATA("../data/streams/legacy_module.pth")));
    QVERIFY2(opened, opened ? "" : opened.error().text().c_str());
    const Checkpoint &checkpoint = **opened;
    QCOMPARE(checkpoint.typeName(0), std::string("__main__.Doubler"));
    QCOMPARE(checkpoint.classOf.size(), std::size_t(1));
    QVERIFY(hasFinding(checkpoint, "legacy.source-text"));
    QCOMPARE(elements<float>(checkpoint, "_parameters/scale"), (Floats{2}));
}

void TestLegacy::namesTheWriter_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("writer");
    QTest::newRow("_rebuild_tensor alone is old") << "legacy_views.pth"
                                                  << "PyTorch 0.1.10 to 0.3 (legacy stream)";
    QTest::newRow("_rebuild_tensor_v2 came with 0.4") << "legacy_protocol2.pth"
                                                      << "PyTorch 0.4 or later (legacy stream)";
}

void TestLegacy::namesTheWriter()
{
    QFETCH(QString, name);
    const auto opened = openBytes(readFile(QFINDTESTDATA("../data/streams/" + name)));
    QVERIFY(opened.has_value());
    QFETCH(QString, writer);
    QCOMPARE(QString::fromStdString((*opened)->writer), writer);
}

void TestLegacy::saysWhatIsWrong_data()
{
    const std::string object = tensor(storageId("7", 2), 2);
    const std::string keys = "]" + text("7") + "a";
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("words");
    const auto row = [](const char *name, const std::string &file, ErrorCode code,
                        const char *words) {
        QTest::newRow(name) << QByteArray::fromStdString(file) << int(code) << QByteArray(words);
    };
    row("the count in front of the bytes differs",
        legacyFile(object, keys, count(3) + floats({1, 2, 3})), ErrorCode::Corrupt,
        "storage 7 holds 3 elements, but its tensors say 2");
    row("the count is negative", legacyFile(object, keys, count(-2) + floats({1, 2})),
        ErrorCode::Corrupt, "holds -2 elements");
    row("no bytes at all", legacyFile(object, keys, ""), ErrorCode::Truncated, "storage 7");
    row("a byte is missing", legacyFile(object, keys, count(2) + floats({1, 2}).substr(1)),
        ErrorCode::Truncated, "needs 8 bytes, 7 are there");
    row("the keys are a dict", legacyFile(object, "}", ""), ErrorCode::Corrupt, "not a list");
    row("the object is cut", legacyFile(object, keys, "").substr(0, 60), ErrorCode::Truncated,
        "the object pickle");
    std::string version = legacyFile(object, keys, count(2) + floats({1, 2}));
    version[18] = '\x01';
    row("another protocol version", version, ErrorCode::Unsupported, "version");
}

void TestLegacy::saysWhatIsWrong()
{
    QFETCH(QByteArray, file);
    const auto opened = openBytes(file.toStdString());
    QVERIFY(!opened);
    QFETCH(int, code);
    QFETCH(QByteArray, words);
    const std::string said = opened.error().text();
    QVERIFY2(said.find(words.toStdString()) != said.npos, said.c_str());
    QCOMPARE(int(opened.error().code), code);
    QVERIFY(opened.error().offset.has_value());
    QVERIFY(!opened.error().advice.empty());
}

void TestLegacy::opensWithAFinding_data()
{
    const std::string object = tensor(storageId("7", 2), 2);
    const std::string keys = "]" + text("7") + "a", bytes = count(2) + floats({1, 2});
    const std::string view = "(" + text("8") + "K\x01K\x02t"; // elements 1 and 2 of 2
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("id");
    const auto row = [](const char *name, const std::string &file, const char *id) {
        QTest::newRow(name) << QByteArray::fromStdString(file) << QByteArray(id);
    };
    row("bytes follow the last storage", legacyFile(object, keys, bytes + "x"),
        "legacy.trailing-bytes");
    row("the list leaves a storage out", legacyFile(object, "]", ""), "legacy.missing-storage");
    row("the list names a storage nobody uses", legacyFile("}", keys, bytes), "legacy.unknown-key");
    row("the list names a storage twice",
        legacyFile(object, "](" + text("7") + text("7") + "e", bytes + bytes),
        "legacy.duplicate-key");
    row("two ids disagree on the size",
        legacyFile("](" + object + tensor(storageId("7", 9), 9) + "e", keys, bytes),
        "tensor.storage-conflict");
    row("a view reaches beyond its storage",
        legacyFile(tensor(storageId("7", 2, view), 2), keys, bytes), "storage.view-out-of-range");
}

void TestLegacy::opensWithAFinding()
{
    QFETCH(QByteArray, file);
    const auto opened = openBytes(file.toStdString());
    QVERIFY2(opened, opened ? "" : opened.error().text().c_str());
    QFETCH(QByteArray, id);
    QVERIFY(hasFinding(**opened, id.toStdString()));
    touchAll(**opened);
    const auto plan = planLegacySave(**opened, {});
    QCOMPARE(bytesOf(*plan), file.toStdString());
}

void TestLegacy::cutStorageNamesItself()
{
    const std::string file = readFile(QFINDTESTDATA("../data/streams/legacy_protocol2.pth"));
    const auto whole = openBytes(file);
    QVERIFY(whole.has_value());
    std::uint64_t first = file.size();
    for (const Storage &storage : (*whole)->storages)
        first = std::min(first, storage.offset - 8);
    for (std::size_t n = first; n < file.size(); ++n) {
        const auto opened = openBytes(file.substr(0, n));
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, ErrorCode::Truncated);
        QVERIFY(opened.error().message.find("storage ") != std::string::npos);
    }
}

void TestLegacy::savesTheSameBytes_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name : {"legacy_protocol0.pth", "legacy_protocol2.pth", "legacy_protocol4.pth",
                             "legacy_module.pth", "legacy_views.pth", "legacy_python2.pth"})
        QTest::newRow(name) << name;
}

void TestLegacy::savesTheSameBytes()
{
    QFETCH(QString, name);
    const std::string file = readFile(QFINDTESTDATA("../data/streams/" + name));
    const auto opened = openBytes(file);
    QVERIFY(opened.has_value());
    const auto plan = planLegacySave(**opened, {});
    QVERIFY(plan.has_value());
    QCOMPARE(plan->pieces.size(), std::size_t(1));
    QCOMPARE(bytesOf(*plan), file);
}

void TestLegacy::savesAPatchedStream()
{
    const std::string file = readFile(QFINDTESTDATA("../data/streams/legacy_python2.pth"));
    const auto opened = openBytes(file);
    QVERIFY(opened.has_value());
    std::string object((*opened)->streams[0].bytes);
    const auto at = object.find(text("cuda:0"));
    QVERIFY(at != object.npos);
    object.replace(at, 8, text("cpu"));
    const auto plan = planLegacySave(**opened, {object});
    const auto again = openBytes(bytesOf(*plan));
    QVERIFY2(again, again ? "" : again.error().text().c_str());
    QCOMPARE((*again)->storages[0].location, std::string("cpu"));
    QCOMPARE(elements<float>(**again, "caf\xc3\xa9"), (Floats{1.5f, -2.5f}));
    QCOMPARE(plan->size(), std::uint64_t(file.size() - 3));
}

void TestLegacy::opensTheSamples_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("tensors");
    const auto row = [](const char *path, int tensors) { QTest::newRow(path) << path << tensors; };
    row("wild/python2_rebuild_tensor_legacy.pth", 5);
    row("wild/state_dict_legacy_2018.pth", 6);
    row("wild/whole_model_legacy.pt", 10);
    row("torch2/devices_legacy.pth", 44);
}

void TestLegacy::opensTheSamples()
{
    QFETCH(QString, path);
    const QString folder = QFINDTESTDATA("../../../shared/samples/" + path);
    if (folder.isEmpty())
        QSKIP("the sample files are not beside the checkout");
    const auto opened = openBytes(readFile(folder));
    QVERIFY2(opened, opened ? "" : opened.error().text().c_str());
    QFETCH(int, tensors);
    QCOMPARE(int((*opened)->tensors.size()), tensors);
    for (const Tensor &tensor : (*opened)->tensors) {
        const auto data = tensorData(**opened, tensor);
        QVERIFY2(data, data ? "" : data.error().text().c_str());
    }
    QCOMPARE(bytesOf(*planLegacySave(**opened, {})), readFile(folder));
}

QTEST_GUILESS_MAIN(TestLegacy)
#include "tst_legacy.moc"
