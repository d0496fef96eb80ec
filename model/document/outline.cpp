// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/outline.h"

#include "model/base/text.h"

#include <algorithm>
#include <deque>
#include <unordered_map>

namespace lens {
namespace {

// The next dotted part of `key` from `offset` on; the whole rest where there is no dot.
std::string_view segmentAt(std::string_view key, std::size_t offset)
{
    const auto dot = key.find('.', offset);
    return key.substr(offset, dot == std::string_view::npos ? dot : dot - offset);
}

// By parts, so that all names with a common prefix lie side by side ("a1.x", "a1.y", "a01.x").
bool dottedLess(std::string_view a, std::string_view b)
{
    std::size_t offset = 0;
    while (true) {
        const auto partA = segmentAt(a, offset), partB = segmentAt(b, offset);
        if (partA != partB)
            return naturalLess(partA, partB);
        offset += partA.size() + 1;
        if (offset > a.size() || offset > b.size())
            return a.size() < b.size();
    }
}

int rank(StepKind kind)
{
    switch (kind) {
    case StepKind::Root:
    case StepKind::Key: return 0;
    case StepKind::Index: return 1;
    case StepKind::Repr: return 2;
    case StepKind::Attr: return 3;
    }
    return 3;
}

bool stepLess(const Step &a, const Step &b)
{
    if (a.kind != b.kind)
        return rank(a.kind) < rank(b.kind);
    if (a.kind == StepKind::Index)
        return a.index < b.index;
    return dottedLess(a.text, b.text);
}

bool holdsTensors(const Checkpoint &checkpoint, const std::vector<std::uint32_t> &entries)
{
    return std::any_of(entries.begin(), entries.end(), [&](std::uint32_t entry) {
        const auto shown = checkpoint.entry(checkpoint.resolved(entry)).kind;
        return shown == EntryKind::Tensor;
    });
}

Totals ownTotals(const Checkpoint &checkpoint, std::uint32_t index)
{
    const Entry &entry = checkpoint.entry(index);
    const Tensor *tensor = checkpoint.tensor(entry);
    if (!tensor)
        return {};
    Totals totals;
    totals.bytes = tensor->storage == noIndex ? 0 : tensor->nbytes();
    const bool part =
        entry.parent != noIndex && checkpoint.entry(entry.parent).kind == EntryKind::Tensor;
    if (part)
        return totals;
    totals.tensors = 1;
    totals.parameters = tensor->numel();
    if (const auto number = static_cast<unsigned>(tensor->dtype); number < 64)
        totals.dtypes = std::uint64_t{1} << number;
    return totals;
}

} // namespace

// Breadth first, so that the children of a node get consecutive numbers without any recursion.
class OutlineBuilder
{
public:
    OutlineBuilder(const Checkpoint &checkpoint, const Job *job)
        : m_checkpoint(checkpoint)
        , m_job(job)
    {}

    Result<Outline> run()
    {
        m_outline.m_nodeOf.assign(m_checkpoint.entries.size(), 0);
        addEntry(noIndex, 0, {});
        for (std::uint32_t id = 0; id < m_outline.size(); ++id) {
            if (m_job && id % 4096 == 0)
                LENS_CHECK(m_job->check());
            m_outline.m_nodes[id].firstChild = m_outline.size();
            addChildren(id);
            m_outline.m_nodes[id].childCount = m_outline.size() - m_outline.m_nodes[id].firstChild;
        }
        addUp();
        return std::move(m_outline);
    }

private:
    // Entries [first, last) of m_members whose keys are equal before `offset`.
    struct Group
    {
        std::uint32_t node, first, last;
        std::size_t offset;
    };

    std::string_view key(std::uint32_t member) const
    {
        return m_checkpoint.entry(m_members[member]).step.text;
    }

    void addEntry(std::uint32_t parent, std::uint32_t entry, std::string_view label)
    {
        m_outline.m_nodeOf[entry] = m_outline.size();
        m_outline.m_nodes.push_back({label, entry, parent, 0, 0});
    }

    void addChildren(std::uint32_t id)
    {
        if (!m_groups.empty() && m_groups.front().node == id) {
            const Group group = m_groups.front();
            m_groups.pop_front();
            addMembers(group);
        } else if (const auto entry = m_outline.node(id).entry;
                   m_checkpoint.entry(entry).end > entry + 1) {
            addEntries(id, entry);
        }
    }

    void addEntries(std::uint32_t id, std::uint32_t parent)
    {
        auto children = m_checkpoint.children(parent);
        const bool dict = m_checkpoint.entry(parent).kind == EntryKind::Dict;
        if (dict)
            std::stable_sort(children.begin(), children.end(), [this](auto a, auto b) {
                return stepLess(m_checkpoint.entry(a).step, m_checkpoint.entry(b).step);
            });
        auto plain = children.begin();
        if (dict && holdsTensors(m_checkpoint, children)) {
            plain = std::find_if(children.begin(), children.end(), [this](auto child) {
                return m_checkpoint.entry(child).step.kind != StepKind::Key;
            });
            const auto first = static_cast<std::uint32_t>(m_members.size());
            m_members.insert(m_members.end(), children.begin(), plain);
            addMembers({id, first, static_cast<std::uint32_t>(m_members.size()), 0});
        }
        for (; plain != children.end(); ++plain)
            addEntry(id, *plain, {});
    }

    void addMembers(const Group &group)
    {
        for (auto first = group.first; first != group.last;) {
            const auto last = endOfSegment(first, group.last, group.offset);
            if (last - first == 1)
                addEntry(group.node, m_members[first], key(first).substr(group.offset));
            else
                addGroup(group, first, last);
            first = last;
        }
    }

    // Behind the last of the names that go on with the part of `first` and a dot.
    std::uint32_t endOfSegment(std::uint32_t first, std::uint32_t last, std::size_t offset) const
    {
        const auto part = segmentAt(key(first), offset);
        const auto end = offset + part.size();
        auto member = first + 1;
        if (end == key(first).size())
            return member;
        while (member != last && segmentAt(key(member), offset) == part && key(member).size() > end)
            ++member;
        return member;
    }

    void addGroup(const Group &parent, std::uint32_t first, std::uint32_t last)
    {
        auto offset = parent.offset;
        do {
            offset += segmentAt(key(first), offset).size() + 1;
        } while (endOfSegment(first, last, offset) == last);
        const auto label = key(first).substr(parent.offset, offset - 1 - parent.offset);
        m_groups.push_back({m_outline.size(), first, last, offset});
        m_outline.m_nodes.push_back({label, noIndex, parent.node, 0, 0});
    }

    void addUp()
    {
        auto &totals = m_outline.m_totals;
        totals.resize(m_outline.size());
        for (auto id = m_outline.size(); id-- > 0;) {
            const auto &node = m_outline.node(id);
            if (node.entry != noIndex) {
                const auto own = ownTotals(m_checkpoint, node.entry);
                add(totals[id], own);
            }
            if (node.parent != noIndex)
                add(totals[node.parent], totals[id]);
        }
    }

    static void add(Totals &sum, const Totals &more)
    {
        sum.tensors += more.tensors;
        sum.parameters += more.parameters;
        sum.bytes += more.bytes;
        sum.dtypes |= more.dtypes;
    }

    const Checkpoint &m_checkpoint;
    const Job *m_job;
    Outline m_outline;
    std::vector<std::uint32_t> m_members;
    std::deque<Group> m_groups; // in the order of their nodes
};

Result<Outline> Outline::build(const Checkpoint &checkpoint, const Job *job)
{
    if (checkpoint.entries.empty())
        return makeError(ErrorCode::Corrupt, "the file holds no object at all");
    return OutlineBuilder(checkpoint, job).run();
}

std::uint32_t Outline::row(std::uint32_t id) const
{
    return id == 0 ? 0 : id - m_nodes[m_nodes[id].parent].firstChild;
}

std::uint32_t Outline::enclosingEntry(std::uint32_t id) const
{
    while (m_nodes[id].entry == noIndex)
        id = m_nodes[id].parent;
    return m_nodes[id].entry;
}

DeviceMap::DeviceMap(const Checkpoint &checkpoint, const Outline &outline, const EditSet &edits)
{
    readTags(checkpoint, edits);
    m_masks.resize(outline.size());
    for (auto id = outline.size(); id-- > 0;) {
        const auto &node = outline.node(id);
        if (node.entry != noIndex && checkpoint.entry(node.entry).kind == EntryKind::Tensor) {
            const auto tag = m_tagOf[checkpoint.entry(node.entry).index];
            m_masks[id] |= std::uint64_t{1} << std::min(tag, maskBits - 1);
        }
        if (node.parent != noIndex)
            m_masks[node.parent] |= m_masks[id];
    }
}

void DeviceMap::readTags(const Checkpoint &checkpoint, const EditSet &edits)
{
    std::unordered_map<std::uint32_t, std::string_view> byStorage, byTensor;
    for (const auto &[index, tag] : edits.devices) {
        const DeviceSite &site = checkpoint.sites[index];
        if (site.kind == DeviceSite::Kind::Storage)
            byStorage.emplace(site.storage, tag);
        else if (const auto owner = checkpoint.tensorOf.find(site.owner);
                 owner != checkpoint.tensorOf.end())
            byTensor.emplace(owner->second, tag);
    }
    std::unordered_map<std::string_view, std::uint32_t> known;
    m_tagOf.reserve(checkpoint.tensors.size());
    for (std::uint32_t i = 0; i < checkpoint.tensors.size(); ++i) {
        const Tensor &tensor = checkpoint.tensors[i];
        std::string_view tag = tensor.device;
        if (const auto changed = byTensor.find(i); changed != byTensor.end())
            tag = changed->second;
        else if (const auto moved = byStorage.find(tensor.storage); moved != byStorage.end())
            tag = moved->second;
        const auto [place, added] =
            known.try_emplace(tag, static_cast<std::uint32_t>(m_tags.size()));
        if (added)
            m_tags.emplace_back(tag);
        m_tagOf.push_back(place->second);
    }
}

std::vector<std::string> DeviceMap::tagsBelow(std::uint32_t node, std::size_t limit) const
{
    std::vector<std::string> tags;
    for (std::uint32_t bit = 0; bit < maskBits && tags.size() < limit; ++bit)
        if (m_masks[node] >> bit & 1)
            tags.push_back(bit < m_tags.size() ? m_tags[bit] : std::string());
    return tags;
}

std::vector<DType> dtypesIn(std::uint64_t mask)
{
    std::vector<DType> found;
    for (unsigned bit = 0; bit < 64; ++bit)
        if (mask >> bit & 1)
            found.push_back(static_cast<DType>(bit));
    return found;
}

} // namespace lens
