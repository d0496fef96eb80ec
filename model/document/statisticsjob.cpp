// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/statisticsjob.h"

#include "model/document/jobs.h"

#include <mutex>

namespace lens {
namespace {

// Between two looks at what was found: adding it up takes some milliseconds in a large file.
constexpr qint64 takenEach = 400;

struct ReadTensors
{
    std::vector<std::uint32_t> tensors;
    std::vector<TensorData> data;
    std::uint64_t bytes = 0, without = 0;
};

ReadTensors readable(const Checkpoint &checkpoint)
{
    ReadTensors found;
    for (std::uint32_t tensor = 0; tensor < checkpoint.tensors.size(); ++tensor) {
        const auto &values = checkpoint.tensors[tensorWithValues(checkpoint, tensor)];
        auto data = tensorData(checkpoint, values);
        if (!data) {
            ++found.without;
            continue;
        }
        found.tensors.push_back(tensor);
        found.bytes += values.nbytes();
        found.data.push_back(std::move(*data));
    }
    return found;
}

} // namespace

struct StatisticsJob::Board
{
    std::mutex mutex;
    std::vector<std::pair<std::uint32_t, RowNumbers>> found;

    void add(std::uint32_t tensor, const RowNumbers &numbers)
    {
        const std::lock_guard lock(mutex);
        found.emplace_back(tensor, numbers);
    }
};

StatisticsJob::StatisticsJob(Document &document, QObject *parent)
    : LatestJob(parent)
    , m_document(document)
{
    connect(this, &LatestJob::progressed, this, [this] {
        if (m_taken.elapsed() >= takenEach)
            take();
    });
    connect(&m_document, &Document::changed, this, [this](const DocumentChange &change) {
        if (change.kind == DocumentChange::Kind::Loaded)
            abandon();
    });
}

StatisticsJob::~StatisticsJob() = default;

void StatisticsJob::start()
{
    m_board = std::make_shared<Board>();
    m_taken.start();
    const auto checkpoint = m_document.checkpoint();
    LatestJob::start([this, checkpoint, board = m_board](Job &job) -> Report {
        const auto work = [&]() -> Result<std::uint64_t> {
            ReadTensors read = readable(*checkpoint);
            job.setTotal(read.bytes);
            LENS_CHECK(engine::numbersOfEach(
                read.data, {}, job, [&](std::size_t i, const Result<engine::Numbers> &numbers) {
                    if (numbers)
                        board->add(read.tensors[i], rowNumbers(numbers->statistics));
                    else
                        ++read.without;
                }));
            return read.without;
        };
        return [this, result = work()] {
            take();
            Q_EMIT finished(result);
        };
    });
}

void StatisticsJob::take()
{
    m_taken.start();
    std::vector<std::pair<std::uint32_t, RowNumbers>> found;
    {
        const std::lock_guard lock(m_board->mutex);
        found.swap(m_board->found);
    }
    const Checkpoint &checkpoint = *m_document.checkpoint();
    const Outline &outline = *m_document.outline();
    const auto known = m_document.statistics();
    auto all = known ? std::make_shared<TensorStatistics>(*known)
                     : std::make_shared<TensorStatistics>(checkpoint, outline);
    for (const auto &[tensor, numbers] : found)
        all->set(tensor, numbers);
    all->addUp(checkpoint, outline);
    m_document.setStatistics(std::move(all));
}

} // namespace lens
