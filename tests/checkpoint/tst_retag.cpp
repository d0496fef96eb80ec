// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/edits.h"
#include "model/checkpoint/retagscope.h"
#include "tests/checkpoint/fixtures.h"

#include <QTest>
#include <set>

using namespace lens;

// The file: a and inner/c over one storage on cuda:0, b on cuda:1, inner/d on cpu, a torch.device
// of cuda:1, a text "cuda:1", a meta tensor.
class TestRetag : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void requestsBecomePlans_data();
    void requestsBecomePlans();
    void aSubTreeTakesItsStoragesAlong();
    void wrongRequestsAreErrors_data();
    void wrongRequestsAreErrors();
    void devicesAreCounted();
    void pendingEditsAreWhatIsThere();
    void whatIsStoppedIsNoPlan();

private:
    test::Fixtures m_fixtures;
};

Q_DECLARE_METATYPE(RetagRequest)

void TestRetag::initTestCase()
{
    if (const QString reason = m_fixtures.make(); !reason.isEmpty())
        QSKIP(qPrintable(reason));
}

void TestRetag::requestsBecomePlans_data()
{
    QTest::addColumn<RetagRequest>("request");
    QTest::addColumn<QStringList>("changes");
    QTest::addColumn<std::uint64_t>("tensors");
    RetagRequest request;
    request.all = "cpu";
    QTest::newRow("everything to the processor")
        << request << QStringList{"cuda:0 -> cpu", "cuda:1 -> cpu"} << std::uint64_t(3);
    request.deviceObjects = true;
    QTest::newRow("torch.device values on request")
        << request << QStringList{"cuda:0 -> cpu", "cuda:1 -> cpu", "cuda:1 -> cpu"}
        << std::uint64_t(3);
    request = {};
    request.map = {{"cuda:1", "cuda:0"}};
    QTest::newRow("one card to another")
        << request << QStringList{"cuda:1 -> cuda:0"} << std::uint64_t(1);
    request.map = {{"cuda", "mps"}};
    QTest::newRow("a backend means all its cards")
        << request << QStringList{"cuda:0 -> mps", "cuda:1 -> mps"} << std::uint64_t(3);
    request.map = {{"cuda", "mps"}, {"cuda:1", "cpu"}};
    QTest::newRow("the exact tag comes first")
        << request << QStringList{"cuda:0 -> mps", "cuda:1 -> cpu"} << std::uint64_t(3);
    request.map = {{"cpu", "mps"}};
    request.exact = true;
    QTest::newRow("nothing but the tag itself")
        << request << QStringList{"cpu -> mps"} << std::uint64_t(1);
    request.exact = false;
    request.map = {{"cpu", "cpu"}};
    QTest::newRow("nothing to change") << request << QStringList{} << std::uint64_t(0);
}

void TestRetag::requestsBecomePlans()
{
    QFETCH(RetagRequest, request);
    const CheckpointPtr checkpoint = m_fixtures.open("devices.pt");
    const auto plan = planRetag(*checkpoint, request);
    QVERIFY(plan);
    // A storage that two tensors look at has two places to change.
    QStringList changes;
    std::set<std::uint32_t> storages;
    for (const auto &[site, tag] : plan->edit.devices) {
        const DeviceSite &place = checkpoint->sites[site];
        if (place.storage == noIndex || storages.insert(place.storage).second)
            changes << QString::fromStdString(place.tag + " -> " + tag);
    }
    changes.sort();
    QTEST(changes, "changes");
    QTEST(plan->tensors, "tensors");
    QCOMPARE(plan->storages, std::uint64_t(storages.size()));
    QCOMPARE(plan->others, std::uint64_t(request.deviceObjects ? 1 : 0));
    if (!request.all.empty() && !request.deviceObjects) {
        QCOMPARE(plan->notes.size(), std::size_t(1));
        QVERIFY(plan->notes[0].find("torch.device") != std::string::npos);
    }
}

void TestRetag::aSubTreeTakesItsStoragesAlong()
{
    const CheckpointPtr checkpoint = m_fixtures.open("devices.pt");
    RetagRequest request;
    request.all = "cpu";
    request.entry = checkpoint->child(0, "inner");
    const auto plan = planRetag(*checkpoint, request);
    QVERIFY(plan);
    QCOMPARE(plan->storages, std::uint64_t(1));
    QCOMPARE(plan->tensors, std::uint64_t(2));
    QCOMPARE(plan->bytes, std::uint64_t(24));
    QCOMPARE(plan->edit.devices.size(), std::size_t(2));
    QCOMPARE(plan->notes.size(), std::size_t(1));
    QVERIFY(plan->notes[0].find("shared with a") != std::string::npos);
}

void TestRetag::wrongRequestsAreErrors_data()
{
    QTest::addColumn<RetagRequest>("request");
    QTest::addColumn<std::string>("says");
    RetagRequest request;
    QTest::newRow("no tag at all") << request << std::string("no device tag is given");
    request.all = "meta";
    QTest::newRow("nothing loads on meta") << request << std::string("nothing can be loaded");
    request.all = "CUDA:0";
    QTest::newRow("a tag torch cannot read")
        << request << std::string("no device tag that PyTorch");
    request = {};
    request.map = {{"cuda:7", "cpu"}};
    QTest::newRow("a tag the file does not have")
        << request << std::string("nothing here is tagged 'cuda:7'. Found: cpu, cuda:0, cuda:1.");
    request.map = {{"cuda", "cpu"}};
    request.exact = true;
    QTest::newRow("not every card when it is exact")
        << request << std::string("nothing here is tagged 'cuda'.");
    request.exact = false;
    request.map = {{"meta", "cpu"}};
    QTest::newRow("values that are not there") << request << std::string("hold no values");
}

void TestRetag::wrongRequestsAreErrors()
{
    QFETCH(RetagRequest, request);
    QFETCH(std::string, says);
    const auto plan = planRetag(*m_fixtures.open("devices.pt"), request);
    QVERIFY(!plan);
    QVERIFY(plan.error().code == ErrorCode::InvalidEdit);
    QVERIFY2(plan.error().text().find(says) != std::string::npos, plan.error().text().c_str());
}

void TestRetag::devicesAreCounted()
{
    const auto counts = devicesOf(*m_fixtures.open("devices.pt"));
    QCOMPARE(counts.at("cuda:0").storages, std::uint64_t(1));
    QCOMPARE(counts.at("cuda:0").tensors, std::uint64_t(2));
    QCOMPARE(counts.at("cuda:0").bytes, std::uint64_t(24));
    QCOMPARE(counts.at("cpu").tensors, std::uint64_t(1));
    QCOMPARE(counts.at("meta").storages, std::uint64_t(0));
}

void TestRetag::pendingEditsAreWhatIsThere()
{
    const CheckpointPtr checkpoint = m_fixtures.open("devices.pt");
    RetagRequest request;
    request.map = {{"cuda:0", "mps"}};
    EditSet pending;
    apply(pending, planRetag(*checkpoint, request)->edit);
    const auto counts = devicesOf(*checkpoint, RetagScope{{}, pending});
    QVERIFY(!counts.contains("cuda:0"));
    QCOMPARE(counts.at("mps").storages, std::uint64_t(1));
    QCOMPARE(counts.at("mps").tensors, std::uint64_t(2));
    QVERIFY(!planRetag(*checkpoint, request, RetagScope{{}, pending}));

    request.map = {{"mps", "cuda:0"}};
    const auto back = planRetag(*checkpoint, request, RetagScope{{}, pending});
    QVERIFY(back);
    apply(pending, withoutNoise(*checkpoint, back->edit));
    QVERIFY(pending.empty());
}

void TestRetag::whatIsStoppedIsNoPlan()
{
    const CheckpointPtr checkpoint = m_fixtures.open("devices.pt");
    Job stopped;
    stopped.cancel();
    for (const char *from : {"", "cuda"}) {
        RetagRequest request;
        if (*from)
            request.map = {{from, "cpu"}};
        else
            request.all = "cpu";
        QVERIFY(planRetag(*checkpoint, request, RetagScope()));
        const auto plan = planRetag(*checkpoint, request, {}, stopped);
        QVERIFY(!plan);
        QVERIFY(plan.error().code == ErrorCode::Cancelled);
    }
    QVERIFY(devicesOf(*checkpoint, {}, stopped).empty());
}

QTEST_GUILESS_MAIN(TestRetag)
#include "tst_retag.moc"
