// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/compare.h"
#include "model/checkpoint/namemap.h"

#include <unordered_map>
#include <unordered_set>

namespace lens {

// What two sides are paired by: the key "0" is not the index 0.
using CompareKey = std::pair<std::string_view, StepKind>;

struct CompareKeyHash
{
    std::size_t operator()(const CompareKey &key) const
    {
        return std::hash<std::string_view>()(key.first) ^ static_cast<std::size_t>(key.second);
    }
};

// One line of one side of a comparison.
struct CompareItem
{
    std::uint32_t entry = noIndex;
    std::uint32_t parent = noIndex; // into the same list
    std::string path;               // as the file spells it
    std::string name;               // what it is aligned by, where that is not the path
    std::string written;            // the name before a regex changed it, else empty
    bool named = false;
    StepKind kind = StepKind::Root;

    std::string_view text() const { return named ? name : path; }
    CompareKey key() const { return {text(), kind}; }
};

// How one side is listed.
struct ListOptions
{
    std::uint32_t root = 0;
    bool stateDict = false;
    const NameMap *map = nullptr;
    const std::vector<std::string> *ignore = nullptr;
    // Entries of optimizer state that are aligned by this text instead of their index.
    std::unordered_map<std::uint32_t, std::string> stateNames;
    // Refs whose content is listed again at their place.
    std::unordered_set<std::uint32_t> expanded;
};

// The entries below the root (or of its state dict), depth first, a parent before its children.
// InvalidEdit when there is no state dict, or when the map gives one name to two of them.
Result<std::vector<CompareItem>> listForCompare(const Checkpoint &checkpoint,
                                                const ListOptions &options);

} // namespace lens
