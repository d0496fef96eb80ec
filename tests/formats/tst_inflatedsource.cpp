// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/inflatedsource.h"

#include <QTest>

#include <atomic>
#include <random>
#include <thread>

using namespace lens;

namespace {

std::string text(std::size_t size)
{
    std::mt19937 random(7);
    std::string out(size, '\0');
    for (char &c : out)
        c = static_cast<char>('a' + random() % 4);
    return out;
}

bool same(const ByteSource &source, const std::string &whole, std::size_t at, std::size_t length)
{
    std::string out(length, '\0');
    return source.read(at, std::as_writable_bytes(std::span(out))) &&
           whole.compare(at, length, out) == 0;
}

} // namespace

class TestInflatedSource : public QObject
{
    Q_OBJECT

private slots:
    void readsAnyPlaceInAnyOrder();
    void readsFromSeveralThreads();
    void givesNoMoreThanTheDeclaredSize();
    void endsAreChecked_data();
    void endsAreChecked();
    void damagedDataIsAnError();
};

void TestInflatedSource::readsAnyPlaceInAnyOrder()
{
    const std::string whole = text(1'000'000);
    const SourcePtr source = inflatedSource(memorySource(*deflated(whole)), whole.size());
    QVERIFY(same(*source, whole, 0, whole.size()));
    std::mt19937 random(1);
    for (int i = 0; i < 100; ++i) {
        const std::size_t at = random() % whole.size();
        QVERIFY(same(*source, whole, at, std::min<std::size_t>(5000, whole.size() - at)));
    }
    QVERIFY(same(*source, whole, whole.size(), 0));
}

void TestInflatedSource::readsFromSeveralThreads()
{
    const std::string whole = text(2'000'000);
    const SourcePtr source = inflatedSource(memorySource(*deflated(whole)), whole.size());
    constexpr std::size_t block = 10'000;
    std::atomic<std::size_t> next = 0;
    std::atomic<bool> good = true;
    const auto work = [&] {
        for (std::size_t at = next.fetch_add(block); at < whole.size(); at = next.fetch_add(block))
            if (!same(*source, whole, at, block))
                good = false;
    };
    std::thread first(work), second(work), third(work);
    first.join();
    second.join();
    third.join();
    QVERIFY(good);
}

void TestInflatedSource::givesNoMoreThanTheDeclaredSize()
{
    const std::string whole = text(1000);
    const SourcePtr source = inflatedSource(memorySource(*deflated(whole)), 100);
    std::byte one;
    QVERIFY(same(*source, whole, 0, 100));
    QVERIFY(!source->read(100, std::span(&one, 1)));
}

void TestInflatedSource::endsAreChecked_data()
{
    QTest::addColumn<int>("declared");
    QTest::addColumn<QByteArray>("behind");
    QTest::addColumn<bool>("ok");
    QTest::newRow("the size that was declared") << 1000 << QByteArray() << true;
    QTest::newRow("more than was declared") << 999 << QByteArray() << false;
    QTest::newRow("less than was declared") << 1001 << QByteArray() << false;
    QTest::newRow("bytes behind the stream") << 1000 << QByteArray("x") << false;
}

void TestInflatedSource::endsAreChecked()
{
    QFETCH(int, declared);
    QFETCH(QByteArray, behind);
    QFETCH(bool, ok);
    const std::string stream = *deflated(text(1000)) + behind.toStdString();
    std::string all;
    const auto result = readInflated(memorySource(stream), declared, [&](std::string_view piece) {
        all += piece;
        return Result<void>();
    });
    QCOMPARE(result.has_value(), ok);
    QVERIFY(!ok || all == text(1000));
}

void TestInflatedSource::damagedDataIsAnError()
{
    const std::string whole = text(10'000), stream = *deflated(whole);
    for (std::size_t length = 0; length < stream.size(); length += 7) {
        const SourcePtr source =
            inflatedSource(memorySource(stream.substr(0, length)), whole.size());
        std::string out(whole.size(), '\0');
        QVERIFY(!source->read(0, std::as_writable_bytes(std::span(out))));
    }
}

QTEST_GUILESS_MAIN(TestInflatedSource)
#include "tst_inflatedsource.moc"
