// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/madecheckpoint.h"

namespace lens::test {

MadeCheckpoint::MadeCheckpoint()
{
    m_made->path = "/made/made.pth";
    m_made->format = "zip";
    Entry root;
    root.kind = EntryKind::Dict;
    root.node = m_made->graph.addContainer(pickle::NodeKind::Dict, {});
    m_made->entries.push_back(root);
    m_made->root = {root.node, 0};
    m_made->streams.emplace_back();
}

std::uint32_t MadeCheckpoint::add(std::uint32_t parent, const std::string &key, EntryKind kind,
                                  pickle::NodeId node)
{
    Checkpoint &made = *m_made;
    Entry entry;
    entry.kind = kind;
    entry.node = node;
    entry.parent = parent;
    if (made.entry(parent).kind == EntryKind::List)
        entry.step = {StepKind::Index, {}, made.entry(parent).length};
    else
        entry.step = {StepKind::Key, made.texts.emplace_back(key), 0};
    ++made.entries[parent].length;
    made.entries.push_back(entry);
    return static_cast<std::uint32_t>(made.entries.size() - 1);
}

std::uint32_t MadeCheckpoint::dict(std::uint32_t parent, const std::string &key)
{
    return add(parent, key, EntryKind::Dict,
               m_made->graph.addContainer(pickle::NodeKind::Dict, {}));
}

std::uint32_t MadeCheckpoint::list(std::uint32_t parent, const std::string &key)
{
    return add(parent, key, EntryKind::List,
               m_made->graph.addContainer(pickle::NodeKind::List, {}));
}

std::uint32_t MadeCheckpoint::number(std::uint32_t parent, const std::string &key,
                                     std::int64_t value)
{
    return add(parent, key, EntryKind::Int, m_made->graph.addInt(value));
}

std::uint32_t MadeCheckpoint::text(std::uint32_t parent, const std::string &key,
                                   const std::string &value)
{
    const auto kept = m_made->graph.keep(value);
    return add(parent, key, EntryKind::Str, m_made->graph.addText(pickle::NodeKind::Str, kept));
}

std::uint32_t MadeCheckpoint::tensor(std::uint32_t parent, const std::string &key,
                                     std::vector<std::int64_t> shape, const std::string &device,
                                     const std::vector<float> &values)
{
    Checkpoint &made = *m_made;
    const auto at = static_cast<std::uint32_t>(made.storages.size());
    Tensor tensor;
    tensor.dtype = DType::Float32;
    tensor.shape = std::move(shape);
    tensor.stride.resize(tensor.shape.size());
    std::int64_t step = 1;
    for (std::size_t axis = tensor.shape.size(); axis-- > 0;) {
        tensor.stride[axis] = step;
        step *= tensor.shape[axis];
    }
    tensor.storage = at;
    tensor.device = device;
    tensor.type = "torch.Tensor";

    Storage storage;
    storage.key = std::to_string(at);
    storage.dtype = DType::Float32;
    storage.location = device;
    storage.numel = static_cast<std::uint64_t>(step);
    storage.nbytes = storage.numel * sizeof(float);
    const auto *first = reinterpret_cast<const char *>(values.data());
    if (!values.empty())
        storage.bytes = memorySource(std::string(first, first + values.size() * sizeof(float)));
    made.storages.push_back(std::move(storage));

    const auto node = made.graph.addPersistent({});
    DeviceSite site;
    site.tag = device;
    site.storage = at;
    site.owner = node;
    made.sites.push_back(site);
    const auto index = static_cast<std::uint32_t>(made.tensors.size());
    made.tensorOf[node] = index;
    made.tensors.push_back(std::move(tensor));
    const auto entry = add(parent, key, EntryKind::Tensor, node);
    made.entries[entry].index = index;
    return entry;
}

std::uint32_t MadeCheckpoint::tied(std::uint32_t parent, const std::string &key, std::uint32_t of)
{
    Checkpoint &made = *m_made;
    const auto node = made.graph.addPersistent({});
    const auto index = static_cast<std::uint32_t>(made.tensors.size());
    made.tensors.push_back(Tensor(made.tensors[made.entries[of].index]));
    made.tensorOf[node] = index;
    const auto entry = add(parent, key, EntryKind::Tensor, node);
    made.entries[entry].index = index;
    return entry;
}

std::uint32_t MadeCheckpoint::reference(std::uint32_t parent, const std::string &key,
                                        std::uint32_t target)
{
    const auto entry = add(parent, key, EntryKind::Ref, m_made->entries[target].node);
    m_made->entries[entry].target = target;
    return entry;
}

void MadeCheckpoint::finding(std::uint32_t entry)
{
    Finding finding;
    finding.id = "tensor.out-of-range";
    finding.severity = Severity::Error;
    finding.text = "made";
    finding.entry = entry;
    m_made->findings.push_back(std::move(finding));
}

CheckpointPtr MadeCheckpoint::finish()
{
    auto &entries = m_made->entries;
    for (std::uint32_t i = 0; i < entries.size(); ++i)
        entries[i].end = i + 1;
    for (auto i = static_cast<std::uint32_t>(entries.size()); i-- > 1;)
        entries[entries[i].parent].end = std::max(entries[entries[i].parent].end, entries[i].end);
    return m_made;
}

} // namespace lens::test
