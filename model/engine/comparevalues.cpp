// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/engine/comparevalues.h"

#include <cmath>

namespace lens::engine {

namespace {

class ValueComparison
{
public:
    ValueComparison(const Checkpoint &a, const Checkpoint &b, std::vector<ComparedRow> &rows,
                    Job &job, const std::function<void(std::size_t)> &done)
        : m_a(a)
        , m_b(b)
        , m_rows(rows)
        , m_job(job)
        , m_done(done)
    {}
    Result<void> run(Tolerance tolerance);

private:
    void collect(std::size_t row);
    void decided(std::size_t row);
    void finish(std::size_t pair, Result<Difference> difference);
    void settle(ComparedRow &row, bool equal, bool withinTolerance);
    Result<bool> sameBytes(std::size_t pair);
    void fail(ComparedRow &row, Error error, bool isB);

    const Checkpoint &m_a, &m_b;
    std::vector<ComparedRow> &m_rows;
    Job &m_job;
    const std::function<void(std::size_t)> &m_done;
    std::vector<std::pair<TensorData, TensorData>> m_pairs;
    std::vector<std::size_t> m_rowOf; // by pair
};

void ValueComparison::fail(ComparedRow &row, Error error, bool isB)
{
    // Stopped is not unreadable.
    if (error.code == ErrorCode::Cancelled)
        return;
    row.isUnreadB = isB;
    row.unread = std::move(error);
}

void ValueComparison::decided(std::size_t row)
{
    m_rows[row].row.numbersPending = false;
    m_done(row);
}

// Tensors without elements of their own (meta, sparse, nested) differ in structure or in their
// parts, which have rows of their own.
void ValueComparison::collect(std::size_t index)
{
    ComparedRow &row = m_rows[index];
    const Tensor *tensorA = m_a.tensor(m_a.entry(m_a.resolved(row.row.a)));
    const Tensor *tensorB = m_b.tensor(m_b.entry(m_b.resolved(row.row.b)));
    if (!tensorA || !tensorB)
        return decided(index);
    auto dataA = tensorData(m_a, *tensorA);
    auto dataB = tensorData(m_b, *tensorB);
    if (dataA && dataB) {
        m_pairs.emplace_back(*std::move(dataA), *std::move(dataB));
        m_rowOf.push_back(index);
        return;
    }
    const auto unreadable = [](const Tensor &tensor) {
        return !tensor.broken.empty() || (!tensor.meta && tensor.parts.empty());
    };
    if (!dataA && unreadable(*tensorA))
        fail(row, std::move(dataA).error(), false);
    else if (!dataB && unreadable(*tensorB))
        fail(row, std::move(dataB).error(), true);
    decided(index);
}

void ValueComparison::settle(ComparedRow &row, bool equal, bool withinTolerance)
{
    if (equal)
        return;
    if (row.row.status == RowStatus::Structure) {
        row.row.what.push_back("value");
        return;
    }
    row.row.status = withinTolerance ? RowStatus::WithinTolerance : RowStatus::Values;
    if (!withinTolerance)
        row.row.what.push_back("value");
}

// For dtypes that have no numbers (bits8).
Result<bool> ValueComparison::sameBytes(std::size_t pair)
{
    LENS_ASSIGN(const std::string a, sha256(m_pairs[pair].first, m_job));
    LENS_ASSIGN(const std::string b, sha256(m_pairs[pair].second, m_job));
    return a == b;
}

void ValueComparison::finish(std::size_t pair, Result<Difference> difference)
{
    ComparedRow &row = m_rows[m_rowOf[pair]];
    if (difference) {
        row.numbers = *difference;
        return settle(row, difference->changedCount == 0, difference->outsideTolerance == 0);
    }
    if (difference.error().code != ErrorCode::Unsupported)
        return fail(row, std::move(difference).error(), false);
    if (m_pairs[pair].first.dtype != m_pairs[pair].second.dtype)
        return; // that they differ is said already
    auto same = sameBytes(pair);
    if (same)
        settle(row, *same, false);
    else
        fail(row, std::move(same).error(), false);
}

Result<void> ValueComparison::run(Tolerance tolerance)
{
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (m_rows[i].row.numbersPending)
            collect(i);
    }
    std::uint64_t bytes = 0;
    for (const auto &[a, b] : m_pairs)
        bytes += a.numel() * itemSize(a.dtype) + b.numel() * itemSize(b.dtype);
    m_job.setTotal(bytes);
    return differenceOfEach(m_pairs, tolerance, m_job,
                            [this](std::size_t pair, Result<Difference> found) {
                                finish(pair, std::move(found));
                                // Stopped before it was known.
                                if (!m_job.cancelled() || m_rows[m_rowOf[pair]].numbers)
                                    decided(m_rowOf[pair]);
                            });
}

} // namespace

Result<void> compareValues(const Checkpoint &a, const Checkpoint &b, std::vector<ComparedRow> &rows,
                           Tolerance tolerance, Job &job,
                           const std::function<void(std::size_t row)> &done)
{
    return ValueComparison(a, b, rows, job, done).run(tolerance);
}

void allowTolerance(const Checkpoint &a, const Checkpoint &b, Tolerance tolerance, CompareRow &row)
{
    if (row.status != RowStatus::Values || row.a == noIndex || row.b == noIndex)
        return;
    if (a.entry(row.a).kind != EntryKind::Float || b.entry(row.b).kind != EntryKind::Float)
        return;
    const double x = scalarValue(a, row.a).real;
    const double y = scalarValue(b, row.b).real;
    if (std::abs(x - y) <= tolerance.atol + tolerance.rtol * std::abs(y)) {
        row.status = RowStatus::WithinTolerance;
        row.what.clear();
    }
}

} // namespace lens::engine
