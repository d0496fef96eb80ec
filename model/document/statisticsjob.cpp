// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/statisticsjob.h"

#include "model/document/jobs.h"

#include <QElapsedTimer>

#include <algorithm>
#include <mutex>

namespace lens {
namespace {

using Outlined = std::shared_ptr<const Outline>;
using Statistics = std::shared_ptr<const TensorStatistics>;

// What is read is added up now and then: in a large file that takes tens of milliseconds.
constexpr qint64 addedEach = 400; // ms
constexpr qint64 shareOfAll = 10; // of the time; no more is spent on it

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

// What the worker read, and where it leaves that in the rows of the document.
class StatisticsJob::Board
{
public:
    Board(CheckpointPtr checkpoint, Outlined outline)
        : m_checkpoint(std::move(checkpoint))
        , m_outline(std::move(outline))
    {}

    const Checkpoint &checkpoint() const { return *m_checkpoint; }
    // On a worker thread.
    void begin(const Statistics &known);
    void set(std::uint32_t tensor, const RowNumbers &numbers);
    void addUp();
    // On the thread of the document: its rows, and what was added up for them since it was taken.
    void setOutline(Outlined outline);
    Statistics take();

private:
    const CheckpointPtr m_checkpoint;
    std::optional<TensorStatistics> m_read;
    QElapsedTimer m_sinceAdded;
    qint64 m_pause = addedEach;

    std::mutex m_mutex; // guards what follows
    Outlined m_outline;
    std::pair<Outlined, Statistics> m_added;
};

void StatisticsJob::Board::begin(const Statistics &known)
{
    m_read = known ? *known : TensorStatistics(m_checkpoint->tensors.size());
    m_sinceAdded.start();
}

void StatisticsJob::Board::set(std::uint32_t tensor, const RowNumbers &numbers)
{
    m_read->set(tensor, numbers);
    if (m_sinceAdded.elapsed() >= m_pause)
        addUp();
}

void StatisticsJob::Board::addUp()
{
    m_sinceAdded.start();
    std::pair<Outlined, Statistics> made;
    {
        const std::lock_guard lock(m_mutex);
        made.first = m_outline;
    }
    made.second = freedByWorker(m_read->inRowsOf(*m_checkpoint, *made.first));
    {
        const std::lock_guard lock(m_mutex);
        m_added.swap(made);
    }
    m_pause = std::max(addedEach, m_sinceAdded.restart() * shareOfAll);
}

void StatisticsJob::Board::setOutline(Outlined outline)
{
    const std::lock_guard lock(m_mutex);
    m_outline = std::move(outline);
}

Statistics StatisticsJob::Board::take()
{
    const std::lock_guard lock(m_mutex);
    const auto [rows, added] = std::exchange(m_added, {});
    return rows == m_outline ? added : nullptr;
}

StatisticsJob::StatisticsJob(Document &document, QObject *parent)
    : LatestJob(parent)
    , m_document(document)
{
    connect(this, &LatestJob::progressed, this, &StatisticsJob::take);
    connect(&m_document, &Document::changed, this, [this](const DocumentChange &change) {
        if (change.kind == DocumentChange::Kind::Loaded)
            abandon();
        if (change.kind == DocumentChange::Kind::Rows && m_board)
            m_board->setOutline(m_document.outline());
    });
}

StatisticsJob::~StatisticsJob() = default;

void StatisticsJob::start()
{
    m_board = std::make_shared<Board>(m_document.checkpoint(), m_document.outline());
    LatestJob::start([this, board = m_board, known = m_document.statistics()](Job &job) -> Report {
        board->begin(known);
        const auto result = read(*board, job);
        board->addUp();
        return [this, result] { takeLast(result); };
    });
}

Result<std::uint64_t> StatisticsJob::read(Board &board, Job &job)
{
    ReadTensors tensors = readable(board.checkpoint());
    job.setTotal(tensors.bytes);
    const auto take = [&](std::size_t i, const Result<engine::Numbers> &numbers) {
        if (numbers)
            board.set(tensors.tensors[i], rowNumbers(numbers->statistics));
        else
            ++tensors.without;
    };
    LENS_CHECK(engine::numbersOfEach(tensors.data, {}, job, take));
    return tensors.without;
}

bool StatisticsJob::take()
{
    Statistics added = m_board->take();
    if (!added)
        return false;
    m_document.setStatistics(std::move(added));
    return true;
}

// Where the rows became others meanwhile, it is added up once more.
void StatisticsJob::takeLast(const Result<std::uint64_t> &withoutNumbers)
{
    if (take()) {
        freeByWorker(std::exchange(m_board, nullptr));
        return Q_EMIT finished(withoutNumbers);
    }
    LatestJob::start([this, board = m_board, withoutNumbers](Job &) -> Report {
        board->addUp();
        return [this, withoutNumbers] { takeLast(withoutNumbers); };
    });
}

} // namespace lens
