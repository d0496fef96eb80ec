// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/compare.h"

#include "model/checkpoint/comparepair.h"
#include "model/checkpoint/comparepairing.h"
#include "model/checkpoint/optimizer.h"
#include "model/checkpoint/walk.h"

namespace lens {

namespace {

// Shared objects inside shared objects are laid open one level a round.
constexpr int mostRounds = 8;

// State entry of each parameter by name; empty when not all of them have one of their own.
std::unordered_map<std::string, std::uint32_t> stateByName(const Checkpoint &checkpoint,
                                                           const OptimizerReading &reading)
{
    std::unordered_map<std::string, std::uint32_t> byName;
    for (const OptimizerParam &param : reading.params) {
        if (param.state.empty())
            continue;
        const std::uint32_t state = checkpoint.entries[param.state.front().second].parent;
        if (param.name.empty() || !byName.emplace(param.name, state).second)
            return {};
    }
    return byName;
}

// Parameters are numbered by their order in the groups: the same number means another parameter
// when a layer was added. Where both sides know all names, names align them.
void nameStates(CompareSide &a, CompareSide &b)
{
    const auto readingsA = optimizers(a.checkpoint), readingsB = optimizers(b.checkpoint);
    if (readingsA.size() != readingsB.size())
        return;
    for (std::size_t i = 0; i < readingsA.size(); ++i) {
        const auto namesA = stateByName(a.checkpoint, readingsA[i]);
        const auto namesB = stateByName(b.checkpoint, readingsB[i]);
        if (namesA.empty() || namesB.empty())
            continue;
        for (const auto &[name, entry] : namesA)
            a.options.stateNames.emplace(entry, name);
        for (const auto &[name, entry] : namesB)
            b.options.stateNames.emplace(entry, name);
    }
}

// The items give their paths away.
CompareRow rowOf(CompareSide &a, CompareSide &b, std::uint32_t itemA, std::uint32_t itemB)
{
    CompareRow row;
    if (itemA != noIndex) {
        row.a = a.items[itemA].entry;
        row.pathA = std::move(a.items[itemA].path);
    }
    if (itemB != noIndex) {
        row.b = b.items[itemB].entry;
        row.pathB = std::move(b.items[itemB].path);
    }
    if (itemA == noIndex)
        row.status = RowStatus::OnlyB;
    else if (itemB == noIndex)
        row.status = RowStatus::OnlyA;
    else
        comparePair(a.checkpoint, b.checkpoint, a.options.stateDict, row);
    return row;
}

// Marks dicts that have the same keys in another order.
void markOrder(const CompareSide &a, const CompareSide &b, const Pairing &pairing,
               std::vector<CompareRow> &rows)
{
    std::vector<std::uint32_t> last(a.items.size(), 0);
    std::vector<bool> marked(a.items.size(), false);
    for (std::uint32_t i = 0; i < a.items.size(); ++i) {
        const std::uint32_t parent = a.items[i].parent, other = pairing.ofA[i];
        if (parent == noIndex || other == noIndex || b.items[other].parent != pairing.ofA[parent] ||
            shown(a.checkpoint, a.items[parent].entry).kind != EntryKind::Dict ||
            a.options.stateNames.contains(a.items[i].entry) || a.items[i].kind == StepKind::Attr)
            continue;
        if (other < last[parent] && !marked[parent]) {
            marked[parent] = true;
            rows[parent].what.emplace_back("order");
            rows[parent].status = RowStatus::Structure;
        }
        last[parent] = std::max(last[parent], other);
    }
}

// A's rows in order, each followed by what stands behind it in B and nowhere in A.
std::vector<CompareRow> mergedRows(CompareSide a, CompareSide b, const Pairing &pairing)
{
    std::vector<CompareRow> ofA;
    ofA.reserve(a.items.size());
    for (std::uint32_t i = 0; i < a.items.size(); ++i)
        ofA.push_back(rowOf(a, b, i, pairing.ofA[i]));
    markOrder(a, b, pairing, ofA);

    std::vector<std::vector<std::uint32_t>> behind(a.items.size() + 1);
    std::uint32_t place = 0;
    for (std::uint32_t i = 0; i < b.items.size(); ++i) {
        if (pairing.ofB[i] == noIndex)
            behind[place].push_back(i);
        else
            place = pairing.ofB[i] + 1;
    }
    std::vector<CompareRow> rows;
    rows.reserve(a.items.size() + b.items.size());
    for (std::size_t i = 0; i < behind.size(); ++i) {
        if (i > 0)
            rows.push_back(std::move(ofA[i - 1]));
        for (const std::uint32_t item : behind[i])
            rows.push_back(rowOf(a, b, noIndex, item));
    }
    return rows;
}

Result<CompareSide> makeSide(const Checkpoint &checkpoint, std::uint32_t root,
                             const CompareOptions &options, bool isA)
{
    if (root >= checkpoint.entries.size())
        return makeError(ErrorCode::InvalidEdit, "there is no such entry").in(checkpoint.path);
    LENS_ASSIGN(NameMap map, NameMap::make(options.stripPrefix, isA ? options.mapRegex : "",
                                           options.mapReplacement));
    CompareSide side{checkpoint, std::move(map), {}, {}};
    side.options.root = root;
    side.options.stateDict = options.stateDict;
    side.options.ignore = &options.ignore;
    return side;
}

Result<void> list(CompareSide &side)
{
    side.options.map = &side.map;
    LENS_ASSIGN(side.items, listForCompare(side.checkpoint, side.options));
    return {};
}

} // namespace

std::string_view name(RowStatus status)
{
    static constexpr std::string_view names[] = {"same",      "within-tolerance", "values",
                                                 "structure", "only-a",           "only-b"};
    return names[static_cast<std::size_t>(status)];
}

Result<std::vector<CompareRow>> compareStructure(const Checkpoint &a, const Checkpoint &b,
                                                 const CompareOptions &options)
{
    LENS_ASSIGN(CompareSide sideA, makeSide(a, options.entryA, options, true));
    LENS_ASSIGN(CompareSide sideB, makeSide(b, options.entryB, options, false));
    if (!options.stateDict)
        nameStates(sideA, sideB);
    LENS_CHECK(list(sideA));
    LENS_CHECK(list(sideB));
    Pairing pairing = pair(sideA, sideB);
    for (int round = 0; round < mostRounds && expand(sideA, sideB, pairing); ++round) {
        LENS_CHECK(list(sideA));
        LENS_CHECK(list(sideB));
        pairing = pair(sideA, sideB);
    }
    return mergedRows(std::move(sideA), std::move(sideB), pairing);
}

} // namespace lens
