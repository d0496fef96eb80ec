// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/prefixrule.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_set>

namespace lens {
namespace {

constexpr std::size_t dotsInPrefix = 3; // "_orig_mod.module.model."

// Names that only one side has, split where the last step begins.
struct LoneName
{
    std::string_view parents, name;
};

std::vector<LoneName> loneNames(const std::vector<engine::ComparedRow> &rows, bool ofB)
{
    std::vector<LoneName> names;
    for (const auto &compared : rows) {
        const CompareRow &row = compared.row;
        if (row.status != (ofB ? RowStatus::OnlyB : RowStatus::OnlyA))
            continue;
        const std::string_view path = ofB ? row.pathB : row.pathA;
        const std::size_t begin = lastStep(path);
        names.push_back({path.substr(0, begin), path.substr(begin)});
    }
    return names;
}

std::string keyOf(std::string_view parents, std::string_view name)
{
    return std::string(parents) += name;
}

// What losing a prefix would bring together.
struct Matches
{
    std::uint64_t count = 0;
    std::set<std::string_view> parents; // where
};

// Only what stands where a name matches counts against the rule: states of an optimizer are named
// by other means, and follow.
std::uint64_t namesWithin(const std::vector<LoneName> &names, const Matches &matches)
{
    return static_cast<std::uint64_t>(std::ranges::count_if(
        names, [&](const LoneName &lone) { return matches.parents.contains(lone.parents); }));
}

// Counts by prefix the names of one side that are names of the other without it.
void countMatches(const std::vector<LoneName> &from, const std::vector<LoneName> &to, bool isOfB,
                  std::optional<PrefixRule> &best)
{
    std::unordered_set<std::string> known;
    for (const LoneName &other : to)
        known.insert(keyOf(other.parents, other.name));
    std::map<std::string_view, Matches> found;
    for (const LoneName &lone : from) {
        std::size_t dot = lone.name.find('.');
        for (std::size_t i = 0; i < dotsInPrefix && dot != std::string_view::npos; ++i) {
            if (known.contains(keyOf(lone.parents, lone.name.substr(dot + 1)))) {
                Matches &matches = found[lone.name.substr(0, dot + 1)];
                ++matches.count;
                matches.parents.insert(lone.parents);
            }
            dot = lone.name.find('.', dot + 1);
        }
    }
    for (const auto &[prefix, matches] : found)
        if (!best || matches.count > best->matched)
            best =
                PrefixRule{std::string(prefix), isOfB, matches.count, namesWithin(from, matches)};
}

} // namespace

// A slash that belongs to a name is written "\/".
std::size_t lastStep(std::string_view path)
{
    for (std::size_t i = path.size(); i > 0; --i)
        if (path[i - 1] == '/' && (i < 2 || path[i - 2] != '\\'))
            return i;
    return 0;
}

std::optional<PrefixRule> suggestPrefix(const std::vector<engine::ComparedRow> &rows)
{
    const auto ofA = loneNames(rows, false), ofB = loneNames(rows, true);
    std::optional<PrefixRule> best;
    countMatches(ofB, ofA, true, best);
    countMatches(ofA, ofB, false, best);
    if (best && best->matched * 2 < best->of)
        return {};
    return best;
}

} // namespace lens
