// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/pickle/python2.h"
#include "model/pickle/reader.h"
#include "model/pickle/token.h"

#include <QTest>
#include <cmath>

using namespace lens;
using namespace lens::pickle;

namespace {

struct Read
{
    Graph graph;
    StreamReading reading;
    NodeId root() const { return reading.root.node; }
};

std::unique_ptr<Read> readBytes(std::string bytes)
{
    auto made = std::make_unique<Read>();
    made->reading = pickle::read(made->graph, made->graph.keep(std::move(bytes)));
    return made;
}

} // namespace

class TestReader : public QObject
{
    Q_OBJECT

private slots:
    void integers_data();
    void integers();
    void strings_data();
    void strings();
    void refusals_data();
    void refusals();
    void identitySurvives();
    void aCycleIsFine();
    void edgesKnowTheirPlace();
    void globalsAreSeenBeforeAnError();
    void aHugeMemoNumberAllocatesNothing();
    void memoNumbersAreDecimal();
    void realsTooSmallAreZero();
    void anomaliesWithoutEndAreCounted();
    void deepNestingNeedsNoStack();
    void lengthEndsAtStop();
    void python2Names();
};

void TestReader::integers_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<qint64>("value");
    QTest::newRow("one byte") << QByteArray("K\xff.") << qint64(255);
    QTest::newRow("two bytes") << QByteArray("M\xff\xff.") << qint64(65535);
    QTest::newRow("four bytes are signed") << QByteArray("J\xff\xff\xff\xff.") << qint64(-1);
    QTest::newRow("LONG1 of no bytes is zero") << QByteArray("\x8a\x00.", 3) << qint64(0);
    QTest::newRow("LONG1 is two's complement")
        << QByteArray("\x8a\x02\x00\x80.", 5) << qint64(-32768);
    QTest::newRow("LONG1 of eight bytes")
        << QByteArray("\x8a\x08\x00\x00\x00\x00\x00\x00\x00\x80.", 11)
        << std::numeric_limits<qint64>::min();
    QTest::newRow("text") << QByteArray("I-12\n.") << qint64(-12);
    QTest::newRow("octal text as the C unpickler reads it") << QByteArray("I010\n.") << qint64(8);
    QTest::newRow("long text") << QByteArray("L77L\n.") << qint64(77);
}

void TestReader::integers()
{
    QFETCH(QByteArray, bytes);
    QFETCH(qint64, value);
    const auto made = readBytes(bytes.toStdString());
    QVERIFY(!made->reading.error);
    QCOMPARE(made->graph.kind(made->root()), NodeKind::Int);
    QCOMPARE(made->graph.intValue(made->root()), value);
}

void TestReader::strings_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("short unicode") << QByteArray("\x8c\x01z.") << QByteArray("z");
    QTest::newRow("a lone surrogate")
        << QByteArray("X\x03\0\0\0\xed\xa0\x80.", 9) << QByteArray("\xed\xa0\x80");
    QTest::newRow("raw unicode escape") << QByteArray("V\\u00e9\n.") << QByteArray("\xc3\xa9");
    QTest::newRow("quoted with escapes") << QByteArray("S'a\\x41\\n'\n.") << QByteArray("aA\n");
    QTest::newRow("Python 2 bytes that are no UTF-8 are Latin-1")
        << QByteArray("U\x01\xe9.") << QByteArray("\xc3\xa9");
}

void TestReader::strings()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, text);
    const auto made = readBytes(bytes.toStdString());
    QVERIFY(!made->reading.error);
    QCOMPARE(made->graph.kind(made->root()), NodeKind::Str);
    QCOMPARE(QByteArray::fromStdString(std::string(made->graph.text(made->root()))), text);
}

void TestReader::refusals_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("code");
    QTest::addColumn<int>("offset");
    const auto row = [](const char *name, QByteArray bytes, ErrorCode code, int offset) {
        QTest::newRow(name) << bytes << static_cast<int>(code) << offset;
    };
    row("nothing at all", "", ErrorCode::Truncated, 0);
    row("no STOP", "N", ErrorCode::Truncated, 1);
    row("a string longer than the file", QByteArray("X\xff\xff\xff\x7fz.", 7), ErrorCode::Truncated,
        0);
    row("a byte that is no opcode", "\xff", ErrorCode::Corrupt, 0);
    row("STOP on an empty stack", ".", ErrorCode::Corrupt, 0);
    row("a tuple without its mark", "Nt.", ErrorCode::Corrupt, 1);
    row("taking what lies below a mark", "N(\x85.", ErrorCode::Corrupt, 2);
    row("a memo number that was never set", "h\x07.", ErrorCode::Corrupt, 0);
    row("a key without a value", "}(Nu.", ErrorCode::Corrupt, 3);
    row("items for a number", "K\x01(Ne.", ErrorCode::Corrupt, 4);
    row("arguments that are no tuple", "cos\nsystem\nNR.", ErrorCode::Corrupt, 12);
    row("protocol 6", "\x80\x06N.", ErrorCode::Unsupported, 0);
    row("a string that is no UTF-8", QByteArray("X\x01\0\0\0\xff.", 7), ErrorCode::Corrupt, 0);
    row("an import whose name is no UTF-8", "cm\n\xbd\n.", ErrorCode::Corrupt, 0);
    row("an instance whose class is no UTF-8", "(im\n\xbd\n.", ErrorCode::Corrupt, 1);
    row("a negative length", QByteArray("T\xff\xff\xff\xff.", 6), ErrorCode::Corrupt, 0);
    row("a memo number beyond 64 bits", "Np99999999999999999999\n.", ErrorCode::Corrupt, 1);
    row("a negative memo number", "Np-1\n.", ErrorCode::Corrupt, 1);
    row("a LONG with a leading zero", "L010L\n.", ErrorCode::Corrupt, 0);
    row("a real number beyond float64", "F1e400\n.", ErrorCode::Corrupt, 0);
    row("a real number of C, not of Python", "Fnan(1)\n.", ErrorCode::Corrupt, 0);
    row("two signs", "F+-1\n.", ErrorCode::Corrupt, 0);
    row("an integer text that Python refuses for its length", "L" + QByteArray(4301, '1') + "L\n.",
        ErrorCode::Limit, 0);
    row("a frame beyond the end", QByteArray("\x95\xff\0\0\0\0\0\0\0N.", 11), ErrorCode::Truncated,
        0);
}

void TestReader::refusals()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, code);
    QFETCH(int, offset);
    const auto made = readBytes(bytes.toStdString());
    QVERIFY(made->reading.error.has_value());
    QCOMPARE(static_cast<int>(made->reading.error->code), code);
    QCOMPARE(static_cast<int>(made->reading.error->offset.value_or(9999)), offset);
    QVERIFY(!made->reading.root);
}

void TestReader::identitySurvives()
{
    const auto made = readBytes(std::string("]q\x00(]q\x01h\x01X\x01\x00\x00\x00"
                                            "aX\x01\x00\x00\x00"
                                            "ae.",
                                            24));
    QVERIFY(!made->reading.error);
    const auto items = made->graph.items(made->root());
    QCOMPARE(items.size(), std::size_t(4));
    QCOMPARE(items[0].node, items[1].node);
    QVERIFY(items[2].node != items[3].node); // equal strings, two objects
}

void TestReader::aCycleIsFine()
{
    const auto made = readBytes(std::string("]q\x00h\x00"
                                            "a.",
                                            7));
    QVERIFY(!made->reading.error);
    QCOMPARE(made->graph.items(made->root())[0].node, made->root());
}

void TestReader::edgesKnowTheirPlace()
{
    // (1, "a", "a" again): MARK at 0, BININT1 at 1, BINUNICODE at 3, BINGET at 11.
    const auto made = readBytes(std::string("(K\x01X\x01\x00\x00\x00"
                                            "aq\x05h\x05t.",
                                            15));
    QVERIFY(!made->reading.error);
    const auto items = made->graph.items(made->root());
    QCOMPARE(items[0].at, 1u);
    QCOMPARE(items[1].at, 3u);
    QCOMPARE(items[2].at, 11u);
    QCOMPARE(made->reading.root.at, 0u);
}

void TestReader::globalsAreSeenBeforeAnError()
{
    const auto made = readBytes("cposix\nsystem\n(S'x'\ntRt.");
    QVERIFY(made->reading.error.has_value());
    QCOMPARE(made->reading.globals.size(), std::size_t(1));
    QVERIFY(made->reading.globals[0].called);
    QVERIFY(made->graph.global(made->reading.globals[0].node).name == "system");
}

void TestReader::aHugeMemoNumberAllocatesNothing()
{
    const auto made = readBytes(std::string("Nr\xff\xff\xff\xff"
                                            "j\xff\xff\xff\xff.",
                                            12));
    QVERIFY(!made->reading.error);
    QCOMPARE(made->graph.kind(made->root()), NodeKind::None);
}

// Whoever reads 010 as 8 sees another object than Python.
void TestReader::memoNumbersAreDecimal()
{
    const auto made = readBytes("I1\np010\n0I2\np8\n0g10\n.");
    QVERIFY(!made->reading.error);
    QCOMPARE(made->graph.intValue(made->root()), std::int64_t(1));
}

void TestReader::realsTooSmallAreZero()
{
    const auto made = readBytes("F-1e-400\n.");
    QVERIFY(!made->reading.error);
    QCOMPARE(made->graph.floatValue(made->root()), 0.0);
    QVERIFY(std::signbit(made->graph.floatValue(made->root())));
}

// Two bytes each: a megabyte of them must not become gigabytes of findings.
void TestReader::anomaliesWithoutEndAreCounted()
{
    std::string bytes = "}";
    for (int i = 0; i < 100'000; ++i)
        bytes += "Nb";
    const auto made = readBytes(bytes + ".");
    QVERIFY(!made->reading.error);
    QVERIFY(made->reading.anomalies.size() < 100);
    QVERIFY(made->reading.anomalies.front().text.starts_with("99,950 more"));
}

void TestReader::deepNestingNeedsNoStack()
{
    const auto made = readBytes("N" + std::string(3'000'000, '\x85') + ".");
    QVERIFY(!made->reading.error);
    QCOMPARE(made->graph.kind(made->root()), NodeKind::Tuple);
}

void TestReader::lengthEndsAtStop()
{
    const std::string first = std::string("X\x00\x00\x03\x00", 5) + std::string(0x30000, 'x') + ".";
    const auto source = memorySource(first + "rest that is no pickle");
    const auto length = pickleLength(*source, 0);
    QVERIFY(length.has_value());
    QCOMPARE(*length, first.size());
    QVERIFY(!pickleLength(*source, first.size()).has_value());
}

void TestReader::python2Names()
{
    QCOMPARE(modernName({"__builtin__", "set"}), std::string("builtins.set"));
    QCOMPARE(modernName({"__builtin__", "xrange"}), std::string("builtins.range"));
    QCOMPARE(modernName({"copy_reg", "_reconstructor"}), std::string("copyreg._reconstructor"));
    QCOMPARE(modernName({"torch", "FloatStorage"}), std::string("torch.FloatStorage"));
}

QTEST_GUILESS_MAIN(TestReader)
#include "tst_reader.moc"
