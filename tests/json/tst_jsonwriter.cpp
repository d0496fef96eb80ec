// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/json/jsonwriter.h"

#include <QTest>

#include <functional>
#include <limits>

using lens::JsonWriter;
using lens::StringSink;

using Write = std::function<void(JsonWriter &)>;
Q_DECLARE_METATYPE(Write)

class TestJsonWriter : public QObject
{
    Q_OBJECT
private slots:
    void writesWhatTheContractSays_data();
    void writesWhatTheContractSays();
};

void TestJsonWriter::writesWhatTheContractSays_data()
{
    QTest::addColumn<Write>("write");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, Write write, const char *expected) {
        QTest::newRow(name) << write << QByteArray(expected);
    };
    row(
        "a real keeps its point", [](JsonWriter &j) { j.real(1); }, "1.0");
    row(
        "a small real is short", [](JsonWriter &j) { j.real(1e-8); }, "1e-08");
    row(
        "NaN is a string", [](JsonWriter &j) { j.real(std::nan("")); }, "\"NaN\"");
    row(
        "infinity is a string",
        [](JsonWriter &j) { j.real(-std::numeric_limits<double>::infinity()); }, "\"-Infinity\"");
    row(
        "2^53 is a number", [](JsonWriter &j) { j.integer(1LL << 53); }, "9007199254740992");
    row(
        "beyond 2^53 is a string", [](JsonWriter &j) { j.integer((1LL << 53) + 1); },
        "\"9007199254740993\"");
    row(
        "beyond -2^53 is a string", [](JsonWriter &j) { j.integer(-(1LL << 53) - 1); },
        "\"-9007199254740993\"");
    row(
        "a count beyond 2^53 is a string", [](JsonWriter &j) { j.count(~0ULL); },
        "\"18446744073709551615\"");
    row(
        "an integer of any size is a string",
        [](JsonWriter &j) { j.decimal("100000000000000000000"); }, "\"100000000000000000000\"");
    row(
        "a short decimal is a number", [](JsonWriter &j) { j.decimal("-7"); }, "-7");
    row(
        "quotes and backslashes are escaped", [](JsonWriter &j) { j.text("\"\\"); },
        "\"\\\"\\\\\"");
    row(
        "control characters are escaped", [](JsonWriter &j) { j.text("\n\x1b\x7f"); },
        "\"\\n\\u001b\\u007f\"");
    row(
        "a lone surrogate is escaped", [](JsonWriter &j) { j.text("\xed\xa0\x80"); },
        "\"\\ud800\"");
    row(
        "a byte that is no UTF-8 reads as Python names it", [](JsonWriter &j) { j.text("\xff"); },
        "\"\\udcff\"");
    row(
        "a cut character does not read on", [](JsonWriter &j) { j.text("\xf0\x9f"); },
        "\"\\udcf0\\udc9f\"");
    row(
        "other characters stay", [](JsonWriter &j) { j.text("é😀"); }, "\"é😀\"");
    row(
        "a right-to-left override is escaped", [](JsonWriter &j) { j.text("\u202e"); },
        "\"\\u202e\"");
    row(
        "elements are separated",
        [](JsonWriter &j) {
            j.beginObject();
            j.key("a");
            j.beginArray();
            j.null();
            j.boolean(true);
            j.beginArray();
            j.endArray();
            j.endArray();
            j.field("b", "c");
            j.endObject();
        },
        "{\"a\":[null,true,[]],\"b\":\"c\"}");
}

void TestJsonWriter::writesWhatTheContractSays()
{
    QFETCH(Write, write);
    QFETCH(QByteArray, expected);
    StringSink out;
    JsonWriter json(out);
    write(json);
    QCOMPARE(QByteArray::fromStdString(out.text()), expected);
}

QTEST_GUILESS_MAIN(TestJsonWriter)
#include "tst_jsonwriter.moc"
