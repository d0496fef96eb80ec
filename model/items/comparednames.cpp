// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/comparednames.h"

#include <utility>

namespace lens {
namespace {

struct Fit
{
    std::optional<int> rank;
    std::size_t length = 0;
};

Fit fitOf(const LocatorQuery &query, const std::string &path)
{
    const auto name = searchedEnd(path);
    return {query.rank(name), name.size()};
}

// Of two names the one that fits better.
Fit fitOf(const LocatorQuery &query, const CompareRow &row)
{
    if (row.b == noIndex || row.pathB == row.pathA)
        return fitOf(query, row.pathA);
    const Fit b = fitOf(query, row.pathB);
    if (row.a == noIndex)
        return b;
    const Fit a = fitOf(query, row.pathA);
    return !a.rank || (b.rank && *b.rank < *a.rank) ? b : a;
}

class ComparedNames final : public LocatorSource
{
public:
    explicit ComparedNames(CompareRowsPtr rows)
        : m_rows(std::move(rows))
    {}
    void search(const LocatorQuery &query, const Job *job, const Take &take) const override
    {
        for (std::uint32_t i = 0; i < m_rows->rows.size() && !isStopped(job, i); ++i) {
            const CompareRow &row = m_rows->rows[i]->row;
            const Fit fit = fitOf(query, row);
            if (fit.rank)
                take(i, *fit.rank, fit.length, isTensor(row));
        }
    }
    QString text(std::uint32_t item) const override { return m_rows->names[item]; }

private:
    bool isTensor(const CompareRow &row) const
    {
        const bool isOfA = row.a != noIndex;
        const Checkpoint &checkpoint = isOfA ? *m_rows->a : *m_rows->b;
        return checkpoint.tensor(checkpoint.entry(checkpoint.resolved(isOfA ? row.a : row.b)));
    }

    CompareRowsPtr m_rows;
};

} // namespace

LocatorSourcePtr locatorSource(CompareRowsPtr rows)
{
    return std::make_shared<ComparedNames>(std::move(rows));
}

} // namespace lens
