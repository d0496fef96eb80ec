// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/comparison.h"

#include "app/cli/progress.h"

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

// Says what could not be read, each in its place.
void complainOf(const Context &context, const Comparison &comparison)
{
    for (const ComparedRow &row : comparison.rows) {
        if (row.unread)
            complain(Error(*row.unread)
                         .in(row.row.pathA)
                         .in(row.isUnreadB ? context.options.other : context.options.file));
    }
}

Result<void> compareTensors(Context &context, Comparison &comparison)
{
    const Progress progress(context, "comparing");
    return engine::compareValues(*comparison.a, *comparison.b, comparison.rows,
                                 {context.options.rtol, context.options.atol}, context.job,
                                 [](std::size_t) {});
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
        comparison.rows.push_back({std::move(row), {}, {}});
    if (!options.structure)
        LENS_CHECK(compareTensors(context, comparison));
    complainOf(context, comparison);
    for (ComparedRow &row : comparison.rows) {
        engine::allowTolerance(*comparison.a, *comparison.b, {options.rtol, options.atol}, row.row);
        comparison.complete = comparison.complete && !row.unread;
        if (!row.isUnknown())
            ++comparison.counts[static_cast<std::size_t>(row.row.status)];
        else
            ++comparison.unknown;
    }
    return comparison;
}

} // namespace lens::cli
