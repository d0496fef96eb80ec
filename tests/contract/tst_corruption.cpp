// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/safety.h"
#include "model/formats/format.h"
#include "tests/contract/allocations.h"
#include "tests/contract/contents.h"
#include "tests/contract/formatcases.h"
#include "tests/formats/streamfixtures.h"

#include <QTest>

using namespace lens;
using namespace lens::test;

// Every file of the contract cut at every byte, and with every byte changed: an error or a
// checkpoint, never a crash, a hang or an allocation that the file cannot justify.
class TestCorruption : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cutFileDoesNotPassForWhole_data() { addFormatRows(); }
    void cutFileDoesNotPassForWhole();
    void changedByteIsSurvived_data() { addFormatRows(); }
    void changedByteIsSurvived();
};

namespace {

// The largest buffers of this program are a megabyte; a few thousand bytes justify no more.
constexpr std::size_t mostMemory = 4 << 20;

// What is seen of the file when it is looked at from all sides.
struct Look
{
    QStringList contents;
    bool troubled = false; // something says that the file is not what it should be
};

bool isTrouble(const std::vector<Finding> &findings)
{
    return std::any_of(findings.begin(), findings.end(),
                       [](const Finding &finding) { return finding.severity != Severity::Note; });
}

void plan(const Checkpoint &checkpoint)
{
    const auto copy = planSave(checkpoint, {});
    QVERIFY(copy && copy->size() == checkpoint.source->size());
    RetagRequest request;
    request.all = "mps";
    request.deviceObjects = true;
    const auto retag = planRetag(checkpoint, request);
    if (!retag)
        return;
    EditSet edits;
    apply(edits, retag->edit);
    const auto edited = planSave(checkpoint, edits);
    QVERIFY(edited || !edited.error().message.empty());
}

Look lookAt(const Checkpoint &checkpoint)
{
    Look look{contents(checkpoint), isTrouble(checkpoint.findings)};
    const auto globals = ratedGlobals(checkpoint);
    look.contents << QString::fromStdString(verdict(globals, true).text);
    Job job;
    const auto verified = verify(checkpoint, job);
    look.troubled = look.troubled || !verified || isTrouble(verified->findings);
    plan(checkpoint);
    return look;
}

// Nothing when it cannot be opened.
std::optional<Look> lookAt(std::string bytes)
{
    resetLargestAllocation();
    const auto checkpoint = openCheckpoint(memorySource(std::move(bytes)), "broken.pth");
    std::optional<Look> look;
    if (checkpoint)
        look = lookAt(**checkpoint);
    else if (checkpoint.error().message.empty())
        QTest::qFail("an error without a message", __FILE__, __LINE__);
    if (largestAllocation() > mostMemory)
        QTest::qFail(QByteArray::number(qulonglong(largestAllocation())) + " bytes allocated",
                     __FILE__, __LINE__);
    return look;
}

} // namespace

void TestCorruption::cutFileDoesNotPassForWhole()
{
    QFETCH(FormatCase, format);
    const std::string file = readFile(filePath(format));
    const auto whole = lookAt(file);
    QVERIFY(whole && !whole->troubled);
    for (std::size_t size = 0; size < file.size(); ++size) {
        const auto cut = lookAt(file.substr(0, size));
        // Padding at the very end may be missing: then everything is there all the same.
        const bool told = !cut || cut->troubled || cut->contents == whole->contents;
        QVERIFY2(told, qPrintable(QStringLiteral("cut at byte %1").arg(size)));
        if (QTest::currentTestFailed())
            QFAIL(qPrintable(QStringLiteral("cut at byte %1").arg(size)));
    }
}

void TestCorruption::changedByteIsSurvived()
{
    QFETCH(FormatCase, format);
    const std::string file = readFile(filePath(format));
    // Every byte once, with one of the masks in turn; all of them when the sweep is asked to be
    // thorough.
    constexpr unsigned char masks[] = {0x01, 0x80, 0xff, 0x20};
    const bool thorough = qEnvironmentVariableIsSet("CKPTLENS_THOROUGH");
    for (std::size_t at = 0; at < file.size(); ++at) {
        for (std::size_t i = 0; i < (thorough ? std::size(masks) : 1); ++i) {
            const unsigned char mask = masks[(at + i) % std::size(masks)];
            std::string changed = file;
            changed[at] = static_cast<char>(changed[at] ^ mask);
            lookAt(std::move(changed));
            if (QTest::currentTestFailed())
                QFAIL(qPrintable(QStringLiteral("byte %1 changed by %2").arg(at).arg(mask)));
        }
    }
}

QTEST_GUILESS_MAIN(TestCorruption)
#include "tst_corruption.moc"
