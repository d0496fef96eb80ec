// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/interpreter.h"
#include "model/checkpoint/persistentid.h"

#include "model/base/text.h"

namespace lens {

using pickle::NodeId;
using pickle::NodeKind;
using pickle::Ref;

Result<void> Interpreter::findStorages(const Job *job)
{
    std::vector<NodeId> ids;
    for (NodeId node = 0; node < c.graph.size(); ++node) {
        if (c.graph.kind(node) == NodeKind::Persistent)
            ids.push_back(node);
    }
    c.sites.reserve(c.sites.size() + ids.size());
    c.storageOf.reserve(c.storageOf.size() + ids.size());
    m_storageByKey.reserve(ids.size());
    for (NodeId node : ids) {
        if (job)
            LENS_CHECK(job->check());
        persistent(node);
    }
    return {};
}

// One persistent id: its storage and the place of its tag.
void Interpreter::persistent(NodeId node)
{
    const Ref pid = c.graph.pid(node);
    if (!isStorageId(c.graph, pid)) {
        if (!c.storageOf.contains(node) && !c.tensorOf.contains(node) &&
            !c.classOf.contains(node) && !m_resolver.resolveOther(c, node, pid))
            finding("pickle.unknown-persistent-id", Severity::Warning,
                    "a persistent id that names no storage; it is kept as it is", pid);
        return;
    }
    auto id = storageId(c.graph, pid);
    if (!id) {
        finding("tensor.bad-storage-id", Severity::Error, id.error().text(), pid);
        return;
    }
    const auto placed = c.storageOf.find(node);
    const std::uint32_t index = placed != c.storageOf.end() ? placed->second : storageFor(*id, pid);
    c.storageOf[node] = index;
    const std::uint32_t stream = streamOf(node);
    if (id->locationAt && stream != noIndex)
        c.sites.push_back(
            {DeviceSite::Kind::Storage, stream, id->locationAt, id->location, index, node});
}

// The storage with the key of this id, made at the first of them.
std::uint32_t Interpreter::storageFor(const StorageId &id, Ref pid)
{
    const auto [found, isNew] =
        m_storageByKey.try_emplace(id.key, static_cast<std::uint32_t>(c.storages.size()));
    if (isNew) {
        Storage storage = storageNamed(id);
        m_resolver.locate(storage);
        c.storages.push_back(std::move(storage));
        return found->second;
    }
    const Storage &first = c.storages[found->second];
    if (first.dtype != id.dtype || first.numel != id.numel)
        finding("tensor.storage-conflict", Severity::Error,
                "storage '" + escaped(id.key, 80) +
                    "' is named again with another dtype or size; PyTorch uses the first",
                pid);
    return found->second;
}

std::uint32_t Interpreter::storageIndex(NodeId node)
{
    const auto found = c.storageOf.find(resolved(node));
    return found == c.storageOf.end() ? noIndex : found->second;
}

void Interpreter::deviceSite(DeviceSite::Kind kind, NodeId deviceCall, NodeId owner)
{
    const Ref args = c.graph.args(deviceCall);
    const std::uint32_t stream = streamOf(deviceCall);
    const auto tag = device({deviceCall, 0});
    if (!tag || stream == noIndex)
        return;
    const auto [found, isNew] =
        m_deviceSites.try_emplace(deviceCall, static_cast<std::uint32_t>(c.sites.size()));
    if (isNew)
        c.sites.push_back({kind, stream, args, *tag, noIndex, owner});
    else if (kind != DeviceSite::Kind::Device)
        c.sites[found->second] = {kind, stream, args, *tag, noIndex, owner};
}

// torch.device calls come before what takes them, so a later owner replaces "a user's value".
void Interpreter::findDeviceSites()
{
    const std::size_t count = c.graph.size();
    for (NodeId node = 0; node < count; ++node) {
        const Known callable = knownCallable(node);
        if (callable == Known::Unknown)
            continue;
        const auto args = tuple(c.graph.args(node));
        if (callable == Known::TorchDevice)
            deviceSite(DeviceSite::Kind::Device, node, node);
        else if (callable == Known::TorchGenerator && !args.empty() && device(args[0]))
            deviceSite(DeviceSite::Kind::Generator, args[0].node, node);
        else if (callable == Known::DeviceMesh)
            meshSites(node);
        else
            rebuildSite(node);
    }
}

void Interpreter::textSite(DeviceSite::Kind kind, Ref text, NodeId owner)
{
    const auto tag = string(text);
    const std::uint32_t stream = streamOf(owner);
    if (tag && stream != noIndex)
        c.sites.push_back({kind, stream, text, std::string(*tag), noIndex, owner});
}

void Interpreter::meshSites(NodeId node)
{
    for (Ref state : c.graph.extra(node).states)
        textSite(DeviceSite::Kind::Spec, dictValue(state, "_device_type"), node);
}

// (array or cpu tensor, dtype, device text, …), itself or as the function of a subclass.
void Interpreter::rebuildSite(NodeId node)
{
    Known function = knownCallable(node);
    auto args = tuple(c.graph.args(node));
    const bool fromType =
        function == Known::RebuildFromTypeV2 || function == Known::RebuildFromType;
    if (fromType && args.size() > 2) {
        function = known(args[0].node);
        args = tuple(args[2]);
    }
    const bool onDevice =
        function == Known::RebuildDeviceFromNumpy || function == Known::RebuildDeviceFromCpu;
    if (onDevice && args.size() > 2)
        textSite(DeviceSite::Kind::Rebuild, args[2], node);
}

} // namespace lens
