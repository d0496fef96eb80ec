// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/comparison.h"

#include "app/cli/progress.h"

#include <cmath>

namespace lens::cli {

namespace {

Result<CompareOptions> compareOptions(const Options &options, const Checkpoint &a,
                                      const Checkpoint &b)
{
    CompareOptions wanted;
    if (!options.paths.empty()) {
        auto entryA = findEntry(a, options.paths.front());
        if (!entryA)
            return named(std::move(entryA).error(), options.file);
        auto entryB = findEntry(b, options.paths.back());
        if (!entryB)
            return named(std::move(entryB).error(), options.other);
        wanted.entryA = *entryA;
        wanted.entryB = *entryB;
    }
    if (!options.map.empty()) {
        const auto arrow = options.map.find("=>");
        if (arrow == std::string::npos)
            return makeError(ErrorCode::InvalidEdit, "--map lacks its arrow: " + options.map)
                .advise("Write it as 'REGEX=>REPLACEMENT'.");
        wanted.mapRegex = options.map.substr(0, arrow);
        wanted.mapReplacement = options.map.substr(arrow + 2);
    }
    wanted.stripPrefix = options.stripPrefix;
    wanted.ignore = options.ignore;
    wanted.stateDict = options.stateDict;
    return wanted;
}

// Works out the values of rows that compareStructure left open.
class ValueComparison
{
public:
    ValueComparison(Context &context, Comparison &comparison)
        : m_context(context)
        , m_comparison(comparison)
    {}
    Result<void> run();

private:
    void collect(std::size_t row);
    void finish(std::size_t row, Result<engine::Difference> difference);
    void settle(DiffRow &row, bool equal, bool withinTolerance);
    Result<bool> sameBytes(std::size_t pair);
    void fail(DiffRow &row, Error error, const std::string &file);

    Context &m_context;
    Comparison &m_comparison;
    std::vector<std::pair<TensorData, TensorData>> m_pairs;
    std::vector<std::size_t> m_rowOf; // by pair
};

void ValueComparison::fail(DiffRow &row, Error error, const std::string &file)
{
    row.unknown = true;
    m_comparison.complete = false;
    complain(std::move(error).in(row.row.pathA).in(file));
}

// Tensors without elements of their own (meta, sparse, nested) differ in structure or in their
// parts, which have rows of their own.
void ValueComparison::collect(std::size_t index)
{
    DiffRow &row = m_comparison.rows[index];
    const Checkpoint &a = *m_comparison.a, &b = *m_comparison.b;
    const Tensor *tensorA = a.tensor(a.entry(a.resolved(row.row.a)));
    const Tensor *tensorB = b.tensor(b.entry(b.resolved(row.row.b)));
    if (!tensorA || !tensorB)
        return;
    auto dataA = tensorData(a, *tensorA);
    auto dataB = tensorData(b, *tensorB);
    if (dataA && dataB) {
        m_pairs.emplace_back(*std::move(dataA), *std::move(dataB));
        m_rowOf.push_back(index);
        return;
    }
    const auto unreadable = [](const Tensor &tensor) {
        return !tensor.broken.empty() || (!tensor.meta && tensor.parts.empty());
    };
    if (!dataA && unreadable(*tensorA))
        fail(row, std::move(dataA).error(), m_context.options.file);
    else if (!dataB && unreadable(*tensorB))
        fail(row, std::move(dataB).error(), m_context.options.other);
}

void ValueComparison::settle(DiffRow &row, bool equal, bool withinTolerance)
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
    LENS_ASSIGN(const std::string a, engine::sha256(m_pairs[pair].first, m_context.job));
    LENS_ASSIGN(const std::string b, engine::sha256(m_pairs[pair].second, m_context.job));
    return a == b;
}

void ValueComparison::finish(std::size_t pair, Result<engine::Difference> difference)
{
    DiffRow &row = m_comparison.rows[m_rowOf[pair]];
    if (difference) {
        row.numbers = *difference;
        return settle(row, difference->changedCount == 0, difference->outsideTolerance == 0);
    }
    if (difference.error().code != ErrorCode::Unsupported)
        return fail(row, std::move(difference).error(), m_context.options.file);
    if (m_pairs[pair].first.dtype != m_pairs[pair].second.dtype)
        return; // that they differ is said already
    auto same = sameBytes(pair);
    if (same)
        settle(row, *same, false);
    else
        fail(row, std::move(same).error(), m_context.options.file);
}

Result<void> ValueComparison::run()
{
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i < m_comparison.rows.size(); ++i) {
        if (m_comparison.rows[i].row.numbersPending)
            collect(i);
    }
    for (const auto &[a, b] : m_pairs)
        bytes += a.numel() * itemSize(a.dtype) + b.numel() * itemSize(b.dtype);
    m_context.job.setTotal(bytes);
    const Progress progress(m_context, "comparing");
    const engine::Tolerance tolerance{m_context.options.rtol, m_context.options.atol};
    return engine::differenceOfEach(m_pairs, tolerance, m_context.job,
                                    [this](std::size_t pair, Result<engine::Difference> found) {
                                        finish(pair, std::move(found));
                                    });
}

// A Python float, as a tensor's element: numbers that differ by less than the tolerance.
void allowTolerance(DiffRow &row, const Comparison &comparison, const Options &options)
{
    const CompareRow &found = row.row;
    if (found.status != RowStatus::Values || found.a == noIndex || found.b == noIndex)
        return;
    if (comparison.a->entry(found.a).kind != EntryKind::Float ||
        comparison.b->entry(found.b).kind != EntryKind::Float)
        return;
    const double x = scalarValue(*comparison.a, found.a).real;
    const double y = scalarValue(*comparison.b, found.b).real;
    if (std::abs(x - y) <= options.atol + options.rtol * std::abs(y)) {
        row.row.status = RowStatus::WithinTolerance;
        row.row.what.clear();
    }
}

} // namespace

std::uint64_t Comparison::differences() const
{
    return count(RowStatus::Values) + count(RowStatus::Structure) + count(RowStatus::OnlyA) +
           count(RowStatus::OnlyB);
}

Result<Comparison> compare(Context &context)
{
    const Options &options = context.options;
    Comparison comparison;
    LENS_ASSIGN(comparison.a, context.open(options.file));
    LENS_ASSIGN(comparison.b, context.open(options.other));
    LENS_ASSIGN(const CompareOptions wanted, compareOptions(options, *comparison.a, *comparison.b));
    LENS_ASSIGN(std::vector<CompareRow> rows,
                compareStructure(*comparison.a, *comparison.b, wanted));
    comparison.rows.reserve(rows.size());
    for (CompareRow &row : rows)
        comparison.rows.push_back({std::move(row), {}});
    if (!options.structure)
        LENS_CHECK(ValueComparison(context, comparison).run());
    for (DiffRow &row : comparison.rows) {
        allowTolerance(row, comparison, options);
        if (!row.unknown || row.row.status == RowStatus::Structure)
            ++comparison.counts[static_cast<std::size_t>(row.row.status)];
        else
            ++comparison.unknown;
    }
    return comparison;
}

} // namespace lens::cli
