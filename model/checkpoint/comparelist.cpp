// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/comparelist.h"

#include "model/base/text.h"
#include "model/checkpoint/comparepair.h"
#include "model/checkpoint/glob.h"
#include "model/checkpoint/statedict.h"
#include "model/checkpoint/walk.h"

namespace lens {

namespace {

// Paths of nested entries repeat those of their parents; a hostile file can nest without end.
constexpr std::uint64_t mostPathBytes = 1ull << 30;
// Refs that are listed again at their place can at most multiply the file by this.
constexpr std::uint64_t mostExpansion = 4;

bool isSet(EntryKind kind) { return kind == EntryKind::Set || kind == EntryKind::FrozenSet; }

// Lists one side with an explicit stack.
class Lister
{
public:
    Lister(const Checkpoint &checkpoint, const ListOptions &options)
        : m_checkpoint(checkpoint)
        , m_options(options)
    {}

    Result<std::vector<CompareItem>> list() &&
    {
        if (m_options.stateDict)
            LENS_CHECK(listStateDict());
        else
            LENS_CHECK(listTree());
        return std::move(m_items);
    }

private:
    struct Waiting
    {
        std::uint32_t entry, parent;
    };

    Result<void> listStateDict()
    {
        const std::uint32_t root = m_options.root == 0 ? mainModel(m_checkpoint) : m_options.root;
        const std::vector<NamedEntry> names = stateDict(m_checkpoint, root);
        if (names.empty())
            return makeError(ErrorCode::InvalidEdit, "no state dict and no model was found here")
                .in(m_checkpoint.path)
                .advise("Name the entry that holds it.");
        for (const NamedEntry &named : names) {
            CompareItem item;
            item.entry = named.entry;
            item.path = named.name;
            item.kind = StepKind::Key;
            setName(item, named.name, 0);
            if (!isIgnored(item))
                m_items.push_back(std::move(item));
        }
        return {};
    }

    Result<void> listTree()
    {
        CompareItem root;
        root.entry = m_options.root;
        root.path = m_checkpoint.pathText(m_options.root);
        root.named = !root.path.empty();
        m_items.push_back(std::move(root));
        m_items.reserve(std::max(1u, m_checkpoint.entries[m_options.root].end - m_options.root));
        pushChildren(0);
        const std::uint64_t most = mostExpansion * m_checkpoint.entries.size() + 1000;
        while (!m_waiting.empty()) {
            const Waiting next = m_waiting.back();
            m_waiting.pop_back();
            if (m_pathBytes > mostPathBytes || m_items.size() > most)
                return makeError(ErrorCode::Limit, "the names here are too long to be compared")
                    .in(m_checkpoint.path)
                    .advise("Compare a part of it.");
            add(next);
        }
        return {};
    }

    void add(const Waiting &next)
    {
        CompareItem item = itemOf(next);
        if (isIgnored(item))
            return;
        m_pathBytes += item.path.size() + item.name.size();
        m_items.push_back(std::move(item));
        const auto index = static_cast<std::uint32_t>(m_items.size() - 1);
        if (m_checkpoint.entries[next.entry].kind != EntryKind::Ref || mayExpand(index))
            pushChildren(index);
    }

    // A Ref inside what it shows would be listed for ever.
    bool mayExpand(std::uint32_t index) const
    {
        if (!m_options.expanded.contains(m_items[index].entry))
            return false;
        const std::uint32_t target = m_checkpoint.resolved(m_items[index].entry);
        for (std::uint32_t i = m_items[index].parent; i != noIndex; i = m_items[i].parent) {
            if (m_checkpoint.resolved(m_items[i].entry) == target)
                return false;
        }
        return true;
    }

    void pushChildren(std::uint32_t index)
    {
        const std::size_t first = m_waiting.size();
        for (const std::uint32_t child : Children(m_checkpoint, m_items[index].entry))
            m_waiting.push_back({child, index});
        // The last pushed is taken first.
        std::reverse(m_waiting.begin() + static_cast<std::ptrdiff_t>(first), m_waiting.end());
    }

    CompareItem itemOf(const Waiting &next) const
    {
        const CompareItem &parent = m_items[next.parent];
        const Entry &entry = m_checkpoint.entries[next.entry];
        const std::string step = stepText(entry.step);
        CompareItem item;
        item.entry = next.entry;
        item.parent = next.parent;
        item.kind = entry.step.kind;
        item.path.reserve(parent.path.size() + 1 + step.size());
        item.path.append(parent.path);
        const bool isBelowEmptyKey = parent.path.empty() && parent.kind != StepKind::Root;
        if (!item.path.empty() || isBelowEmptyKey)
            item.path += '/';
        item.path += step;
        const std::string alias = aliasOf(parent, next.entry);
        if (parent.named || !alias.empty() || !m_options.map->changesNothing()) {
            // A map sees each name as it was before it changed the parent's.
            std::string name = parent.written.empty() ? std::string(parent.text()) : parent.written;
            if (!name.empty() || isBelowEmptyKey)
                name += '/';
            const std::size_t lastStep = name.size();
            setName(item, name.append(alias.empty() ? step : alias), lastStep);
        }
        return item;
    }

    // What an entry is aligned by instead of its step.
    std::string aliasOf(const CompareItem &parent, std::uint32_t entry) const
    {
        if (const auto name = m_options.stateNames.find(entry); name != m_options.stateNames.end())
            return name->second;
        return isSet(shown(m_checkpoint, parent.entry).kind) ? scalarText(m_checkpoint, entry)
                                                             : std::string();
    }

    void setName(CompareItem &item, std::string name, std::size_t lastStep) const
    {
        item.named = true;
        m_options.map->strip(name, lastStep);
        item.name = m_options.map->mapped(name, lastStep);
        if (item.name != name)
            item.written = std::move(name);
    }

    bool isIgnored(const CompareItem &item) const
    {
        return std::ranges::any_of(*m_options.ignore, [&item](const std::string &glob) {
            return globMatches(glob, item.path) || (item.named && globMatches(glob, item.name));
        });
    }

    const Checkpoint &m_checkpoint;
    const ListOptions &m_options;
    std::vector<CompareItem> m_items;
    std::vector<Waiting> m_waiting;
    std::uint64_t m_pathBytes = 0;
};

// A map that sends two names to one would compare one of them with the wrong partner.
Result<void> checkUnique(const std::vector<CompareItem> &items)
{
    std::unordered_map<CompareKey, const CompareItem *, CompareKeyHash> seen;
    for (const CompareItem &item : items) {
        const auto [found, isNew] = seen.emplace(item.key(), &item);
        if (!isNew && found->second->path != item.path)
            return makeError(ErrorCode::InvalidEdit,
                             escaped(found->second->path, 200) + " and " + escaped(item.path, 200) +
                                 " would both be named " + escaped(item.text(), 200))
                .advise("Make the map or the prefix more exact.");
    }
    return {};
}

} // namespace

Result<std::vector<CompareItem>> listForCompare(const Checkpoint &checkpoint,
                                                const ListOptions &options)
{
    LENS_ASSIGN(auto items, Lister(checkpoint, options).list());
    if (!options.map->changesNothing())
        LENS_CHECK(checkUnique(items));
    return items;
}

} // namespace lens
