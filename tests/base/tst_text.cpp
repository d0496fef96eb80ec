// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/text.h"

#include <QTest>
#include <cmath>
#include <limits>

using namespace lens;

class TestText : public QObject
{
    Q_OBJECT
private slots:
    void doublesReadAsPythonsRepr_data();
    void doublesReadAsPythonsRepr();
    void countsAreShort_data();
    void countsAreShort();
    void longIntegersAreDecimal_data();
    void longIntegersAreDecimal();
    void hugeIntegersAreNamedByTheirBits();
    void hostileTextIsMadeHarmless_data();
    void hostileTextIsMadeHarmless();
    void aLongTextIsElidedAsAShortOne();
    void stringsReadAsPythonsRepr_data();
    void stringsReadAsPythonsRepr();
    void utf8IsToldFromBytes();
    void latin1GoesThereAndBack();
    void namesSortAsPeopleCount();
    void base64Pads();
};

void TestText::doublesReadAsPythonsRepr_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<std::string>("text");
    const auto row = [](const char *name, double value, const char *text) {
        QTest::newRow(name) << value << std::string(text);
    };
    row("a learning rate", 0.001, "0.001");
    row("an epsilon", 1e-08, "1e-08");
    row("the last fixed small number", 0.0001, "0.0001");
    row("the first small exponent", 0.00001, "1e-05");
    row("a whole number keeps its point", 1.0, "1.0");
    row("the last fixed large number", 1e15, "1000000000000000.0");
    row("the first large exponent", 1e16, "1e+16");
    row("digits as short as they read back", 0.1 + 0.2, "0.30000000000000004");
    row("negative zero", -0.0, "-0.0");
    row("infinity", std::numeric_limits<double>::infinity(), "inf");
    row("negative infinity", -std::numeric_limits<double>::infinity(), "-inf");
    row("not a number", std::nan(""), "nan");
    row("the largest", 1.7976931348623157e308, "1.7976931348623157e+308");
    row("the smallest", 5e-324, "5e-324");
}

void TestText::doublesReadAsPythonsRepr()
{
    QFETCH(double, value);
    QTEST(reprDouble(value), "text");
}

void TestText::countsAreShort_data()
{
    QTest::addColumn<std::string>("made");
    QTest::addColumn<std::string>("text");
    const auto row = [](const char *name, const std::string &made, const char *text) {
        QTest::newRow(name) << made << std::string(text);
    };
    row("bytes alone", humanBytes(97), "97 B");
    row("a large storage", humanBytes(1'288'490'189), "1.2 GiB");
    row("just below a unit goes up", humanBytes(1024 * 1024 - 1), "1.0 MiB");
    row("all bytes there are", humanBytes(~0ull), "16.0 EiB");
    row("a ResNet-50", humanCount(25'557'032), "25.6 M");
    row("thousands", humanCount(590'000), "590 k");
    row("few", humanCount(12), "12");
    row("a count that rounds up", humanCount(999'999), "1 M");
    row("digits in threes", grouped(25'557'032), "25,557,032");
    row("three digits stay", grouped(999), "999");
    row("a narrow number", shortDouble(0.0123), "0.0123");
    row("a narrow small number", shortDouble(1.2345e-8, 2), "1.2e-08");
    row("a narrow infinity", shortDouble(-INFINITY), "-inf");
    row("a share", percentOf(1, 3), "33.3");
    row("no share", percentOf(0, 3), "0");
    row("a whole", percentOf(7, 7), "100");
    row("nearly a whole", percentOf(99'999, 100'000), ">99.9");
    row("one short of what a double holds", percentOf(~0ULL - 1, ~0ULL), ">99.9");
    row("nearly nothing", percentOf(1, 1'000'000'000), "1e-07");
}

void TestText::countsAreShort()
{
    QFETCH(std::string, made);
    QTEST(made, "text");
}

void TestText::longIntegersAreDecimal_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<std::string>("text");
    const auto row = [](const char *name, std::string bytes, const char *text) {
        QTest::newRow(name) << bytes << std::string(text);
    };
    row("no bytes are zero", "", "0");
    row("one", "\x01", "1");
    row("minus one", "\xff", "-1");
    row("minus 128", "\x80", "-128");
    row("128 needs a sign byte", std::string("\x80\x00", 2), "128");
    row("the magic number of legacy files", "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19",
        "119547037146038801333356");
    row("two to the 64th", std::string("\0\0\0\0\0\0\0\0\1", 9), "18446744073709551616");
    row("the most negative of 64 bits", std::string("\0\0\0\0\0\0\0\x80", 8),
        "-9223372036854775808");
    row("ten to the 18th keeps its zeros", std::string("\0\0\x64\xa7\xb3\xb6\xe0\x0d", 8),
        "1000000000000000000");
}

void TestText::longIntegersAreDecimal()
{
    QFETCH(std::string, bytes);
    QTEST(decimalFromLittleEndian(bytes), "text");
}

void TestText::hugeIntegersAreNamedByTheirBits()
{
    std::string bytes(4096, '\xff');
    bytes += '\0';
    QCOMPARE(decimalFromLittleEndian(bytes), std::string("<32768-bit int>"));
    const std::string digits = decimalFromLittleEndian(std::string(1785, '\x7f'));
    QCOMPARE(digits.size(), std::size_t(4299));
}

void TestText::hostileTextIsMadeHarmless_data()
{
    QTest::addColumn<std::string>("raw");
    QTest::addColumn<std::size_t>("limit");
    QTest::addColumn<std::string>("shown");
    const auto row = [](const char *name, std::string raw, std::size_t limit, const char *shown) {
        QTest::newRow(name) << raw << limit << std::string(shown);
    };
    row("names stay", "fc1.weight", 0, "fc1.weight");
    row("accents stay", "gewicht_ü", 0, "gewicht_ü");
    row("terminal escapes", "\x1b[2J", 0, "\\x1b[2J");
    row("a NUL", std::string("a\0b", 3), 0, "a\\x00b");
    row("reversed direction", "a\u202ecod.exe", 0, "a\\u202ecod.exe");
    row("invisible spaces", "a\u200bb", 0, "a\\u200bb");
    row("a lone surrogate", "\xed\xa0\x80", 0, "\\ud800");
    row("broken UTF-8", "a\xff", 0, "a\\xff");
    row("UTF-8 cut short", "a\xe2\x82", 0, "a\\xe2\\x82");
    row("an overlong slash", "\xc0\xaf", 0, "\\xc0\\xaf");
    row("long text keeps both ends", "abcdefghijklmnopqrstuvwxyz", 11, "abcd…wxyz");
    row("no character is cut in two", "üüüüüüüüüü", 9, "ü…ü");
}

void TestText::hostileTextIsMadeHarmless()
{
    QFETCH(std::string, raw);
    QFETCH(std::size_t, limit);
    const std::string shown = escaped(raw, limit);
    QTEST(shown, "shown");
    QVERIFY(isUtf8(shown));
}

// What is elided is not looked at, and nobody sees that.
void TestText::aLongTextIsElidedAsAShortOne()
{
    constexpr std::size_t limit = 100;
    for (const char *part :
         {"plain ", "\x1b[0m\n", "\xc3\xa9\xe2\x82\xac", "\xf0\x9f\x98\x80", "\x80"})
        for (std::size_t size = 0; size < 700; ++size) {
            std::string raw;
            while (raw.size() < size)
                raw += part;
            raw.resize(size);
            const std::string whole = escaped(raw), shown = escaped(raw, limit);
            QVERIFY(isUtf8(shown) && shown.size() <= limit);
            if (whole.size() <= limit) {
                QCOMPARE(shown, whole);
                continue;
            }
            const auto dots = shown.find("…");
            QVERIFY(whole.starts_with(shown.substr(0, dots)));
            QVERIFY(whole.ends_with(shown.substr(dots + 3)));
            QVERIFY(shown.size() > limit - 8);
        }
}

void TestText::stringsReadAsPythonsRepr_data()
{
    QTest::addColumn<std::string>("made");
    QTest::addColumn<std::string>("text");
    const auto row = [](const char *name, const std::string &made, const char *text) {
        QTest::newRow(name) << made << std::string(text);
    };
    row("single quotes", reprString("cpu"), "'cpu'");
    row("an apostrophe turns the quotes", reprString("don't"), "\"don't\"");
    row("both quotes escape one", reprString("a'b\"c"), "'a\\'b\"c'");
    row("newline and tab", reprString("a\n\t\\"), "'a\\n\\t\\\\'");
    row("unprintable", reprString("\x1f\u00a0\u200b"), "'\\x1f\\xa0\\u200b'");
    row("a lone surrogate in a str", reprString("\xed\xb3\xbf"), "'\\udcff'");
    row("an emoji stays", reprString("😀"), "'😀'");
    row("bytes", reprBytes("a\xff\n'"), "b\"a\\xff\\n'\"");
}

void TestText::stringsReadAsPythonsRepr()
{
    QFETCH(std::string, made);
    QTEST(made, "text");
}

void TestText::utf8IsToldFromBytes()
{
    QVERIFY(isUtf8("ü€😀"));
    QVERIFY(!isUtf8("\xed\xa0\x80"));
    QVERIFY(isUtf8WithSurrogates("\xed\xa0\x80"));
    QVERIFY(!isUtf8WithSurrogates("\xf4\x90\x80\x80"));
    QVERIFY(!isUtf8WithSurrogates("\xe0\x80\x80"));
}

void TestText::latin1GoesThereAndBack()
{
    std::string all;
    for (int byte = 0; byte < 256; ++byte)
        all += static_cast<char>(byte);
    std::string back;
    QVERIFY(utf8ToLatin1(latin1ToUtf8(all), back));
    QCOMPARE(back, all);
    QVERIFY(!utf8ToLatin1("€", back));
}

void TestText::namesSortAsPeopleCount()
{
    QVERIFY(naturalLess("layers.2.weight", "layers.10.weight"));
    QVERIFY(!naturalLess("layers.10", "layers.2"));
    QVERIFY(naturalLess("a", "b"));
    QVERIFY(naturalLess("a", "a1"));
    QVERIFY(naturalLess("x01", "x1"));
    QVERIFY(!naturalLess("x1", "x01"));
    QVERIFY(!naturalLess("same", "same"));
    QVERIFY(naturalLess("n99999999999999999999", "n100000000000000000000"));
}

void TestText::base64Pads()
{
    QCOMPARE(base64("M"), std::string("TQ=="));
    QCOMPARE(base64("Ma"), std::string("TWE="));
    QCOMPARE(base64("Man"), std::string("TWFu"));
    QCOMPARE(base64(""), std::string());
}

QTEST_GUILESS_MAIN(TestText)
#include "tst_text.moc"
