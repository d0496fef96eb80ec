// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/text.h"
#include "model/checkpoint/retagscope.h"
#include "model/checkpoint/walk.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace lens {

namespace {

using Kind = DeviceSite::Kind;

// What a sub-tree holds, shared objects that were shown elsewhere included.
struct Reach
{
    bool everything = false;
    std::unordered_set<pickle::NodeId> nodes;
    std::unordered_set<std::uint32_t> storages;

    bool holds(const DeviceSite &site) const
    {
        if (everything)
            return true;
        return site.kind == Kind::Storage ? storages.contains(site.storage)
                                          : nodes.contains(site.owner);
    }
};

// The tensors of scales and zero points are no entries; they must lie where their tensor does.
void reachScales(const Checkpoint &checkpoint, const Tensor &tensor, Reach &reach)
{
    if (!tensor.quantization)
        return;
    for (const pickle::NodeId node :
         {tensor.quantization->scales, tensor.quantization->zeroPoints}) {
        const auto found = checkpoint.tensorOf.find(node);
        if (found != checkpoint.tensorOf.end())
            reach.storages.insert(checkpoint.tensors[found->second].storage);
    }
}

void reachEntry(const Checkpoint &checkpoint, const Entry &entry, Reach &reach)
{
    reach.nodes.insert(entry.node);
    if (entry.kind == EntryKind::Storage)
        reach.storages.insert(entry.index);
    const Tensor *tensor = checkpoint.tensor(entry);
    if (!tensor)
        return;
    reach.storages.insert(tensor->storage);
    reachScales(checkpoint, *tensor, reach);
    // A Parameter is a call around the call that rebuilds its tensor.
    if (checkpoint.graph.kind(entry.node) == pickle::NodeKind::Call) {
        const auto args = checkpoint.graph.items(checkpoint.graph.args(entry.node).node);
        if (!args.empty())
            reach.nodes.insert(args.front().node);
    }
}

Reach reachOf(const Checkpoint &checkpoint, const std::vector<std::uint32_t> &roots, const Job &job)
{
    Reach reach;
    reach.everything = roots.empty() || std::ranges::count(roots, 0u) > 0;
    std::vector<std::uint32_t> waiting = roots;
    std::unordered_set<std::uint32_t> seen;
    while (!waiting.empty() && !reach.everything) {
        const std::uint32_t start = checkpoint.resolved(waiting.back());
        waiting.pop_back();
        if (!seen.insert(start).second)
            continue;
        const std::uint32_t end = std::max(start + 1, checkpoint.entries[start].end);
        for (std::uint32_t i = start; i < end && !job.cancelled(); ++i) {
            reachEntry(checkpoint, checkpoint.entries[i], reach);
            if (checkpoint.entries[i].kind == EntryKind::Ref)
                waiting.push_back(i);
        }
    }
    reach.storages.erase(noIndex);
    return reach;
}

bool isOnRequest(const DeviceSite &site)
{
    return site.kind == Kind::Device || site.kind == Kind::Spec;
}

// The new tag of a site, or nothing when the request does not speak of it. The exact tag comes
// before its backend: "cuda:1" before "cuda".
const std::string *newTag(const RetagRequest &request, const std::string &tag)
{
    if (!request.all.empty())
        return &request.all;
    auto found = request.map.find(tag);
    if (found == request.map.end() && !request.exact)
        found = request.map.find(tag.substr(0, tag.find(':')));
    return found == request.map.end() ? nullptr : &found->second;
}

bool isTagOrBackend(const std::string &asked, const std::string &tag)
{
    return asked == tag || (tag.starts_with(asked) && tag[asked.size()] == ':');
}

std::string quoted(const std::string &tag) { return reprString(escaped(tag, 60)); }

std::string joined(const std::set<std::string> &tags)
{
    if (tags.empty())
        return "no device tags";
    std::vector<std::string> sorted(tags.begin(), tags.end());
    std::ranges::sort(sorted, naturalLess);
    std::string text;
    for (const std::string &tag : sorted)
        text += (text.empty() ? "" : ", ") + escaped(tag, 60);
    return text;
}

Result<void> checkTarget(const std::string &tag)
{
    if (isDeviceTag(tag))
        return {};
    const char *why = tag == "meta" ? "nothing can be loaded on the device 'meta'"
                                    : "this is no device tag that PyTorch could read";
    return makeError(ErrorCode::InvalidEdit, why)
        .in(quoted(tag))
        .advise("Use a tag like cpu, cuda:0, mps or xpu:1.");
}

Result<void> checkRequest(const RetagRequest &request)
{
    if (request.all.empty() && request.map.empty())
        return makeError(ErrorCode::InvalidEdit, "no device tag is given")
            .advise("Name one for all tensors, or pairs like cuda:1=cuda:0.");
    if (!request.all.empty())
        return checkTarget(request.all);
    for (const auto &[from, to] : request.map) {
        if (from == "meta")
            return makeError(ErrorCode::InvalidEdit,
                             "tensors on 'meta' hold no values that could be loaded elsewhere");
        LENS_CHECK(checkTarget(to));
    }
    return {};
}

// With what is pending; a tag that is set to nothing is the one as saved.
const std::string &tagNow(const Checkpoint &checkpoint, std::uint32_t site, const EditSet &pending)
{
    const auto edit = pending.devices.find(site);
    return edit == pending.devices.end() ? checkpoint.sites[site].tag : edit->second;
}

// Every tag of the map must mean something here, or it was mistyped.
Result<void> checkSources(const Checkpoint &checkpoint, const RetagRequest &request,
                          const Reach &reach, const EditSet &pending, const Job &job)
{
    std::set<std::string> present, onRequest;
    for (std::uint32_t i = 0; i < checkpoint.sites.size() && !job.cancelled(); ++i) {
        const DeviceSite &site = checkpoint.sites[i];
        if (reach.holds(site))
            (isOnRequest(site) && !request.deviceObjects ? onRequest : present)
                .insert(tagNow(checkpoint, i, pending));
    }
    for (const auto &change : request.map) {
        const std::string &from = change.first;
        const auto meant = [&](const std::string &tag) {
            return request.exact ? tag == from : isTagOrBackend(from, tag);
        };
        if (std::ranges::any_of(present, meant))
            continue;
        auto error = makeError(ErrorCode::InvalidEdit, "nothing here is tagged " + quoted(from));
        if (std::ranges::any_of(onRequest, meant))
            return std::move(error).advise(
                "Only torch.device values are: ask for device objects to be changed too.");
        return std::move(error).advise("Found: " + joined(present) + ".");
    }
    return {};
}

std::string countOf(std::uint64_t count, const char *one, const char *many)
{
    return count == 1 ? std::string("1 ") + one : grouped(count) + " " + many;
}

// Makes the plan site by site and remembers what its notes and counts need.
class Planner
{
public:
    Planner(const Checkpoint &checkpoint, const RetagRequest &request, const Reach &reach,
            const EditSet &pending, const Job &job)
        : m_checkpoint(checkpoint)
        , m_request(request)
        , m_reach(reach)
        , m_pending(pending)
        , m_job(job)
    {}
    RetagPlan plan() &&
    {
        for (std::uint32_t i = 0; i < m_checkpoint.sites.size() && !m_job.cancelled(); ++i) {
            if (m_reach.holds(m_checkpoint.sites[i]))
                consider(i);
        }
        countTensors();
        addNotes();
        return std::move(m_plan);
    }

private:
    void consider(std::uint32_t index)
    {
        const DeviceSite &site = m_checkpoint.sites[index];
        const std::string &now = tagNow(m_checkpoint, index, m_pending);
        const bool kept = now == "meta" || (isOnRequest(site) && !m_request.deviceObjects);
        m_plan.changeable += kept ? 0 : 1;
        const std::string *asked = newTag(m_request, now);
        if (!asked)
            return;
        // A mesh names the kind of its devices, without a number.
        const bool kindOnly = site.kind == Kind::Spec && now.find(':') == now.npos;
        const std::string tag = kindOnly ? asked->substr(0, asked->find(':')) : *asked;
        if (tag == now)
            return;
        if (!kept)
            change(index, tag);
        else if (now == "meta")
            ++m_meta;
        else
            ++(site.kind == Kind::Device ? m_devicesLeft : m_specsLeft);
    }

    void change(std::uint32_t index, const std::string &tag)
    {
        const DeviceSite &site = m_checkpoint.sites[index];
        m_plan.edit.devices[index] = tag;
        if (site.kind == Kind::Storage)
            m_storages.insert(site.storage);
        else if (site.kind == Kind::Rebuild)
            m_owners.insert(site.owner);
        else
            ++m_plan.others;
    }

    void countTensors()
    {
        m_storages.erase(noIndex);
        m_plan.storages = m_storages.size();
        for (const std::uint32_t storage : m_storages)
            m_plan.bytes += m_checkpoint.storages[storage].nbytes;
        std::unordered_set<std::uint32_t> moved;
        for (const auto &[node, tensor] : m_checkpoint.tensorOf) {
            if (m_job.cancelled())
                return;
            if (m_owners.contains(node) ||
                m_storages.contains(m_checkpoint.tensors[tensor].storage))
                moved.insert(tensor);
        }
        m_plan.tensors = moved.size();
    }

    void addNotes()
    {
        if (m_meta > 0)
            note(countOf(m_meta, "tensor stays", "tensors stay") +
                 " on meta: there are no values to load");
        if (m_devicesLeft > 0)
            note(countOf(m_devicesLeft, "torch.device value keeps", "torch.device values keep") +
                 " the old device: changed only on request");
        if (m_specsLeft > 0)
            note(countOf(m_specsLeft, "device of a DTensor mesh or spec stays",
                         "devices of DTensor meshes and specs stay") +
                 ": changed only on request");
        noteShared();
    }

    // Storages of the sub-tree that tensors elsewhere look at too: they move with it.
    void noteShared()
    {
        if (m_reach.everything)
            return;
        std::set<std::uint32_t> shared;
        for (std::uint32_t i = 0; i < m_checkpoint.entries.size() && !m_job.cancelled(); ++i) {
            const Tensor *tensor = m_checkpoint.tensor(m_checkpoint.entries[i]);
            if (!tensor || !m_storages.contains(tensor->storage) ||
                m_reach.nodes.contains(m_checkpoint.entries[i].node))
                continue;
            if (shared.insert(tensor->storage).second)
                note("storage " + escaped(m_checkpoint.storages[tensor->storage].key, 60) +
                     " is shared with " + escaped(m_checkpoint.pathText(i), 200) +
                     ", which moves with it");
        }
    }

    void note(std::string text) { m_plan.notes.push_back(std::move(text)); }

    const Checkpoint &m_checkpoint;
    const RetagRequest &m_request;
    const Reach &m_reach;
    const EditSet &m_pending;
    const Job &m_job;
    RetagPlan m_plan;
    std::unordered_set<std::uint32_t> m_storages;
    std::unordered_set<pickle::NodeId> m_owners;
    std::uint64_t m_meta = 0, m_devicesLeft = 0, m_specsLeft = 0;
};

} // namespace

Result<RetagPlan> planRetag(const Checkpoint &checkpoint, const RetagRequest &request)
{
    RetagScope scope;
    if (request.entry != 0)
        scope.entries = {request.entry};
    return planRetag(checkpoint, request, scope);
}

Result<RetagPlan> planRetag(const Checkpoint &checkpoint, const RetagRequest &request,
                            const RetagScope &scope, const Job &job)
{
    const auto isMissing = [&](std::uint32_t entry) { return entry >= checkpoint.entries.size(); };
    if (std::ranges::any_of(scope.entries, isMissing))
        return makeError(ErrorCode::InvalidEdit, "there is no such entry");
    LENS_CHECK(checkRequest(request));
    const Reach reach = reachOf(checkpoint, scope.entries, job);
    const auto sources = request.all.empty()
                             ? checkSources(checkpoint, request, reach, scope.pending, job)
                             : Result<void>();
    LENS_CHECK(job.check()); // what was not looked at is not missing
    LENS_CHECK(sources);
    auto plan = Planner(checkpoint, request, reach, scope.pending, job).plan();
    LENS_CHECK(job.check());
    return plan;
}

RetagEdit withoutNoise(const Checkpoint &checkpoint, RetagEdit edit)
{
    for (auto &[site, tag] : edit.devices)
        if (tag == checkpoint.sites[site].tag)
            tag.clear();
    return edit;
}

std::map<std::string, DeviceCount> devicesOf(const Checkpoint &checkpoint, const RetagScope &scope,
                                             const Job &job)
{
    const Reach reach = reachOf(checkpoint, scope.entries, job);
    std::map<std::string, DeviceCount> counts;
    std::unordered_map<std::uint32_t, std::string_view> byStorage, byTensor;
    for (std::uint32_t i = 0; i < checkpoint.sites.size() && !job.cancelled(); ++i) {
        const DeviceSite &site = checkpoint.sites[i];
        const std::string &tag = tagNow(checkpoint, i, scope.pending);
        if (!reach.holds(site) || tag.empty())
            continue;
        const auto owner = checkpoint.tensorOf.find(site.owner);
        if (site.kind == Kind::Rebuild && owner != checkpoint.tensorOf.end())
            byTensor[owner->second] = tag;
        if (site.kind != Kind::Storage || site.storage == noIndex ||
            !byStorage.emplace(site.storage, tag).second)
            continue;
        ++counts[tag].storages;
        counts[tag].bytes += checkpoint.storages[site.storage].nbytes;
    }
    for (std::uint32_t i = 0; i < checkpoint.tensors.size() && !job.cancelled(); ++i) {
        const auto own = byTensor.find(i);
        const auto stored = byStorage.find(checkpoint.tensors[i].storage);
        if (own != byTensor.end())
            ++counts[std::string(own->second)].tensors;
        else if (stored != byStorage.end())
            ++counts[std::string(stored->second)].tensors;
    }
    return counts;
}

} // namespace lens
