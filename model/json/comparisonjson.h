// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/engine/comparevalues.h"
#include "model/json/jsonwriter.h"

#include <span>

namespace lens {

// What `ckptlens-cli diff --json` prints: a summary and the rows that differ.
struct ComparisonJson
{
    const Checkpoint &a, &b;
    std::span<const engine::ComparedRow> rows;
    bool all = false;           // rows that are the same as well
    bool summaryOnly = false;   // no rows
    bool structureOnly = false; // values were never asked for: what agrees but for them is the same
    bool nanCounts = false;     // with "nan_only_a" and "nan_only_b" where there are any
    std::uint32_t entryA = 0, entryB = 0; // which parts of the files it is of; 0: the whole file
    Job *job = nullptr;                   // is told of each row; what it stops ends after one
};

// Rows whose comparison was stopped are in no count but "not_compared", which is written when there
// are any.
void writeComparison(JsonWriter &json, const ComparisonJson &comparison);

} // namespace lens
