// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/partrule.h"

#include "model/checkpoint/models.h"

#include <algorithm>
#include <unordered_map>

namespace lens {
namespace {

constexpr std::size_t mostParts = 16;   // of each side: every one meets every other
constexpr std::size_t dotsInPrefix = 3; // "_orig_mod.module.model."

// A state dict with the beginning that all of its names have in common: "module.".
struct Part
{
    std::uint32_t entry = 0;
    std::vector<NamedEntry> names;
    std::string prefix;
};

std::string commonPrefix(const std::vector<NamedEntry> &names)
{
    std::string_view common = names.front().name;
    for (const NamedEntry &named : names) {
        const auto [end, other] = std::ranges::mismatch(common, named.name);
        common = common.substr(0, static_cast<std::size_t>(end - common.begin()));
    }
    return std::string(common.substr(0, common.rfind('.') + 1)); // npos + 1 is none
}

std::vector<Part> partsOf(const Checkpoint &checkpoint)
{
    std::vector<Part> parts;
    for (const std::uint32_t entry : modelEntries(checkpoint)) {
        std::vector<NamedEntry> names = stateDict(checkpoint, entry);
        if (names.empty() || parts.size() == mostParts)
            continue;
        std::string prefix = commonPrefix(names);
        parts.push_back({entry, std::move(names), std::move(prefix)});
    }
    return parts;
}

bool isWholeFile(const std::vector<Part> &parts)
{
    return parts.size() == 1 && parts.front().entry == 0;
}

std::size_t largest(const std::vector<Part> &parts)
{
    const auto size = [](const Part &part) { return part.names.size(); };
    return size(*std::ranges::max_element(parts, {}, size));
}

// Tensors that lie inside one of the parts.
class Inside
{
public:
    explicit Inside(const Checkpoint &checkpoint, const std::vector<Part> &parts)
        : m_checkpoint(checkpoint)
    {
        for (const Part &part : parts)
            m_ranges.emplace_back(part.entry, checkpoint.entry(part.entry).end);
    }
    bool holds(std::uint32_t entry) const
    {
        return entry != noIndex &&
               m_checkpoint.tensor(m_checkpoint.entry(m_checkpoint.resolved(entry))) &&
               std::ranges::any_of(m_ranges, [entry](const auto &range) {
                   return entry > range.first && entry < range.second;
               });
    }

private:
    const Checkpoint &m_checkpoint;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> m_ranges;
};

std::uint64_t matchedNow(const Inside &a, const Inside &b,
                         const std::vector<engine::ComparedRow> &rows)
{
    return static_cast<std::uint64_t>(
        std::ranges::count_if(rows, [&](const engine::ComparedRow &compared) {
            return a.holds(compared.row.a) && b.holds(compared.row.b);
        }));
}

// Then what keeps their names apart is nothing but a prefix.
bool areAligned(const PartRule &rule, const std::vector<engine::ComparedRow> &rows)
{
    return std::ranges::any_of(rows, [&rule](const engine::ComparedRow &compared) {
        return compared.row.a == rule.a && compared.row.b == rule.b;
    });
}

// Compares each part of A with each of B and keeps the best.
class Search
{
public:
    Search(const Checkpoint &a, const Checkpoint &b, Job &job)
        : m_a(a)
        , m_b(b)
        , m_job(job)
    {}

    void compare(const Part &a, const Part &b)
    {
        consider(a, b, {});
        for (const std::string &prefix : {a.prefix, b.prefix}) {
            std::size_t dot = prefix.find('.');
            for (std::size_t i = 0; i < dotsInPrefix && dot != prefix.npos; ++i) {
                const std::string lost = prefix.substr(0, dot + 1);
                // What all names of both have keeps none of them apart.
                if (!a.prefix.starts_with(lost) || !b.prefix.starts_with(lost))
                    consider(a, b, lost);
                dot = prefix.find('.', dot + 1);
            }
        }
    }
    const std::optional<PartRule> &best() const { return m_best; }
    std::uint64_t smaller() const { return m_smaller; }

private:
    static std::string_view without(const std::string &prefix, std::string_view name)
    {
        return name.starts_with(prefix) ? name.substr(prefix.size()) : name;
    }

    void consider(const Part &a, const Part &b, const std::string &prefix)
    {
        const std::uint64_t smaller = std::min(a.names.size(), b.names.size());
        const bool isBeaten =
            m_best && std::pair(smaller, smaller) <= std::pair(m_best->matched, m_shapes);
        if (isBeaten || m_job.cancelled())
            return;
        std::unordered_map<std::string_view, std::uint32_t> known;
        for (const NamedEntry &named : a.names)
            known.emplace(without(prefix, named.name), named.entry);
        std::uint64_t matched = 0, shapes = 0;
        for (const NamedEntry &named : b.names)
            if (const auto found = known.find(without(prefix, named.name)); found != known.end()) {
                ++matched;
                shapes += isAlike(found->second, named.entry);
            }
        if (m_best && std::pair(matched, shapes) <= std::pair(m_best->matched, m_shapes))
            return;
        m_best = {a.entry, b.entry, prefix, matched, std::max(a.names.size(), b.names.size())};
        m_shapes = shapes;
        m_smaller = smaller;
    }

    bool isAlike(std::uint32_t a, std::uint32_t b) const
    {
        const Tensor *ofA = m_a.tensor(m_a.entry(a)), *ofB = m_b.tensor(m_b.entry(b));
        return ofA && ofB && ofA->shape == ofB->shape;
    }

    const Checkpoint &m_a, &m_b;
    Job &m_job;
    std::optional<PartRule> m_best;
    std::uint64_t m_shapes = 0, m_smaller = 0;
};

} // namespace

std::optional<PartRule> suggestParts(const Checkpoint &a, const Checkpoint &b,
                                     const std::vector<engine::ComparedRow> &rows, Job &job)
{
    const auto partsA = partsOf(a), partsB = partsOf(b);
    if (partsA.empty() || partsB.empty() || (isWholeFile(partsA) && isWholeFile(partsB)))
        return {};
    const std::uint64_t now = matchedNow(Inside(a, partsA), Inside(b, partsB), rows);
    const std::uint64_t most = std::min(largest(partsA), largest(partsB));
    if (most < 2 * now)
        return {};
    Search search(a, b, job);
    for (const Part &ofA : partsA)
        for (const Part &ofB : partsB)
            search.compare(ofA, ofB);
    const auto &best = search.best();
    const bool isWorthwhile = best && !job.cancelled() && best->matched > 0 &&
                              best->matched >= 2 * now && 2 * best->matched >= search.smaller();
    return isWorthwhile && !areAligned(*best, rows) ? best : std::nullopt;
}

std::optional<std::uint32_t> findPart(const Checkpoint &checkpoint, const std::string &path)
{
    if (path.empty())
        return mainModel(checkpoint) == noIndex ? std::nullopt : std::optional(0U);
    // What only ends like it is another.
    const auto found = findEntry(checkpoint, path);
    const bool isPart = found && checkpoint.pathText(*found) == path &&
                        (isModule(checkpoint, *found) || isStateDict(checkpoint, *found));
    return isPart ? std::optional(*found) : std::nullopt;
}

} // namespace lens
