// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/edited.h"

#include "model/checkpoint/retagscope.h"

#include <algorithm>
#include <unordered_map>

namespace lens {
namespace {

const std::string &tagOf(const Checkpoint &checkpoint, const EditSet &edits, std::uint32_t site)
{
    const auto edit = edits.devices.find(site);
    return edit == edits.devices.end() ? checkpoint.sites[site].tag : edit->second;
}

std::vector<std::uint32_t> sitesBetween(const EditSetPtr &a, const EditSetPtr &b)
{
    return a == b ? std::vector<std::uint32_t>() : differingSites(*a, *b);
}

// Changed sites by what shows them. A storage that several tensors read has a site for each.
class ChangedPlaces
{
public:
    ChangedPlaces(const Checkpoint &checkpoint, const std::vector<std::uint32_t> &sites)
        : m_checkpoint(checkpoint)
        , m_taken(checkpoint.sites.size())
    {
        for (const auto index : sites) {
            const DeviceSite &site = checkpoint.sites[index];
            const auto tensor = checkpoint.tensorOf.find(site.owner);
            const bool first = site.kind == DeviceSite::Kind::Storage
                                   ? m_ofStorage.emplace(site.storage, index).second
                               : tensor != checkpoint.tensorOf.end()
                                   ? m_ofTensor.emplace(tensor->second, index).second
                                   : m_ofOwner.emplace(site.owner, index).second;
            if (first)
                m_sites.push_back(index);
        }
        m_ofStorage.erase(noIndex);
    }

    // The changed site that decides about an entry; noIndex for an unchanged one.
    std::uint32_t take(const Entry &entry)
    {
        const Tensor *tensor = m_checkpoint.tensor(entry);
        auto site = entry.kind == EntryKind::Storage ? valueOf(m_ofStorage, entry.index)
                    : entry.kind == EntryKind::Ref   ? noIndex
                    : tensor                         ? valueOf(m_ofTensor, entry.index)
                                                     : valueOf(m_ofOwner, entry.node);
        if (tensor && site == noIndex)
            site = valueOf(m_ofStorage, tensor->storage);
        if (site != noIndex)
            m_taken[site] = true;
        return site;
    }
    // Those that no entry took.
    std::vector<std::uint32_t> unseen() const
    {
        std::vector<std::uint32_t> sites;
        for (const auto site : m_sites)
            if (!m_taken[site])
                sites.push_back(site);
        std::ranges::sort(sites);
        return sites;
    }

private:
    using SiteOf = std::unordered_map<std::uint32_t, std::uint32_t>;
    static std::uint32_t valueOf(const SiteOf &sites, std::uint32_t key)
    {
        const auto found = sites.find(key);
        return found == sites.end() ? noIndex : found->second;
    }

    const Checkpoint &m_checkpoint;
    SiteOf m_ofStorage, m_ofTensor, m_ofOwner;
    std::vector<std::uint32_t> m_sites;
    std::vector<bool> m_taken; // by site
};

std::vector<PendingChange> pendingChanges(const EditBase &base, const Edited &edited)
{
    const Checkpoint &checkpoint = *base.checkpoint;
    std::vector<PendingChange> changes;
    ChangedPlaces places(checkpoint, sitesBetween(edited.saved, edited.now));
    const auto add = [&](std::uint32_t entry, std::uint32_t site) {
        changes.push_back(
            {entry, tagOf(checkpoint, *edited.saved, site), tagOf(checkpoint, *edited.now, site)});
    };
    for (std::uint32_t node = 0; node < base.outline->size(); ++node) {
        const auto entry = base.outline->node(node).entry;
        if (entry == noIndex)
            continue;
        if (const auto site = places.take(checkpoint.entry(entry)); site != noIndex)
            add(entry, site);
    }
    for (const auto site : places.unseen())
        add(0, site);
    return changes;
}

std::vector<bool> changedInside(const EditBase &base, const Edited &edited)
{
    const Outline &outline = *base.outline;
    std::vector<bool> inside(outline.size());
    const auto isChanged = [&](std::uint32_t entry) {
        if (entry == noIndex || !base.checkpoint->tensor(base.checkpoint->entry(entry)))
            return false;
        const auto tensor = base.checkpoint->entry(entry).index;
        return edited.devices->tagOf(tensor) != edited.savedDevices->tagOf(tensor);
    };
    for (auto node = outline.size(); node-- > 1;)
        if (inside[node] || isChanged(outline.node(node).entry))
            inside[outline.node(node).parent] = true;
    return inside;
}

std::shared_ptr<const DeviceMap> devicesWith(const EditBase &base, const EditSetPtr &edits)
{
    if (edits->empty())
        return base.opened;
    if (base.before && edits == base.before->now)
        return base.before->devices;
    if (base.before && edits == base.before->saved)
        return base.before->savedDevices;
    return std::make_shared<DeviceMap>(*base.checkpoint, *base.outline, *edits);
}

EditSetPtr knownAs(const std::vector<EditSetPtr> &known, EditSetPtr edits)
{
    const auto same = std::ranges::find_if(
        known, [&](const EditSetPtr &other) { return other == edits || *other == *edits; });
    return same == known.end() ? std::move(edits) : *same;
}

} // namespace

bool isEditedAtOnce(const Checkpoint &checkpoint)
{
    constexpr std::size_t few = 5'000;
    return checkpoint.sites.size() <= few && checkpoint.entries.size() <= few;
}

EditedPtr makeEdited(const EditBase &base, EditSetPtr saved, EditSetPtr now)
{
    auto made = std::make_shared<Edited>();
    made->saved = std::move(saved);
    const bool same = now == made->saved || *now == *made->saved;
    made->now = same ? made->saved : knownAs(base.known, std::move(now));
    made->savedDevices = devicesWith(base, made->saved);
    made->devices = same ? made->savedDevices : devicesWith(base, made->now);
    if (base.before) {
        made->moved = sitesBetween(base.before->now, made->now);
        const auto saves = sitesBetween(base.before->saved, made->saved);
        made->moved.insert(made->moved.end(), saves.begin(), saves.end());
    }
    if (same)
        return made;
    made->changes = pendingChanges(base, *made);
    made->changedInside = changedInside(base, *made);
    return made;
}

EditSetPtr withEdit(const Checkpoint &checkpoint, const EditSet &edits, const RetagEdit &edit)
{
    auto next = std::make_shared<EditSet>(edits);
    apply(*next, withoutNoise(checkpoint, edit));
    return next;
}

} // namespace lens
