// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/comparejob.h"

#include <mutex>

namespace lens {

// The worker puts rows in, the pulse of the job takes them out.
struct CompareJob::Delivery
{
    std::mutex mutex;
    CompareRowsPtr aligned;
    std::vector<Row> compared;
};

namespace {

Result<std::vector<engine::ComparedRow>> alignedRows(const CompareRequest &request)
{
    LENS_ASSIGN(auto rows, compareStructure(*request.a, *request.b, request.options));
    std::vector<engine::ComparedRow> result;
    result.reserve(rows.size());
    for (CompareRow &row : rows) {
        engine::allowTolerance(*request.a, *request.b, request.tolerance, row);
        result.push_back({std::move(row), {}, {}});
    }
    return result;
}

// The parts of A and B that are gone.
using GoneParts = std::pair<bool, bool>;

GoneParts findParts(CompareRequest &request)
{
    GoneParts gone;
    const auto find = [](const auto &path, const Checkpoint &checkpoint, std::uint32_t &entry) {
        const auto found = path ? findPart(checkpoint, *path) : std::optional(entry);
        entry = found.value_or(0);
        return !found;
    };
    CompareOptions &options = request.options;
    gone.first = find(request.partA, *request.a, options.entryA);
    gone.second = find(request.partB, *request.b, options.entryB);
    if (gone.first || gone.second) {
        options.entryA = options.entryB = 0;
        options.stateDict = request.isStateDictOfAll;
    }
    return gone;
}

} // namespace

CompareJob::CompareJob(QObject *parent)
    : LatestJob(parent)
{
    connect(this, &LatestJob::progressed, this, &CompareJob::deliver);
}

void CompareJob::start(CompareRequest request)
{
    run(request, [request](Job &job, Delivery &delivery) mutable -> Result<Rows> {
        const auto [isGoneA, isGoneB] = findParts(request);
        LENS_ASSIGN(auto rows, alignedRows(request));
        LENS_CHECK(job.check());
        const auto made = makeCompareRows(request.a, request.b, rows, job);
        made->entryA = request.options.entryA;
        made->entryB = request.options.entryB;
        made->isPartOfAGone = isGoneA;
        made->isPartOfBGone = isGoneB;
        auto aligned = freedByWorker(CompareRowsPtr(made));
        LENS_CHECK(job.check());
        const std::lock_guard lock(delivery.mutex);
        delivery.aligned = std::move(aligned);
        return rows;
    });
}

void CompareJob::resume(CompareRequest request, ComparedRows rows)
{
    run(std::move(request), [rows = std::move(rows)](Job &, Delivery &) -> Result<Rows> {
        Rows copies;
        copies.reserve(rows.size());
        for (const ComparedRowPtr &row : rows)
            copies.push_back(*row);
        return copies;
    });
}

void CompareJob::run(CompareRequest request, std::function<Result<Rows>(Job &, Delivery &)> align)
{
    m_delivery = std::make_shared<Delivery>();
    LatestJob::start([this, request = std::move(request), align = std::move(align),
                      delivery = m_delivery](Job &job) {
        const auto work = [&]() -> Result<void> {
            LENS_ASSIGN(auto rows, align(job, *delivery));
            const auto add = [&](std::size_t index) {
                auto row = std::make_shared<engine::ComparedRow>(rows[index]);
                const std::lock_guard lock(delivery->mutex);
                delivery->compared.push_back({index, std::move(row)});
            };
            return engine::compareValues(*request.a, *request.b, rows, request.tolerance, job, add);
        };
        return Report([this, result = work()] {
            deliver();
            Q_EMIT finished(result);
        });
    });
}

void CompareJob::deliver()
{
    CompareRowsPtr rows;
    std::vector<Row> batch;
    {
        const std::lock_guard lock(m_delivery->mutex);
        rows = std::exchange(m_delivery->aligned, {});
        batch = std::exchange(m_delivery->compared, {});
    }
    if (rows)
        Q_EMIT aligned(rows);
    if (!batch.empty())
        Q_EMIT compared(batch);
}

} // namespace lens
