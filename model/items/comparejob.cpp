// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/comparejob.h"

#include <mutex>

namespace lens {

// The worker puts rows in, the pulse of the job takes them out.
struct CompareJob::Delivery
{
    std::mutex mutex;
    std::shared_ptr<CompareRows> aligned;
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

} // namespace

CompareJob::CompareJob(QObject *parent)
    : LatestJob(parent)
{
    connect(this, &LatestJob::progressed, this, &CompareJob::deliver);
}

void CompareJob::start(CompareRequest request)
{
    m_delivery = std::make_shared<Delivery>();
    LatestJob::start([this, request = std::move(request), delivery = m_delivery](Job &job) {
        const auto work = [&]() -> Result<void> {
            LENS_ASSIGN(auto rows, alignedRows(request));
            LENS_CHECK(job.check());
            {
                auto aligned = makeCompareRows(request.a, request.b, rows);
                const std::lock_guard lock(delivery->mutex);
                delivery->aligned = std::move(aligned);
            }
            return engine::compareValues(*request.a, *request.b, rows, request.tolerance, job,
                                         [&](std::size_t index) {
                                             const std::lock_guard lock(delivery->mutex);
                                             delivery->compared.push_back({index, rows[index]});
                                         });
        };
        return Report([this, result = work()] {
            deliver();
            Q_EMIT finished(result);
        });
    });
}

void CompareJob::deliver()
{
    std::shared_ptr<CompareRows> rows;
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
