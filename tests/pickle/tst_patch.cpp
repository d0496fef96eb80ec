// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/pickle/patch.h"

#include <QTest>

using namespace lens;
using namespace lens::pickle;

namespace {

std::string bin(const QByteArray &bytes) { return bytes.toStdString(); }

QByteArray text(const char *word)
{
    const QByteArray bytes(word);
    return QByteArray("X", 1) + static_cast<char>(bytes.size()) + QByteArray(3, '\0') + bytes;
}

} // namespace

// The byte level; what CPython reads back is pickleoracle.py's.
class TestPatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void changesTheNamedPlacesOnly_data();
    void changesTheNamedPlacesOnly();
    void keepsTheKindOfOpcode_data();
    void keepsTheKindOfOpcode();
    void fixesTheLengthOfAFrame();
    void replacesATokenByOthers();
    void keepsWhatFollowsTheStop();
    void refusesAPlaceThatIsNot_data();
    void refusesAPlaceThatIsNot();
};

void TestPatch::changesTheNamedPlacesOnly_data()
{
    QTest::addColumn<QList<int>>("places");
    QTest::addColumn<QByteArray>("expected");
    // ['cpu', 'cpu', 'cpu'] with one shared string: at 2 its definition, at 12 and 14 its GETs.
    QTest::newRow("none: the same bytes") << QList<int>{} << "(" + text("cpu") + "q\1h\1h\1l.";
    QTest::newRow("all: one new string, shared")
        << QList<int>{1, 11, 13} << "(" + text("mps") + "q\1h\1h\1l.";
    QTest::newRow("the first: the old one is put again where it is met next")
        << QList<int>{1} << "(" + text("mps") + "q\1" + text("cpu") + "q\1h\1l.";
    QTest::newRow("a later one: written out, the memo keeps the old one")
        << QList<int>{11} << "(" + text("cpu") + "q\1" + text("mps") + "h\1l.";
    QTest::newRow("first and last: the old one between them, the new one written out")
        << QList<int>{1, 13}
        << "(" + text("mps") + "q\1" + text("cpu") + "q\1" + text("mps") + "l.";
}

void TestPatch::changesTheNamedPlacesOnly()
{
    QFETCH(QList<int>, places);
    QFETCH(QByteArray, expected);
    Patch patch;
    for (const int at : places)
        patch.setText(static_cast<std::uint32_t>(at), "mps");
    const auto patched = patch.apply(bin("(" + text("cpu") + "q\1h\1h\1l."));
    QVERIFY2(patched, patched ? "" : patched.error().text().c_str());
    QCOMPARE(QByteArray::fromStdString(*patched), expected);
}

void TestPatch::keepsTheKindOfOpcode_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("after");
    const QString longText(300, QLatin1Char('x'));
    const QByteArray length300("\x2c\x01\0\0", 4);
    QTest::newRow("UNICODE escapes what would end its line")
        << QByteArray("Vcpu\n.") << QStringLiteral("a\\\nb€\U0001D11E")
        << QByteArray("Va\\u005c\\u000ab\\u20ac\\U0001d11e\n.");
    QTest::newRow("UNICODE writes latin-1 as single bytes")
        << QByteArray("Vcpu\n.") << QStringLiteral("ä") << QByteArray("V\xe4\n.");
    QTest::newRow("STRING is quoted")
        << QByteArray("S'cpu'\n.") << QStringLiteral("it's") << QByteArray("S\"it's\"\n.");
    QTest::newRow("SHORT_BINSTRING stays short")
        << QByteArray("U\3cpu.") << QStringLiteral("cuda:0") << QByteArray("U\6cuda:0.");
    QTest::newRow("SHORT_BINSTRING that grows becomes BINSTRING")
        << QByteArray("U\3cpu.") << longText << "T" + length300 + longText.toLatin1() + ".";
    QTest::newRow("SHORT_BINUNICODE that grows becomes BINUNICODE")
        << QByteArray("\x8c\3cpu.") << longText << "X" + length300 + longText.toLatin1() + ".";
    QTest::newRow("BINUNICODE8 stays")
        << QByteArray("\x8d\3\0\0\0\0\0\0\0cpu.", 13) << QStringLiteral("mps")
        << QByteArray("\x8d\3\0\0\0\0\0\0\0mps.", 13);
}

void TestPatch::keepsTheKindOfOpcode()
{
    QFETCH(QByteArray, before);
    QFETCH(QString, text);
    QFETCH(QByteArray, after);
    Patch patch;
    patch.setText(0, text.toStdString());
    const auto patched = patch.apply(bin(before));
    QVERIFY(patched);
    QCOMPARE(QByteArray::fromStdString(*patched), after);
}

void TestPatch::fixesTheLengthOfAFrame()
{
    const QByteArray head("\x80\4\x95\6\0\0\0\0\0\0\0", 11);
    Patch patch;
    patch.setText(11, "cuda:0");
    const auto patched = patch.apply(bin(head + "\x8c\3cpu\x94" + "."));
    QVERIFY(patched);
    QCOMPARE(QByteArray::fromStdString(*patched),
             QByteArray("\x80\4\x95\x09\0\0\0\0\0\0\0", 11) + "\x8c\6cuda:0\x94" + ".");
}

void TestPatch::replacesATokenByOthers()
{
    // ('cuda', 1) becomes ('cpu',): the arguments of a torch.device.
    Patch patch;
    patch.setText(0, "cpu");
    patch.replaceToken(9, "");
    patch.replaceToken(11, "\x85");
    const auto patched = patch.apply(bin(text("cuda") + "K\1\x86q\5."));
    QVERIFY(patched);
    QCOMPARE(QByteArray::fromStdString(*patched), text("cpu") + "\x85q\5.");
}

void TestPatch::keepsWhatFollowsTheStop()
{
    Patch patch;
    patch.setText(0, "mps");
    const auto patched = patch.apply(bin("U\3cpu.U\3cpu.\xff"));
    QVERIFY(patched);
    QCOMPARE(*patched, std::string("U\3mps.U\3cpu.\xff"));
}

void TestPatch::refusesAPlaceThatIsNot_data()
{
    QTest::addColumn<uint>("at");
    QTest::newRow("inside a token") << 1u;
    QTest::newRow("a number") << 5u;
    QTest::newRow("behind the end") << 99u;
    QTest::newRow("a GET of something else") << 9u;
}

void TestPatch::refusesAPlaceThatIsNot()
{
    QFETCH(uint, at);
    const std::string stream("U\3cpuK\1q\7h\7.");
    Patch text, bytes;
    text.setText(at, "mps");
    QVERIFY(!text.apply(stream));
    QCOMPARE(text.apply(stream).error().code, ErrorCode::InvalidEdit);
    bytes.setBytes(at, "mps");
    QVERIFY(!bytes.apply(stream));
}

QTEST_GUILESS_MAIN(TestPatch)
#include "tst_patch.moc"
