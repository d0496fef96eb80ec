// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/safetensorsheader.h"

#include <QTest>

using namespace lens;

namespace {

std::string file(std::string json, std::size_t buffer)
{
    std::string out(8, '\0');
    for (int i = 0; i < 8; ++i)
        out[i] = static_cast<char>(json.size() >> (8 * i));
    return out + json + std::string(buffer, 'x');
}

const std::string two = R"({"b":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},)"
                        R"("a":{"dtype":"BOOL","shape":[3],"data_offsets":[8,11]}})";

} // namespace

class TestSafetensorsHeader : public QObject
{
    Q_OBJECT

private slots:
    void keepsFileOrderAndMetadata();
    void accepts_data();
    void accepts();
    void refuses_data();
    void refuses();
    void everyTruncationIsAnError();
    void everyFlippedByteIsSurvived();
};

void TestSafetensorsHeader::keepsFileOrderAndMetadata()
{
    const std::string json = R"({"__metadata__":{"format":"pt","é":"\u00e9"},)" + two.substr(1);
    const auto header = readSafetensorsHeader(*memorySource(file(json, 11)));
    QVERIFY2(header, header ? "" : header.error().text().c_str());
    QCOMPARE(header->entries.size(), 2u);
    QCOMPARE(header->entries[0].name, std::string("b"));
    QCOMPARE(header->entries[0].shape, (std::vector<std::uint64_t>{2, 1}));
    QCOMPARE(header->entries[1].end, 11u);
    QCOMPARE(header->buffer, 8 + json.size());
    QCOMPARE(header->metadata->size(), 2u);
    QCOMPARE(header->metadata->at(1).second, std::string("é"));
}

void TestSafetensorsHeader::accepts_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<int>("buffer");
    QTest::newRow("two tensors") << QByteArray::fromStdString(two) << 11;
    QTest::newRow("no tensor") << QByteArray("{}") << 0;
    QTest::newRow("spaces around") << QByteArray(" \n{}   ") << 0;
    QTest::newRow("a scalar") << QByteArray(
                                     R"({"a":{"dtype":"I64","shape":[],"data_offsets":[0,8]}})")
                              << 8;
    QTest::newRow("an empty tensor")
        << QByteArray(R"({"a":{"dtype":"I64","shape":[0,5],"data_offsets":[0,0]}})") << 0;
    QTest::newRow("an empty tensor between others")
        << QByteArray(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},)"
                      R"("e":{"dtype":"U8","shape":[0],"data_offsets":[2,2]},)"
                      R"("b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}})")
        << 3;
    QTest::newRow("four bits a value")
        << QByteArray(R"({"a":{"dtype":"F4","shape":[4],"data_offsets":[0,2]}})") << 2;
}

void TestSafetensorsHeader::accepts()
{
    QFETCH(QByteArray, json);
    QFETCH(int, buffer);
    const auto header = readSafetensorsHeader(*memorySource(file(json.toStdString(), buffer)));
    QVERIFY2(header, header ? "" : header.error().text().c_str());
}

void TestSafetensorsHeader::refuses_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<int>("buffer");
    QTest::addColumn<QString>("message");
    const auto entry = [](const char *text) {
        return QByteArray(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{)") + text +
               "}}";
    };
    const auto row = [](const char *name, QByteArray json, int buffer, const char *message) {
        QTest::newRow(name) << json << buffer << message;
    };
    row("a name twice",
        R"({"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},)"
        R"("\u0061":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}})",
        0, "twice");
    row("a field twice", entry(R"("dtype":"U8","dtype":"U8","shape":[0],"data_offsets":[2,2])"), 2,
        "twice");
    row("a field of its own", entry(R"("dtype":"U8","x":1,"shape":[0],"data_offsets":[2,2])"), 2,
        "does not belong");
    row("a missing field", entry(R"("dtype":"U8","shape":[0])"), 2, "lacks");
    row("one offset", entry(R"("dtype":"U8","shape":[0],"data_offsets":[2])"), 2, "two numbers");
    row("a hole", entry(R"("dtype":"U8","shape":[1],"data_offsets":[3,4])"), 4, "hole");
    row("an overlap", entry(R"("dtype":"U8","shape":[2],"data_offsets":[1,3])"), 3, "overlap");
    row("bytes at the end", entry(R"("dtype":"U8","shape":[1],"data_offsets":[2,3])"), 4,
        "belong to no tensor");
    row("a buffer that is cut", entry(R"("dtype":"U8","shape":[4],"data_offsets":[2,6])"), 4,
        "the end of this file is missing");
    row("bytes that do not fit the shape",
        entry(R"("dtype":"F32","shape":[1],"data_offsets":[2,4])"), 4, "to a tensor of 4");
    row("a shape beyond 64 bits",
        entry(R"("dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[2,2])"), 2, "2^64");
    row("an end inside a byte", entry(R"("dtype":"F4","shape":[3],"data_offsets":[2,4])"), 4,
        "inside a byte");
    row("an unknown type", entry(R"("dtype":"Q8","shape":[1],"data_offsets":[2,3])"), 3,
        "not known");
    row("a fraction", entry(R"("dtype":"U8","shape":[1.0],"data_offsets":[2,3])"), 3,
        "does not belong");
    row("a negative size", entry(R"("dtype":"U8","shape":[-1],"data_offsets":[2,3])"), 3,
        "does not belong");
    row("a size beyond 64 bits",
        entry(R"("dtype":"U8","shape":[18446744073709551616],"data_offsets":[2,3])"), 3,
        "does not belong");
    row("null", entry(R"("dtype":null,"shape":[1],"data_offsets":[2,3])"), 3, "does not belong");
    row("metadata that is no text", R"({"__metadata__":{"a":1}})", 0, "does not belong");
    row("a list", "[1]", 0, "does not belong");
    row("something behind", "{} x", 0, "not valid JSON");
    row("a comment", "{/**/}", 0, "not valid JSON");
    row("a byte order mark", "\xEF\xBB\xBF{}", 0, "byte order mark");
    row("broken UTF-8", "{\"\xff\":{}}", 0, "not valid JSON");
    row("deep nesting", QByteArray(R"({"a":)") + QByteArray(100000, '['), 0, "");
}

void TestSafetensorsHeader::refuses()
{
    QFETCH(QByteArray, json);
    QFETCH(int, buffer);
    QFETCH(QString, message);
    const auto header = readSafetensorsHeader(*memorySource(file(json.toStdString(), buffer)));
    QVERIFY(!header);
    QVERIFY2(QString::fromStdString(header.error().text()).contains(message),
             header.error().text().c_str());
}

void TestSafetensorsHeader::everyTruncationIsAnError()
{
    const std::string bytes = file(two, 11);
    for (std::size_t length = 0; length < bytes.size(); ++length)
        QVERIFY(!readSafetensorsHeader(*memorySource(bytes.substr(0, length))));
}

void TestSafetensorsHeader::everyFlippedByteIsSurvived()
{
    const std::string bytes = file(two, 11);
    for (std::size_t i = 0; i < bytes.size(); ++i)
        for (const char value : {'\0', '\xff', static_cast<char>(bytes[i] ^ 1)}) {
            std::string changed = bytes;
            changed[i] = value;
            if (const auto header = readSafetensorsHeader(*memorySource(changed)))
                for (const SafetensorsEntry &entry : header->entries)
                    QVERIFY(header->buffer + entry.end <= changed.size());
        }
}

QTEST_GUILESS_MAIN(TestSafetensorsHeader)
#include "tst_safetensorsheader.moc"
