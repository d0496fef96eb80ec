// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/pickle/emitter.h"

#include <QTest>

using namespace lens;
using namespace lens::pickle;

namespace {

Ref ref(NodeId node) { return {node, 0}; }

} // namespace

// Graphs that no stream is behind, and sets; what CPython writes is pickleoracle.py's.
class TestEmitter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesTheShortestInteger_data();
    void writesTheShortestInteger();
    void substitutesANodeEverywhere();
    void writesBytesOfLaterProtocolsAsCalls();
    void sharesHelpersOfCalls();
    void writesANestedClassByGetattr();
    void refusesLineBreaksInNames_data();
    void refusesLineBreaksInNames();
    void refusesASetInItself();
    void refusesABuffer();
};

void TestEmitter::writesTheShortestInteger_data()
{
    QTest::addColumn<qint64>("value");
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("0") << qint64(0) << QByteArray("K\0", 2);
    QTest::newRow("255") << qint64(255) << QByteArray("K\xff");
    QTest::newRow("256") << qint64(256) << QByteArray("M\0\1", 3);
    QTest::newRow("-1") << qint64(-1) << QByteArray("J\xff\xff\xff\xff");
    QTest::newRow("2**31 needs a sign bit")
        << (qint64(1) << 31) << QByteArray("\x8a\5\0\0\0\x80\0", 7);
    QTest::newRow("-2**31 - 1") << -(qint64(1) << 31) - 1
                                << QByteArray("\x8a\5\xff\xff\xff\x7f\xff", 7);
    QTest::newRow("-2**39") << -(qint64(1) << 39) << QByteArray("\x8a\5\0\0\0\0\x80", 7);
}

void TestEmitter::writesTheShortestInteger()
{
    QFETCH(qint64, value);
    QFETCH(QByteArray, bytes);
    Writer writer;
    writer.integer(value);
    QCOMPARE(QByteArray::fromStdString(writer.out()), bytes);
}

void TestEmitter::substitutesANodeEverywhere()
{
    Graph graph;
    const NodeId old = graph.addText(NodeKind::Str, "old"),
                 fresh = graph.addText(NodeKind::Str, "new");
    const Ref items[] = {ref(old), ref(old)};
    Emitter emitter(graph);
    emitter.substitute(old, fresh);
    const auto bytes = emitter.emit(graph.addContainer(NodeKind::List, items));
    QVERIFY(bytes);
    QCOMPARE(QByteArray::fromStdString(*bytes), QByteArray("\x80\2]q\0(X\3\0\0\0newq\1h\1e.", 20));
}

void TestEmitter::writesBytesOfLaterProtocolsAsCalls()
{
    Graph graph;
    const auto bytes = Emitter(graph).emit(graph.addText(NodeKind::Bytes, "\xe4"));
    QVERIFY(bytes);
    QCOMPARE(
        QByteArray::fromStdString(*bytes),
        QByteArray("\x80\2c_codecs\nencode\nq\0X\2\0\0\0\xc3\xa4q\1X\6\0\0\0latin1q\2\x86q\3Rq\4.",
                   49));
}

void TestEmitter::sharesHelpersOfCalls()
{
    Graph graph;
    const Ref items[] = {ref(graph.addText(NodeKind::Bytes, "a")),
                         ref(graph.addText(NodeKind::Bytes, "b"))};
    const auto bytes = Emitter(graph).emit(graph.addContainer(NodeKind::List, items));
    QVERIFY(bytes);
    QCOMPARE(QByteArray::fromStdString(*bytes).count("latin1"), 1);
    QCOMPARE(QByteArray::fromStdString(*bytes).count("_codecs"), 1);
}

void TestEmitter::writesANestedClassByGetattr()
{
    Graph graph;
    const auto bytes = Emitter(graph).emit(graph.addGlobal("m", "A.B"));
    QVERIFY(bytes);
    QCOMPARE(QByteArray::fromStdString(*bytes),
             QByteArray("\x80\2c__builtin__\ngetattr\nq\0cm\nA\nq\1X\1\0\0\0Bq\2\x86q\3Rq\4.", 47));
}

void TestEmitter::refusesLineBreaksInNames_data()
{
    QTest::addColumn<QByteArray>("module");
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("of a module") << QByteArray("posix\nsystem\n.") << QByteArray("A");
    QTest::newRow("of a class") << QByteArray("m") << QByteArray("A\nN.");
    QTest::newRow("of a nested class") << QByteArray("m") << QByteArray("A.B\nN.");
}

// They would end the name, and the rest would be opcodes.
void TestEmitter::refusesLineBreaksInNames()
{
    QFETCH(QByteArray, module);
    QFETCH(QByteArray, name);
    Graph graph;
    const auto bytes =
        Emitter(graph).emit(graph.addGlobal(module.toStdString(), name.toStdString()));
    QVERIFY(!bytes);
    QCOMPARE(bytes.error().code, ErrorCode::Unsupported);
}

void TestEmitter::refusesASetInItself()
{
    Graph graph;
    const NodeId set = graph.addContainer(NodeKind::Set, {});
    const Ref itself[] = {ref(set)};
    graph.append(set, itself);
    const auto bytes = Emitter(graph).emit(set);
    QVERIFY(!bytes);
    QCOMPARE(bytes.error().code, ErrorCode::Corrupt);
}

void TestEmitter::refusesABuffer()
{
    Graph graph;
    const auto bytes = Emitter(graph).emit(graph.addBuffer());
    QVERIFY(!bytes);
    QCOMPARE(bytes.error().code, ErrorCode::Unsupported);
}

QTEST_GUILESS_MAIN(TestEmitter)
#include "tst_emitter.moc"
