// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/compare.h"

#include "model/checkpoint/comparelist.h"
#include "model/checkpoint/comparepair.h"
#include "model/checkpoint/optimizer.h"
#include "model/checkpoint/walk.h"

namespace lens {

namespace {

// Shared objects inside shared objects are laid open one level a round.
constexpr int mostRounds = 8;

struct Side
{
    const Checkpoint &checkpoint;
    NameMap map;
    ListOptions options;
    std::vector<CompareItem> items;

    const Entry &entry(std::uint32_t item) const { return checkpoint.entries[items[item].entry]; }
};

// Which item of one list belongs to which of the other; noIndex for none.
struct Pairing
{
    std::vector<std::uint32_t> ofA, ofB;
};

// A key that comes twice (a pickle may write it so) is paired in order.
Pairing pair(const Side &a, const Side &b)
{
    Pairing pairing{std::vector<std::uint32_t>(a.items.size(), noIndex),
                    std::vector<std::uint32_t>(b.items.size(), noIndex)};
    std::unordered_map<CompareKey, std::uint32_t, CompareKeyHash> first;
    std::vector<std::uint32_t> next(b.items.size(), noIndex);
    first.reserve(b.items.size());
    for (auto i = static_cast<std::uint32_t>(b.items.size()); i-- > 0;) {
        const auto [found, isNew] = first.emplace(b.items[i].key(), i);
        if (!isNew)
            next[i] = std::exchange(found->second, i);
    }
    for (std::uint32_t i = 0; i < a.items.size(); ++i) {
        const auto found = first.find(a.items[i].key());
        if (found == first.end() || found->second == noIndex)
            continue;
        pairing.ofA[i] = found->second;
        pairing.ofB[found->second] = i;
        found->second = next[found->second];
    }
    return pairing;
}

bool hasContent(const Entry &entry) { return entry.end > 0 && entry.kind != EntryKind::Tensor; }

// Where one side shows an object for the first time and the other refers to it (or both refer to
// different ones), the object is listed again at that place. True when there is something new.
class Expansion
{
public:
    Expansion(Side &a, Side &b, const Pairing &pairing)
        : m_a(a)
        , m_b(b)
        , m_pairing(pairing)
    {}

    bool expand()
    {
        indexFirstShowings();
        for (std::uint32_t i = 0; i < m_a.items.size(); ++i) {
            if (m_pairing.ofA[i] != noIndex)
                consider(i, m_pairing.ofA[i]);
        }
        return m_changed;
    }

private:
    void indexFirstShowings()
    {
        for (std::uint32_t i = 0; i < m_a.items.size(); ++i) {
            if (m_pairing.ofA[i] != noIndex)
                m_partner.emplace(m_a.items[i].entry, m_b.items[m_pairing.ofA[i]].entry);
        }
    }

    void consider(std::uint32_t itemA, std::uint32_t itemB)
    {
        const bool refA = m_a.entry(itemA).kind == EntryKind::Ref;
        const bool refB = m_b.entry(itemB).kind == EntryKind::Ref;
        if (!refA && !refB)
            return;
        const std::uint32_t targetA = m_a.checkpoint.resolved(m_a.items[itemA].entry);
        const std::uint32_t targetB = m_b.checkpoint.resolved(m_b.items[itemB].entry);
        if (!hasContent(m_a.checkpoint.entries[targetA]) ||
            !hasContent(m_b.checkpoint.entries[targetB]))
            return;
        const auto partner = m_partner.find(targetA);
        if (refA && refB && partner != m_partner.end() && partner->second == targetB)
            return;
        if (refA)
            m_changed |= m_a.options.expanded.insert(m_a.items[itemA].entry).second;
        if (refB)
            m_changed |= m_b.options.expanded.insert(m_b.items[itemB].entry).second;
    }

    Side &m_a, &m_b;
    const Pairing &m_pairing;
    std::unordered_map<std::uint32_t, std::uint32_t> m_partner;
    bool m_changed = false;
};

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
void nameStates(Side &a, Side &b)
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

CompareRow rowOf(const Side &a, const Side &b, std::uint32_t itemA, std::uint32_t itemB)
{
    CompareRow row;
    if (itemA != noIndex) {
        row.a = a.items[itemA].entry;
        row.pathA = a.items[itemA].path;
    }
    if (itemB != noIndex) {
        row.b = b.items[itemB].entry;
        row.pathB = b.items[itemB].path;
    }
    if (itemA == noIndex)
        row.status = RowStatus::OnlyB;
    else if (itemB == noIndex)
        row.status = RowStatus::OnlyA;
    else
        comparePair(a.checkpoint, b.checkpoint, row);
    return row;
}

// Marks dicts that have the same keys in another order.
void markOrder(const Side &a, const Side &b, const Pairing &pairing, std::vector<CompareRow> &rows)
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
std::vector<CompareRow> mergedRows(const Side &a, const Side &b, const Pairing &pairing)
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

Result<Side> makeSide(const Checkpoint &checkpoint, std::uint32_t root,
                      const CompareOptions &options, bool isA)
{
    if (root >= checkpoint.entries.size())
        return makeError(ErrorCode::InvalidEdit, "there is no such entry").in(checkpoint.path);
    LENS_ASSIGN(NameMap map, NameMap::make(options.stripPrefix, isA ? options.mapRegex : "",
                                           options.mapReplacement));
    Side side{checkpoint, std::move(map), {}, {}};
    side.options.root = root;
    side.options.stateDict = options.stateDict;
    side.options.ignore = &options.ignore;
    return side;
}

Result<void> list(Side &side)
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
    LENS_ASSIGN(Side sideA, makeSide(a, options.entryA, options, true));
    LENS_ASSIGN(Side sideB, makeSide(b, options.entryB, options, false));
    if (!options.stateDict)
        nameStates(sideA, sideB);
    LENS_CHECK(list(sideA));
    LENS_CHECK(list(sideB));
    Pairing pairing = pair(sideA, sideB);
    for (int round = 0; round < mostRounds && Expansion(sideA, sideB, pairing).expand(); ++round) {
        LENS_CHECK(list(sideA));
        LENS_CHECK(list(sideB));
        pairing = pair(sideA, sideB);
    }
    return mergedRows(sideA, sideB, pairing);
}

} // namespace lens
