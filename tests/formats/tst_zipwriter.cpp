// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/zipwriter.h"
#include "tests/formats/plantext.h"
#include "tests/formats/zipbuilder.h"

#include "model/base/checked.h"

#include <QDir>
#include <QTest>

using namespace lens;

namespace {

// Says it has as many zeros as it is told to, for offsets beyond 4 GiB.
class Zeros final : public ByteSource
{
public:
    explicit Zeros(std::uint64_t size)
        : m_size(size)
    {}
    std::uint64_t size() const override { return m_size; }
    Result<void> read(std::uint64_t, std::span<std::byte> out) const override
    {
        std::fill(out.begin(), out.end(), std::byte{0});
        return {};
    }

private:
    const std::uint64_t m_size;
};

// A plan as a source: what a file of it would hold, without writing it.
class PlanSource final : public ByteSource
{
public:
    explicit PlanSource(SavePlan plan)
        : m_plan(std::move(plan))
        , m_size(m_plan.size())
    {}
    std::uint64_t size() const override { return m_size; }
    Result<void> read(std::uint64_t offset, std::span<std::byte> out) const override
    {
        std::uint64_t at = 0;
        for (const auto &piece : m_plan.pieces) {
            const auto *copy = std::get_if<CopyPiece>(&piece);
            const std::uint64_t length = copy ? copy->length : std::get<std::string>(piece).size();
            if (offset < at + length && !out.empty()) {
                const std::uint64_t from = offset - at;
                const std::size_t n = std::min<std::uint64_t>(out.size(), length - from);
                if (copy)
                    LENS_CHECK(copy->source->read(copy->offset + from, out.first(n)));
                else
                    std::memcpy(out.data(), std::get<std::string>(piece).data() + from, n);
                out = out.subspan(n);
                offset += n;
            }
            at += length;
        }
        if (!out.empty())
            return makeError(ErrorCode::Truncated, "beyond the plan");
        return {};
    }

private:
    const SavePlan m_plan;
    const std::uint64_t m_size;
};

QDir samples() { return QDir(QFINDTESTDATA("../../../shared/samples")); }

} // namespace

class TestZipWriter : public QObject
{
    Q_OBJECT

private slots:
    void writesWhatTorchWrites_data();
    void writesWhatTorchWrites();
    void readsBackWithEveryPayloadAligned();
    void crosses4GiBAsTorchDoes();
    void takesTheRecordedChecksum();
    void shortStoragesAreRefused();
};

void TestZipWriter::writesWhatTorchWrites_data()
{
    QTest::addColumn<QString>("path");
    const QDir folder(samples().filePath("torch2"));
    for (const char *name : {"state_dict.pth", "devices.pth", "dtypes_v3.pth", "training.pth",
                             "views.pth", "protocol4.pth"})
        if (folder.exists(name))
            QTest::newRow(name) << folder.filePath(name);
    QTest::newRow("no samples beside the checkout") << QString();
}

void TestZipWriter::writesWhatTorchWrites()
{
    QFETCH(QString, path);
    if (path.isEmpty())
        QSKIP("only there to say when the samples are not");
    const auto file = File::open(path.toStdString());
    QVERIFY(file);
    ZipContainer container;
    auto directory = readZipDirectory(*file);
    QVERIFY(directory);
    container.directory = std::make_shared<const ZipDirectory>(*std::move(directory));
    const auto &records = container.directory->records;
    container.root = records.front().name.substr(0, records.front().name.find('/') + 1);
    std::vector<StorageBytes> storages;
    while (const auto *record = container.find("data/" + std::to_string(storages.size())))
        storages.push_back({container.bytes(*record), record->size});
    const auto pickle = readRecord(container, *container.find("data.pkl"), 1 << 20);
    QVERIFY(pickle);
    const auto plan =
        planTorchZip(container.root.substr(0, container.root.size() - 1), *pickle, storages);
    QVERIFY(plan);
    const std::string written = textOf(*plan), original = *(*file)->readString(0, (*file)->size());
    QCOMPARE(written.size(), original.size());
    QVERIFY(written == original);
}

void TestZipWriter::readsBackWithEveryPayloadAligned()
{
    std::vector<StorageBytes> storages;
    for (const std::size_t size : {0u, 1u, 63u, 64u, 65u, 1000u})
        storages.push_back({memorySource(std::string(size, 'x')), size});
    const auto plan = planTorchZip("archive", "\x80\x02N.", storages);
    QVERIFY(plan);
    QCOMPARE(textOf(*plan).size(), plan->size());
    const auto directory = readZipDirectory(memorySource(textOf(*plan)));
    QVERIFY(directory);
    const auto check = checkLocalHeaders(*directory, nullptr);
    QVERIFY(check && check->findings.empty() && directory->findings.empty());
    for (const std::uint64_t payload : check->payloads)
        QCOMPARE(payload % 64, 0u);
    QCOMPARE(directory->find("archive/data/5")->crc, crc32Of(std::string(1000, 'x')));
}

void TestZipWriter::crosses4GiBAsTorchDoes()
{
    constexpr std::uint64_t large = (4ull << 30) + 100;
    TorchZipWriter writer("archive");
    writer.add("data.pkl", "\x80\x02N.");
    QVERIFY(writer.add("data/0", std::make_shared<Zeros>(large), large));
    writer.add("data/1", "behind 4 GiB");
    const auto source = std::make_shared<PlanSource>(writer.finish());
    const auto directory = readZipDirectory(source);
    QVERIFY2(directory, directory ? "" : directory.error().text().c_str());
    QCOMPARE(directory->find("archive/data/0")->size, large);
    QVERIFY(directory->find("archive/data/1")->header > large);
    const auto check = checkLocalHeaders(*directory, nullptr);
    QVERIFY(check && directory->findings.empty());
    QVERIFY2(check->findings.empty(),
             check->findings.empty() ? "" : check->findings[0].text.c_str());
    const auto local = readLocalHeader(*directory, *directory->find("archive/data/1"));
    QVERIFY(local);
    QCOMPARE(local->payload % 64, 0u);
    QCOMPARE(loadLittle<std::uint16_t>(local->extra.data()), 1); // the offset needs a zip64 field
}

void TestZipWriter::takesTheRecordedChecksum()
{
    ZipBuilder zip;
    zip.add("archive/data/0", "twelve bytes");
    std::string bytes = zip.build();
    const std::uint32_t claimed = 0x12345678;
    storeLittle(bytes.data() + bytes.find("PK\1\2") + 16, claimed);
    ZipContainer container;
    container.directory =
        std::make_shared<const ZipDirectory>(*readZipDirectory(memorySource(bytes)));
    const auto plan = planTorchZip("archive", "\x80\x02N.",
                                   {{container.bytes(container.directory->records[0]), 12}});
    QVERIFY(plan);
    const auto written = readZipDirectory(memorySource(textOf(*plan)));
    QVERIFY(written);
    QCOMPARE(written->find("archive/data/0")->crc, claimed);
}

void TestZipWriter::shortStoragesAreRefused()
{
    const auto plan = planTorchZip("archive", "\x80\x02N.", {{memorySource("four"), 5}});
    QVERIFY(!plan);
    QCOMPARE(plan.error().code, ErrorCode::Truncated);
}

QTEST_GUILESS_MAIN(TestZipWriter)
#include "tst_zipwriter.moc"
