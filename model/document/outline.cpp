// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/outline.h"

#include "model/base/text.h"
#include "model/checkpoint/models.h"

#include <algorithm>
#include <deque>
#include <unordered_set>

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
    OutlineBuilder(const Checkpoint &checkpoint, ModelView view, const Job *job)
        : m_checkpoint(checkpoint)
        , m_job(job)
    {
        if (view == ModelView::StateDict)
            for (const auto entry : modelEntries(checkpoint))
                if (isModule(checkpoint, entry))
                    m_models.insert(checkpoint.resolved(entry));
    }

    Result<Outline> run()
    {
        m_outline.m_nodeOf.assign(m_checkpoint.entries.size(), noIndex);
        addEntry(noIndex, 0, {});
        for (std::uint32_t id = 0; id < m_outline.size(); ++id) {
            if (m_job && id % 4096 == 0)
                LENS_CHECK(m_job->check());
            m_outline.m_nodes[id].firstChild = m_outline.size();
            addChildren(id);
            m_outline.m_nodes[id].childCount = m_outline.size() - m_outline.m_nodes[id].firstChild;
        }
        placeHidden();
        addUp();
        mark();
        return std::move(m_outline);
    }

private:
    // Entries [first, last) of m_members whose keys are equal before `offset`.
    struct Group
    {
        std::uint32_t node, first, last;
        std::size_t offset;
    };

    struct Member
    {
        std::string_view key;
        std::uint32_t entry;
    };

    std::string_view key(std::uint32_t member) const { return m_members[member].key; }

    // In a state dict an entry may have several names.
    void addEntry(std::uint32_t parent, std::uint32_t entry, std::string_view label)
    {
        if (m_outline.m_nodeOf[entry] == noIndex)
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
            if (!m_models.contains(entry) || !addStateDict(id, entry))
                addEntries(id, entry);
        }
    }

    // False for a model whose state dict would be empty.
    bool addStateDict(std::uint32_t id, std::uint32_t model)
    {
        auto named = stateDict(m_checkpoint, model);
        if (named.empty())
            return false;
        std::stable_sort(named.begin(), named.end(),
                         [](const auto &a, const auto &b) { return dottedLess(a.name, b.name); });
        m_outline.m_models.push_back(id);
        const auto &kept = m_outline.m_stateDicts.emplace_back(std::move(named));
        const auto first = static_cast<std::uint32_t>(m_members.size());
        for (const NamedEntry &entry : kept)
            m_members.push_back({entry.name, entry.entry});
        addMembers({id, first, static_cast<std::uint32_t>(m_members.size()), 0});
        return true;
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
            for (auto child = children.begin(); child != plain; ++child)
                m_members.push_back({m_checkpoint.entry(*child).step.text, *child});
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
                addEntry(group.node, m_members[first].entry, key(first).substr(group.offset));
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

    // What a state dict leaves out.
    void placeHidden()
    {
        auto &nodeOf = m_outline.m_nodeOf;
        for (std::uint32_t entry = 0; entry < nodeOf.size(); ++entry)
            if (nodeOf[entry] == noIndex)
                nodeOf[entry] = nodeOf[m_checkpoint.entry(entry).parent];
    }

    bool isFirstShowing(std::uint32_t id) const
    {
        const auto entry = m_outline.node(id).entry;
        return entry != noIndex && m_outline.nodeOf(entry) == id;
    }

    void addUp()
    {
        auto &totals = m_outline.m_totals;
        totals.resize(m_outline.size());
        for (auto id = m_outline.size(); id-- > 0;) {
            const auto &node = m_outline.node(id);
            if (isFirstShowing(id))
                add(totals[id], ownTotals(m_checkpoint, node.entry));
            if (node.parent != noIndex)
                add(totals[node.parent], totals[id]);
        }
    }

    void mark()
    {
        std::vector<std::uint32_t> users(m_checkpoint.storages.size());
        for (const Tensor &tensor : m_checkpoint.tensors)
            if (tensor.storage != noIndex)
                ++users[tensor.storage];
        auto &marks = m_outline.m_marks;
        marks.resize(m_outline.size());
        for (std::uint32_t id = 0; id < m_outline.size(); ++id)
            if (const auto entry = m_outline.node(id).entry; entry != noIndex)
                marks[id] = ownMarks(m_checkpoint.entry(entry), users) |
                            (isFirstShowing(id) ? 0 : RepeatedMark);
        for (const Finding &finding : m_checkpoint.findings)
            if (finding.entry && finding.severity >= Severity::Warning)
                marks[m_outline.nodeOf(*finding.entry)] |= FindingMark;
        auto &inside = m_outline.m_inside;
        inside.resize(m_outline.size());
        for (auto id = m_outline.size(); id-- > 1;)
            inside[m_outline.node(id).parent] |=
                (inside[id] | marks[id]) & (BrokenMark | FindingMark);
    }

    std::uint8_t ownMarks(const Entry &entry, const std::vector<std::uint32_t> &users) const
    {
        if (entry.kind == EntryKind::Ref)
            return RepeatedMark;
        const Tensor *tensor = m_checkpoint.tensor(entry);
        if (!tensor)
            return 0;
        const bool shared = tensor->storage != noIndex && users[tensor->storage] > 1;
        return static_cast<std::uint8_t>((shared ? SharedMark : 0) |
                                         (tensor->broken.empty() ? 0 : BrokenMark));
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
    std::unordered_set<std::uint32_t> m_models; // to be shown by their state dict
    std::vector<Member> m_members;
    std::deque<Group> m_groups; // in the order of their nodes
};

Result<Outline> Outline::build(const Checkpoint &checkpoint, ModelView view, const Job *job)
{
    if (checkpoint.entries.empty())
        return makeError(ErrorCode::Corrupt, "the file holds no object at all");
    return OutlineBuilder(checkpoint, view, job).run();
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

bool Outline::isStateDict(std::uint32_t id) const
{
    return std::binary_search(m_models.begin(), m_models.end(), id);
}

NamedEntry Outline::nameInStateDict(std::uint32_t id) const
{
    std::string name;
    for (; id != 0 && !m_nodes[id].label.empty(); id = m_nodes[id].parent) {
        name = std::string(m_nodes[id].label) + (name.empty() ? "" : "." + name);
        if (isStateDict(m_nodes[id].parent))
            return {name, m_nodes[m_nodes[id].parent].entry};
    }
    return {};
}

std::string Outline::pathText(const Checkpoint &checkpoint, std::uint32_t id) const
{
    std::string text;
    for (; id != 0; id = m_nodes[id].parent) {
        const OutlineNode &row = m_nodes[id];
        // Of an entry, a part of a name is joined to the parts before it by a dot.
        const bool part = m_nodes[row.parent].entry == noIndex;
        const auto step = row.label.empty() ? stepText(checkpoint.entry(row.entry).step)
                                            : stepText({StepKind::Key, row.label, 0});
        text = (row.parent == 0 ? "" : part ? "." : "/") + step + text;
    }
    return text;
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
