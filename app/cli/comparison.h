// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/context.h"
#include "model/engine/comparevalues.h"

#include <array>
#include <vector>

namespace lens::cli {

using engine::ComparedRow;

struct Comparison
{
    CheckpointPtr a, b;
    std::vector<ComparedRow> rows;
    std::array<std::uint64_t, 6> counts{}; // by RowStatus
    std::uint64_t unknown = 0;             // rows that nothing can be said of
    bool complete = true; // false: some tensor could not be read; stderr says which

    std::uint64_t count(RowStatus status) const { return counts[static_cast<std::size_t>(status)]; }
    std::uint64_t differences() const;
};

// Opens and aligns both files and compares the values of their tensors.
Result<Comparison> compare(Context &context);

void printComparison(Context &context, const Comparison &comparison);

} // namespace lens::cli
