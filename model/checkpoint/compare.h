// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"

#include <string>
#include <vector>

namespace lens {

enum class RowStatus : std::uint8_t { Same, WithinTolerance, Values, Structure, OnlyA, OnlyB };
std::string_view name(RowStatus status);

struct CompareOptions
{
    std::uint32_t entryA = 0, entryB = 0; // compare these sub-trees
    std::string stripPrefix;              // from both
    std::string mapRegex, mapReplacement; // on A's names
    std::vector<std::string> ignore;      // globs over the path text
    bool stateDict = false;               // compare state dicts only
};

// A pair of entries, or one without partner. Structure (kind, dtype, shape, type, device, order,
// scalar values, which are Values and not Structure) is decided here; tensors of equal shape have
// `numbersPending` set, whatever their dtypes: their values are the engine's.
struct CompareRow
{
    std::uint32_t a = noIndex, b = noIndex;
    std::string pathA, pathB;
    RowStatus status = RowStatus::Same;
    // "dtype", "shape", "device", "requires_grad", "type", "order", "value"
    std::vector<std::string> what;
    bool numbersPending = false;
};

// Rows in A's order, those only in B after their neighbour. Optimizer state is aligned by parameter
// name where both sides know it. InvalidEdit for a bad regex or a map that gives one name twice.
Result<std::vector<CompareRow>> compareStructure(const Checkpoint &a, const Checkpoint &b,
                                                 const CompareOptions &options);

} // namespace lens
