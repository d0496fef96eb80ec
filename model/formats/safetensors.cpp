// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/findinglist.h"
#include "model/checkpoint/build.h"
#include "model/formats/archives.h"
#include "model/formats/safetensorsheader.h"
#include "model/formats/streamreading.h"
#include "model/formats/tensorgraph.h"

#include <algorithm>
#include <limits>
#include <unordered_map>

namespace lens {

namespace {

// The storage of each tensor is its slice of the buffer; the key is the tensor's name.
class SafetensorsResolver final : public StorageResolver
{
public:
    SafetensorsResolver(SourcePtr source, const SafetensorsHeader &header)
        : m_source(std::move(source))
        , m_buffer(header.buffer)
    {
        for (const SafetensorsEntry &entry : header.entries)
            m_entries.emplace(entry.name, &entry);
    }
    void locate(Storage &storage) override
    {
        const auto found = m_entries.find(storage.key);
        if (found == m_entries.end())
            return;
        storage.offset = m_buffer + found->second->begin;
        auto bytes = subSource(m_source, storage.offset, found->second->end - found->second->begin);
        if (bytes) // the header was checked against the size of the file
            storage.bytes = *std::move(bytes);
    }

private:
    const SourcePtr m_source;
    const std::uint64_t m_buffer;
    std::unordered_map<std::string_view, const SafetensorsEntry *> m_entries;
};

bool fitsTorch(const SafetensorsEntry &entry)
{
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
    return std::all_of(entry.shape.begin(), entry.shape.end(),
                       [](std::uint64_t size) { return size <= most; });
}

// The element type torch has for an entry, and its shape. F4 counts values, torch counts the bytes
// that hold two of them. Nothing when torch has no such tensor.
std::optional<DType> torchType(const SafetensorsEntry &entry, std::vector<std::int64_t> &shape)
{
    const auto dtype = dtypeFromSafetensors(entry.dtype);
    if (!dtype || !fitsTorch(entry))
        return std::nullopt;
    shape.assign(entry.shape.begin(), entry.shape.end());
    const std::int64_t packed = *dtype == DType::Float4E2M1FNx2 ? 2 : 1;
    if (packed <= 1)
        return dtype;
    if (shape.empty() || shape.back() % packed != 0)
        return std::nullopt;
    shape.back() /= packed;
    return dtype;
}

// Elements that torch has no type for are shown as their bytes.
TensorDescription describe(const SafetensorsEntry &entry, FindingList &findings)
{
    TensorDescription tensor;
    tensor.nbytes = entry.end - entry.begin;
    tensor.dtype = torchType(entry, tensor.shape).value_or(DType::Undefined);
    if (tensor.dtype != DType::Undefined)
        return tensor;
    tensor.dtype = DType::UInt8;
    tensor.shape = {static_cast<std::int64_t>(tensor.nbytes)};
    findings.add("safetensors.opaque-dtype", Severity::Note,
                 "PyTorch has no tensor for this " + entry.dtype + "; it is shown as its bytes.",
                 entry.name);
    return tensor;
}

pickle::Ref metadataAttribute(TensorGraph &tensors, pickle::Graph &graph,
                              const SafetensorsHeader &header)
{
    std::vector<pickle::Ref> items;
    for (const auto &[key, value] : *header.metadata) {
        items.push_back(tensors.text(graph.keep(key)));
        items.push_back(tensors.text(graph.keep(value)));
    }
    return tensors.dict(items);
}

void fillGraph(Checkpoint &checkpoint, const SafetensorsHeader &header, FindingList &findings)
{
    pickle::Graph &graph = checkpoint.graph;
    TensorGraph tensors(graph);
    std::vector<pickle::Ref> items, attributes;
    for (const SafetensorsEntry &entry : header.entries) {
        TensorDescription tensor = describe(entry, findings);
        tensor.key = graph.keep(entry.name);
        items.push_back(tensors.text(tensor.key));
        items.push_back(tensors.tensor(tensor));
    }
    if (header.metadata)
        attributes = {tensors.text("__metadata__"), metadataAttribute(tensors, graph, header)};
    checkpoint.root = tensors.stateDict(std::move(items), std::move(attributes));
}

} // namespace

Result<CheckpointPtr> openSafetensors(SourcePtr source, std::shared_ptr<const File> file,
                                      std::string name, const Job *job)
{
    LENS_ASSIGN(const SafetensorsHeader header, readSafetensorsHeader(*source));
    auto checkpoint = newCheckpoint(source, std::move(file), std::move(name), "safetensors");
    checkpoint->writer = "safetensors";
    FindingList findings;
    fillGraph(*checkpoint, header, findings);
    SafetensorsResolver resolver(std::move(source), header);
    LENS_CHECK(buildCheckpoint(*checkpoint, resolver, job));
    checkpoint->sites.clear(); // the format says nothing of devices
    for (Finding &finding : findings.take())
        checkpoint->findings.push_back(std::move(finding));
    return CheckpointPtr(std::move(checkpoint));
}

} // namespace lens
