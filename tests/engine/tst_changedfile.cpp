// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/engine/numbers.h"
#include "tests/engine/tensors.h"

#include <QTest>

#include <algorithm>
#include <atomic>

using namespace lens;
using namespace lens::engine;
using tensors::of;

namespace {

// A file into which somebody writes after some reads.
class ChangingSource final : public ByteSource
{
public:
    std::uint64_t size() const override { return 4; }
    Result<void> read(std::uint64_t, std::span<std::byte> out) const override
    {
        if (m_reads-- <= 0)
            return makeError(ErrorCode::Conflict, "changed");
        std::ranges::fill(out, std::byte{0});
        return {};
    }

private:
    mutable std::atomic<int> m_reads = 1;
};

} // namespace

class TestChangedFile : public QObject
{
    Q_OBJECT
private slots:
    void itEndsAllNumbers();
};

void TestChangedFile::itEndsAllNumbers()
{
    std::vector<TensorData> all(8, of<float>(DType::Float32, {0}));
    const auto file = std::make_shared<ChangingSource>();
    for (TensorData &tensor : all)
        tensor.bytes = file;
    Job job;
    int known = 0;
    const auto read = numbersOfEach(all, {}, job, [&](std::size_t, const Result<Numbers> &numbers) {
        known += numbers.has_value();
    });
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::Conflict);
    QVERIFY(known <= 1);
}

QTEST_GUILESS_MAIN(TestChangedFile)
#include "tst_changedfile.moc"
