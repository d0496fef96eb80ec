// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/compare.h"
#include "model/engine/numbers.h"

#include <functional>
#include <optional>
#include <vector>

namespace lens::engine {

// A row of a comparison with the numbers of its two tensors, where they have any.
struct ComparedRow
{
    CompareRow row;
    std::optional<Difference> numbers;
    std::optional<Error> unread; // why the values of one side could not be read
    bool isUnreadB = false;      // that side is B

    // Its values are still to be compared.
    bool isPending() const { return row.numbersPending; }
    // Not compared: nothing can be said but that what is known of both sides agrees.
    bool isUnknown() const { return unread && row.status != RowStatus::Structure; }
};

// Decides the rows that compareStructure left open: status, what and numbers, in their order, each
// no longer pending when it is reported by its index from the calling thread. What cannot be read
// is a row's error, not the function's, which fails only when it is cancelled.
Result<void> compareValues(const Checkpoint &a, const Checkpoint &b, std::vector<ComparedRow> &rows,
                           Tolerance tolerance, Job &job,
                           const std::function<void(std::size_t row)> &done);

// Python floats that differ by no more than the tolerance are within it, as a tensor's elements.
void allowTolerance(const Checkpoint &a, const Checkpoint &b, Tolerance tolerance, CompareRow &row);

} // namespace lens::engine
