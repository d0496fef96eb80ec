// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/latestjob.h"
#include "model/items/comparerows.h"

#include <QRegularExpression>

#include <set>

namespace lens {

// The numbers that a column can be sorted by: those of engine::Difference.
using DifferenceMember = double engine::Difference::*;
// As a list shows it: where values differ that are not all finite the largest difference is
// infinite, and not a number stands for what can then only be said of the finite ones.
double listedNumber(const engine::Difference &numbers, DifferenceMember member);

// Whether all of them stand in a name.
bool fitsAll(const QString &name, const std::vector<QRegularExpression> &patterns);

// How the rows of a comparison are wanted.
struct CompareOrder
{
    // `Rank` sorts by an order that the aligned rows have already.
    enum class By { File, State, Rank, Number };

    CompareRowsPtr all;
    std::vector<CompareState> states;   // by row, as far as the values are compared
    std::vector<std::uint8_t> specials; // by row: bits of SpecialSide
    std::vector<bool> folded;           // by row
    std::set<CompareState> hidden;
    std::vector<QRegularExpression> filter; // all of them stand in the name
    // Rows that the filter takes, where that is known; else null.
    std::shared_ptr<const std::vector<bool>> matches;
    By by = By::File;
    bool descending = false;
    std::vector<std::uint32_t> CompareRows::*ranks = nullptr;
    ComparedRows rows = {}; // as far as the values are compared
    DifferenceMember number = nullptr;
};

// The rows that are listed, from top to bottom, and what the containers hold of them.
struct CompareListing
{
    std::vector<std::size_t> rows;
    // By the number of a container: the states of these rows, and where they have values that are
    // no finite numbers on one side alone.
    std::vector<StateCounts> inside;
    std::vector<std::uint8_t> specialsInside;
    std::shared_ptr<const std::vector<bool>> matches;
    bool isSorted = false;
    // As longestPlaces() has them.
    std::vector<int> longest;

    // Of the rows below a container, where there are any.
    std::optional<StateCounts> insideOf(const CompareRows &all, std::size_t row) const;
    unsigned specialsInsideOf(const CompareRows &all, std::size_t row) const;
};

// In file order a container stands above what it holds, even if nothing but that is wanted, unless
// it lies in one that is folded. A filter looks into everything. Sorted, every row stands for
// itself; of one state those with NaN or Inf on one side alone come first.
CompareListing listRows(const CompareOrder &order, const Job &job = {});

class CompareListingJob final : public LatestJob
{
    Q_OBJECT

public:
    using LatestJob::LatestJob;
    void start(CompareOrder order);

Q_SIGNALS:
    void finished(const std::shared_ptr<lens::CompareListing> &listing);
};

} // namespace lens
