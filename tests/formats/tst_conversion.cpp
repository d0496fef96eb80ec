// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/format.h"
#include "model/formats/lazysources.h"
#include "tests/formats/streamfixtures.h"
#include "tests/formats/zipbuilder.h"

#include <QRegularExpression>
#include <QTest>

#include <algorithm>

using namespace lens;
using namespace lens::test;

// What a conversion does with things that its target has no room for.
class TestConversion : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void brokenTensorIsALoss_data();
    void brokenTensorIsALoss();
    void extraRecordsAreLosses_data();
    void extraRecordsAreLosses();
    void keywordArgumentsOfAConstructorAreKept();
};

namespace {

CheckpointPtr opened(std::string bytes)
{
    const auto checkpoint = openCheckpoint(memorySource(std::move(bytes)), "test.pth");
    if (!checkpoint)
        qFatal("%s", checkpoint.error().text().c_str());
    return *checkpoint;
}

// An archive with the pickle and the storages of a real one; a storage of `cut` loses its last
// byte.
ZipBuilder archive(const std::string &cut = {})
{
    const CheckpointPtr real = opened(readFile(QFINDTESTDATA("../data/containers/zip_2_13.pth")));
    ZipBuilder zip;
    zip.add("archive/data.pkl", std::string(real->streams[0].bytes));
    zip.add("archive/byteorder", "little");
    for (const Storage &storage : real->storages) {
        const std::uint64_t size = storage.nbytes - (storage.key == cut ? 1 : 0);
        zip.add("archive/" + storage.member, *storage.bytes->readString(0, size));
    }
    zip.add("archive/version", "3\n");
    return zip;
}

QStringList losses(const Conversion &conversion)
{
    QStringList lines;
    for (const std::string &line : conversion.loss)
        lines << QString::fromStdString(line);
    return lines;
}

void addTargets()
{
    QTest::addColumn<int>("target");
    QTest::newRow("zip") << int(TargetFormat::Zip);
    QTest::newRow("legacy") << int(TargetFormat::Legacy);
    QTest::newRow("safetensors") << int(TargetFormat::Safetensors);
}

} // namespace

void TestConversion::brokenTensorIsALoss_data() { addTargets(); }

void TestConversion::brokenTensorIsALoss()
{
    QFETCH(int, target);
    const CheckpointPtr whole = opened(archive().build());
    const std::string key = whole->storages[whole->tensors[0].storage].key;
    const CheckpointPtr broken = opened(archive(key).build());
    const auto conversion = planConversion(*broken, {}, TargetFormat(target), "archive");
    QVERIFY2(conversion, conversion ? "" : conversion.error().text().c_str());
    QCOMPARE(losses(*conversion).filter(QRegularExpression(QStringLiteral("^weight"))).size(), 1);
    const auto made = openCheckpoint(std::make_shared<PlannedSource>(conversion->plan), "made.pth");
    QVERIFY2(made, made ? "" : made.error().text().c_str());
    const auto counts = findEntry(**made, "counts");
    QVERIFY(counts && (*made)->entry(*counts).kind == EntryKind::Tensor);
    if (const auto weight = findEntry(**made, "weight"))
        QCOMPARE((*made)->entry(*weight).kind, EntryKind::None);
}

void TestConversion::extraRecordsAreLosses_data() { addTargets(); }

void TestConversion::extraRecordsAreLosses()
{
    QFETCH(int, target);
    const auto without =
        planConversion(*opened(archive().build()), {}, TargetFormat(target), "archive");
    ZipBuilder zip = archive();
    zip.add("archive/extra/notes.txt", "hello");
    zip.add("archive/other.pkl", "\x80\x02K\x01.");
    const auto with = planConversion(*opened(zip.build()), {}, TargetFormat(target), "archive");
    QVERIFY(without && with);
    QStringList more = losses(*with);
    for (const QString &line : losses(*without))
        more.removeOne(line);
    const QStringList expected{
        QStringLiteral("extra/notes.txt (record, 5 B): only the archive it lies in can hold it"),
        QStringLiteral("other.pkl (record, 5 B): only the archive it lies in can hold it")};
    QCOMPARE(more, expected);
}

void TestConversion::keywordArgumentsOfAConstructorAreKept()
{
    // NEWOBJ_EX of a class, (1,) and {'size': 2}: protocol 2 has no such opcode.
    const CheckpointPtr checkpoint = opened("\x80\x04"
                                            "cshop\nThing\nK\x01\x85}V"
                                            "size\nK\x02s\x92.");
    const auto conversion = planConversion(*checkpoint, {}, TargetFormat::Zip, "archive");
    QVERIFY2(conversion, conversion ? "" : conversion.error().text().c_str());
    QVERIFY(conversion->loss.empty());
    const auto made = openCheckpoint(std::make_shared<PlannedSource>(conversion->plan), "made.pth");
    QVERIFY(made);
    QCOMPARE((*made)->typeName(0), std::string("shop.Thing"));
    QCOMPARE((*made)->entries.size(), checkpoint->entries.size());
    for (std::uint32_t i = 0; i < checkpoint->entries.size(); ++i)
        QCOMPARE((*made)->pathText(i), checkpoint->pathText(i));
}

QTEST_GUILESS_MAIN(TestConversion)
#include "tst_conversion.moc"
