// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/format.h"
#include "model/formats/lazysources.h"
#include "model/formats/save.h"
#include "tests/contract/allocations.h"
#include "tests/contract/contents.h"
#include "tests/contract/faultyreads.h"
#include "tests/contract/formatcases.h"
#include "tests/contract/hookedsource.h"
#include "tests/formats/streamfixtures.h"

#include <QTemporaryDir>
#include <QTest>

#include <sys/inotify.h>
#include <unistd.h>

using namespace lens;
using namespace lens::test;

// What every format promises, whatever it is made of.
class TestContract : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void opens_data() { addFormatRows(); }
    void opens();
    void uneditedCopyIsTheSameBytes_data() { addFormatRows(); }
    void uneditedCopyIsTheSameBytes();
    void retagChangesDevicesAlone_data() { addFormatRows(); }
    void retagChangesDevicesAlone();
    void retagBackGivesTheFirstBytes_data() { addFormatRows(); }
    void retagBackGivesTheFirstBytes();
    void conversionKeepsContentsOrListsLosses_data();
    void conversionKeepsContentsOrListsLosses();
    void cancelledOpeningSaysSo_data() { addFormatRows(); }
    void cancelledOpeningSaysSo();
    void cancelledSaveLeavesNoFile_data() { addFormatRows(); }
    void cancelledSaveLeavesNoFile();
    void shortAndInterruptedReadsAreReadOn_data() { addFormatRows(); }
    void shortAndInterruptedReadsAreReadOn();
    void brokenDiskIsOneError_data() { addFormatRows(); }
    void brokenDiskIsOneError();
    void shrunkFileIsOneError_data() { addFormatRows(); }
    void shrunkFileIsOneError();
    void fileIsNeverOpenedForWriting_data() { addFormatRows(); }
    void fileIsNeverOpenedForWriting();
    void memoryIsBounded_data() { addFormatRows(); }
    void memoryIsBounded();
};

namespace {

constexpr const char *newTag = "xpu:1";

QByteArray text(const Error &error) { return QByteArray::fromStdString(error.text()); }

CheckpointPtr opened(const FormatCase &format)
{
    const auto checkpoint = openCheckpoint(filePath(format).toStdString());
    if (!checkpoint)
        qFatal("%s: %s", format.file, text(checkpoint.error()).constData());
    return *checkpoint;
}

Result<CheckpointPtr> openBytes(std::string bytes)
{
    return openCheckpoint(memorySource(std::move(bytes)), "made.pth");
}

// The plan's bytes; empty, with a warning, when there is none.
std::string planned(const Result<SavePlan> &plan)
{
    if (!plan)
        qWarning("%s", text(plan.error()).constData());
    return plan ? bytesOf(*plan) : std::string();
}

// Every place that can get a new tag, places of torch.device values included.
EditSet everySiteTo(const Checkpoint &checkpoint, const std::string &tag)
{
    EditSet edits;
    for (std::uint32_t i = 0; i < checkpoint.sites.size(); ++i)
        edits.devices[i] = tag;
    return edits;
}

EditSet tagsOf(const Checkpoint &checkpoint)
{
    EditSet edits;
    for (std::uint32_t i = 0; i < checkpoint.sites.size(); ++i)
        edits.devices[i] = checkpoint.sites[i].tag;
    return edits;
}

const char *nameOf(TargetFormat target)
{
    switch (target) {
    case TargetFormat::Zip: return "zip";
    case TargetFormat::Legacy: return "legacy";
    case TargetFormat::Safetensors: break;
    }
    return "safetensors";
}

// Opens, reads and saves as a program would; the first error, or what was seen.
Result<QStringList> everything(const std::string &path, const std::string &copy)
{
    LENS_ASSIGN(const CheckpointPtr checkpoint, openCheckpoint(path));
    QStringList seen = contents(*checkpoint);
    for (const Finding &finding : checkpoint->findings)
        if (finding.severity == Severity::Error)
            return makeError(ErrorCode::Corrupt, finding.text);
    Job job;
    LENS_CHECK(verify(*checkpoint, job));
    LENS_ASSIGN(const SavePlan plan, planSave(*checkpoint, {}));
    LENS_CHECK(save(plan, {copy, Overwrite::Yes, checkpoint->file, {}}, job));
    return seen;
}

// One sentence that names the file or a place in it.
void checkSpeaks(const Error &error)
{
    QVERIFY2(error.message.size() > 10, text(error));
    QVERIFY2(!error.where.empty() || error.offset || !error.advice.empty(), text(error));
}

} // namespace

void TestContract::opens()
{
    QFETCH(FormatCase, format);
    const CheckpointPtr checkpoint = opened(format);
    QCOMPARE(checkpoint->format, std::string(format.format));
    QVERIFY(!checkpoint->entries.empty());
    QVERIFY(!checkpoint->writer.empty());
    for (const Finding &finding : checkpoint->findings)
        QVERIFY2(finding.severity == Severity::Note, finding.text.c_str());
    for (const Tensor &tensor : checkpoint->tensors)
        QVERIFY2(tensor.broken.empty(), tensor.broken.c_str());
    const QStringList expected = QString::fromUtf8(format.values).split(QLatin1Char('='));
    if (expected.size() == 2)
        QCOMPARE(valuesAt(*checkpoint, expected[0].toStdString()), expected[1]);
    QCOMPARE(!checkpoint->sites.empty(), format.tags);
    Job job;
    const auto verified = verify(*checkpoint, job);
    QVERIFY2(verified, verified ? "" : text(verified.error()).constData());
    QVERIFY(verified->ok);
    QCOMPARE(job.done(), job.total());
}

void TestContract::uneditedCopyIsTheSameBytes()
{
    QFETCH(FormatCase, format);
    const CheckpointPtr checkpoint = opened(format);
    const QTemporaryDir folder;
    const std::string copy = folder.filePath(QStringLiteral("copy")).toStdString();
    const auto plan = planSave(*checkpoint, {});
    QVERIFY(plan);
    Job job;
    QVERIFY(save(*plan, {copy, Overwrite::No, checkpoint->file, {}}, job));
    QVERIFY(readFile(filePath(format)) == readFile(QString::fromStdString(copy)));
    // Setting every tag to what it is is no edit.
    QVERIFY(planned(planSave(*checkpoint, tagsOf(*checkpoint))) == readFile(filePath(format)) ||
            checkpoint->streams.empty());
}

void TestContract::retagChangesDevicesAlone()
{
    QFETCH(FormatCase, format);
    const CheckpointPtr checkpoint = opened(format);
    if (!format.tags) {
        RetagRequest request;
        request.all = newTag;
        const auto plan = planRetag(*checkpoint, request);
        QVERIFY(plan && plan->edit.devices.empty());
        return;
    }
    const auto retagged =
        openBytes(planned(planSave(*checkpoint, everySiteTo(*checkpoint, newTag))));
    QVERIFY2(retagged, retagged ? "" : text(retagged.error()).constData());
    QCOMPARE((*retagged)->sites.size(), checkpoint->sites.size());
    for (const DeviceSite &site : (*retagged)->sites)
        QCOMPARE(site.tag, newTag);
    QCOMPARE(firstDifference(contents(*checkpoint, Devices::Hidden),
                             contents(**retagged, Devices::Hidden)),
             QString());
    QCOMPARE((*retagged)->streams.size(), checkpoint->streams.size());
    QCOMPARE((*retagged)->findings.size(), checkpoint->findings.size());
    Job job;
    const auto verified = verify(**retagged, job);
    QVERIFY(verified && verified->ok);
}

void TestContract::retagBackGivesTheFirstBytes()
{
    QFETCH(FormatCase, format);
    const CheckpointPtr checkpoint = opened(format);
    if (!format.tags)
        return;
    const auto retagged =
        openBytes(planned(planSave(*checkpoint, everySiteTo(*checkpoint, newTag))));
    QVERIFY(retagged);
    const std::string back = planned(planSave(**retagged, tagsOf(*checkpoint)));
    const std::string first = readFile(filePath(format));
    if (format.backIsSame) {
        QCOMPARE(back.size(), first.size());
        QVERIFY(back == first);
    }
    const auto reopened = openBytes(back);
    QVERIFY(reopened);
    QCOMPARE(firstDifference(contents(*checkpoint), contents(**reopened)), QString());
}

void TestContract::conversionKeepsContentsOrListsLosses_data()
{
    QTest::addColumn<FormatCase>("format");
    QTest::addColumn<int>("target");
    for (const FormatCase &format : formatCases())
        for (const auto target :
             {TargetFormat::Zip, TargetFormat::Legacy, TargetFormat::Safetensors})
            QTest::addRow("%s to %s", format.name, nameOf(target)) << format << int(target);
}

void TestContract::conversionKeepsContentsOrListsLosses()
{
    QFETCH(FormatCase, format);
    QFETCH(int, target);
    const CheckpointPtr checkpoint = opened(format);
    const auto conversion = planConversion(*checkpoint, {}, TargetFormat(target), "archive");
    QVERIFY2(conversion, conversion ? "" : text(conversion.error()).constData());
    const auto converted =
        openCheckpoint(std::make_shared<PlannedSource>(conversion->plan), "converted");
    QVERIFY2(converted, converted ? "" : text(converted.error()).constData());
    QCOMPARE((*converted)->format, std::string(nameOf(TargetFormat(target))));
    for (const Finding &finding : (*converted)->findings)
        QVERIFY2(finding.severity == Severity::Note, finding.text.c_str());

    const QString difference =
        TargetFormat(target) == TargetFormat::Safetensors
            ? firstDifference(flatContents(*checkpoint), flatContents(**converted))
            : firstDifference(contents(*checkpoint), contents(**converted));
    QVERIFY2(difference.isEmpty() || !conversion->loss.empty(), qPrintable(difference));
    for (const std::string &loss : conversion->loss)
        QVERIFY2(loss.find(": ") != std::string::npos, loss.c_str());
}

void TestContract::cancelledOpeningSaysSo()
{
    QFETCH(FormatCase, format);
    const std::string bytes = readFile(filePath(format));
    const QStringList whole = contents(*opened(format));
    Job cancelled;
    cancelled.cancel();
    const auto refused = openCheckpoint(memorySource(bytes), "made.pth", &cancelled);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Cancelled);

    bool reached = true;
    for (int at = 0; reached; ++at) {
        Job job;
        reached = false;
        const auto source = std::make_shared<HookedSource>(bytes, [&](int number) {
            if (number != at)
                return;
            reached = true;
            job.cancel();
        });
        const auto checkpoint = openCheckpoint(source, "made.pth", &job);
        if (!checkpoint)
            QCOMPARE(checkpoint.error().code, ErrorCode::Cancelled);
        else
            QCOMPARE(firstDifference(whole, contents(**checkpoint)), QString());
    }
}

void TestContract::cancelledSaveLeavesNoFile()
{
    QFETCH(FormatCase, format);
    const std::string bytes = readFile(filePath(format));
    const QTemporaryDir folder;
    const std::string path = folder.filePath(QStringLiteral("new")).toStdString();
    bool reached = true;
    for (int at = 0; reached; ++at) {
        Job job;
        reached = false;
        bool armed = false;
        int first = 0;
        const auto source = std::make_shared<HookedSource>(bytes, [&](int number) {
            first = armed ? first : number + 1;
            if (!armed || number != first + at)
                return;
            reached = true;
            job.cancel();
        });
        const auto checkpoint = openCheckpoint(source, "made.pth");
        QVERIFY(checkpoint);
        const auto plan = planSave(**checkpoint, everySiteTo(**checkpoint, newTag));
        QVERIFY(plan);
        armed = true;
        const auto saved = save(*plan, {path, Overwrite::Yes, nullptr, {}}, job);
        QCOMPARE(saved.has_value(), !reached);
        if (!saved) {
            QCOMPARE(saved.error().code, ErrorCode::Cancelled);
            QVERIFY(QDir(folder.path())
                        .isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
        }
    }
    QVERIFY(QFileInfo::exists(QString::fromStdString(path)));
}

void TestContract::shortAndInterruptedReadsAreReadOn()
{
    QFETCH(FormatCase, format);
    const QTemporaryDir folder;
    const std::string copy = folder.filePath(QStringLiteral("copy")).toStdString();
    const QStringList whole = contents(*opened(format));
    for (const auto fault : {FaultyReads::Short, FaultyReads::Interrupted}) {
        const FaultyReads faulty(fault);
        const auto seen = everything(filePath(format).toStdString(), copy);
        QVERIFY(faulty.met() > 0);
        QVERIFY2(seen, seen ? "" : text(seen.error()).constData());
        QCOMPARE(firstDifference(whole, *seen), QString());
        QVERIFY(readFile(QString::fromStdString(copy)) == readFile(filePath(format)));
    }
}

void TestContract::brokenDiskIsOneError()
{
    QFETCH(FormatCase, format);
    const QTemporaryDir folder;
    const QString copy = folder.filePath(QStringLiteral("copy"));
    const QStringList whole = contents(*opened(format));
    for (int from = 0;; ++from) {
        const FaultyReads faulty(FaultyReads::Failing, from);
        const auto seen = everything(filePath(format).toStdString(), copy.toStdString());
        if (faulty.met() == 0)
            break;
        QVERIFY2(!seen, "a disk error was passed over");
        QVERIFY2(text(seen.error()).contains("reading failed"), text(seen.error()));
        checkSpeaks(seen.error());
        QVERIFY(!QFileInfo::exists(copy));
    }
    QVERIFY(QFileInfo::exists(copy));
}

void TestContract::shrunkFileIsOneError()
{
    QFETCH(FormatCase, format);
    const QTemporaryDir folder;
    const QString copy = folder.filePath(QStringLiteral("copy"));
    for (int from = 0;; ++from) {
        const FaultyReads faulty(FaultyReads::Ended, from);
        const auto seen = everything(filePath(format).toStdString(), copy.toStdString());
        if (faulty.met() == 0)
            break;
        QVERIFY2(!seen, "missing bytes were passed over");
        QVERIFY2(text(seen.error()).contains("changed"), text(seen.error()));
        checkSpeaks(seen.error());
        QVERIFY(!QFileInfo::exists(copy));
    }
}

void TestContract::fileIsNeverOpenedForWriting()
{
    QFETCH(FormatCase, format);
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("original"));
    QVERIFY(QFile::copy(filePath(format), path));
    const int watch = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    QVERIFY(watch >= 0);
    QVERIFY(::inotify_add_watch(watch, path.toLocal8Bit().constData(), IN_ALL_EVENTS) >= 0);
    const std::string copy = folder.filePath(QStringLiteral("copy")).toStdString();
    QVERIFY(everything(path.toStdString(), copy));

    bool wasRead = false;
    alignas(inotify_event) char events[16384];
    const ssize_t size = ::read(watch, events, sizeof events);
    for (ssize_t at = 0; at < size;) {
        const auto *event = reinterpret_cast<const inotify_event *>(events + at);
        wasRead = wasRead || (event->mask & IN_CLOSE_NOWRITE);
        QVERIFY(!(event->mask & (IN_CLOSE_WRITE | IN_MODIFY | IN_ATTRIB | IN_MOVE_SELF)));
        at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
    }
    ::close(watch);
    QVERIFY(wasRead);
}

void TestContract::memoryIsBounded()
{
    QFETCH(FormatCase, format);
    const QTemporaryDir folder;
    const std::string copy = folder.filePath(QStringLiteral("copy")).toStdString();
    // Buffers are a megabyte, whatever the file; these files are a few thousand bytes.
    constexpr std::size_t most = 2 << 20;
    resetLargestAllocation();
    QVERIFY(everything(filePath(format).toStdString(), copy));
    QVERIFY2(largestAllocation() <= most, QByteArray::number(qulonglong(largestAllocation())));
}

QTEST_GUILESS_MAIN(TestContract)
#include "tst_contract.moc"
