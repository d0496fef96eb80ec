// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/summary.h"

#include "model/base/dtype.h"
#include "model/checkpoint/models.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_map>

namespace lens {

namespace {

bool isPart(const Checkpoint &checkpoint, const Entry &entry)
{
    return entry.parent != noIndex && checkpoint.entry(entry.parent).kind == EntryKind::Tensor;
}

struct Interval
{
    std::uint64_t begin = 0, end = 0;
};

// First and last byte in its storage. The geometry was checked when the checkpoint was built.
Interval extentOf(const Tensor &tensor)
{
    if (tensor.numel() == 0)
        return {};
    std::uint64_t last = 0;
    for (std::size_t axis = 0; axis < tensor.shape.size() && axis < tensor.stride.size(); ++axis)
        last += static_cast<std::uint64_t>(tensor.shape[axis] - 1) * tensor.stride[axis];
    const DTypeInfo &type = info(tensor.dtype);
    const unsigned packed = std::max<unsigned>(type.valuesPerItem, 1);
    const std::uint64_t begin = tensor.storageOffset;
    return {begin / packed * type.itemSize, ((begin + last) / packed + 1) * type.itemSize};
}

std::uint64_t unionLength(std::vector<Interval> intervals)
{
    std::sort(intervals.begin(), intervals.end(),
              [](const Interval &a, const Interval &b) { return a.begin < b.begin; });
    std::uint64_t length = 0, covered = 0;
    for (const Interval &interval : intervals) {
        const std::uint64_t begin = std::max(interval.begin, covered);
        length += interval.end > begin ? interval.end - begin : 0;
        covered = std::max(covered, interval.end);
    }
    return length;
}

// Both its span and its elements bound what a tensor looks at: a column of a matrix spans it all,
// an expanded tensor has more elements than bytes.
class StorageUse
{
public:
    void add(const Tensor &tensor)
    {
        const Interval extent = extentOf(tensor);
        m_extents.push_back(extent);
        m_counted += std::min(extent.end - extent.begin, tensor.nbytes());
    }
    // Of each tensor by itself, and of all together.
    std::uint64_t counted() const { return m_counted; }
    std::uint64_t bytes() && { return std::min(unionLength(std::move(m_extents)), m_counted); }

private:
    std::vector<Interval> m_extents;
    std::uint64_t m_counted = 0;
};

bool isStored(const Tensor &tensor) { return tensor.storage != noIndex && tensor.broken.empty(); }

// Sums the parameters of models, each weight once however often it is named.
class ParameterCount
{
public:
    explicit ParameterCount(const Checkpoint &checkpoint)
        : m_checkpoint(checkpoint)
    {}

    // A whole model says which tensors are parameters; a state dict does not, there the buffers of
    // normalisation layers and whole numbers are left out.
    void addBelow(std::uint32_t top, bool saysParameters)
    {
        for (std::uint32_t i = top; i < m_checkpoint.entry(top).end; ++i) {
            const Entry &entry = m_checkpoint.entry(i);
            const Tensor *tensor = m_checkpoint.tensor(entry);
            if (!tensor || isPart(m_checkpoint, entry))
                continue;
            if (saysParameters ? tensor->parameter : isWeight(entry, *tensor))
                add(*tensor);
        }
    }
    // TorchScript keeps whole models and no word of what their parameters are.
    bool saysParameters(std::uint32_t top) const
    {
        for (std::uint32_t i = top; i < m_checkpoint.entry(top).end; ++i)
            if (const Tensor *tensor = m_checkpoint.tensor(m_checkpoint.entry(i));
                tensor && tensor->parameter)
                return true;
        return false;
    }
    std::uint64_t count() const { return m_count; }

private:
    static bool isWeight(const Entry &entry, const Tensor &tensor)
    {
        const DTypeInfo &type = info(tensor.dtype);
        // Whole numbers of one byte may be weights that were quantised.
        const bool counts = type.dtypeClass == DTypeClass::Bool ||
                            (type.dtypeClass == DTypeClass::Integer && type.itemSize > 1);
        return !counts && !isBufferName(entry.step.text);
    }

    void add(const Tensor &tensor)
    {
        const bool tied =
            tensor.storage != noIndex &&
            !m_seen.emplace(tensor.storage, tensor.storageOffset, tensor.shape).second;
        m_count += tied ? 0 : tensor.numel();
    }

    const Checkpoint &m_checkpoint;
    std::set<std::tuple<std::uint32_t, std::int64_t, std::vector<std::int64_t>>> m_seen;
    std::uint64_t m_count = 0;
};

std::uint64_t parametersOf(const Checkpoint &checkpoint)
{
    ParameterCount parameters(checkpoint);
    bool anyModel = false;
    std::uint32_t done = 0; // a model inside a model was counted with it
    for (const Role &role : checkpoint.roles) {
        const bool isModel =
            role.role == "state_dict" || role.role == "model" || role.role == "adapter";
        if (!isModel || role.entry < done)
            continue;
        parameters.addBelow(role.entry,
                            role.role == "model" && parameters.saysParameters(role.entry));
        done = checkpoint.entry(role.entry).end;
        anyModel = true;
    }
    if (!anyModel && !checkpoint.entries.empty())
        parameters.addBelow(0, true);
    return parameters.count();
}

} // namespace

std::uint64_t ownBytes(const Tensor &tensor)
{
    const bool has = tensor.storage != noIndex || (tensor.numpy && tensor.parts.empty());
    return has ? tensor.nbytes() : 0;
}

std::vector<std::uint64_t> usedBytes(const Checkpoint &checkpoint)
{
    std::vector<StorageUse> uses(checkpoint.storages.size());
    for (const Tensor &tensor : checkpoint.tensors)
        if (isStored(tensor))
            uses[tensor.storage].add(tensor);
    std::vector<std::uint64_t> used;
    for (StorageUse &use : uses)
        used.push_back(std::move(use).bytes());
    return used;
}

std::uint64_t sharedBytes(const Checkpoint &checkpoint, const std::vector<std::uint32_t> &tensors)
{
    std::unordered_map<std::uint32_t, StorageUse> uses;
    for (const std::uint32_t index : tensors)
        if (const Tensor &tensor = checkpoint.tensors[index]; isStored(tensor))
            uses[tensor.storage].add(tensor);
    std::uint64_t shared = 0;
    for (auto &[storage, use] : uses) {
        const std::uint64_t counted = use.counted();
        shared += counted - std::move(use).bytes();
    }
    return shared;
}

std::vector<TensorTotals> totals(const Checkpoint &checkpoint)
{
    std::vector<TensorTotals> result(checkpoint.entries.size());
    for (std::size_t i = checkpoint.entries.size(); i-- > 0;) {
        const Entry &entry = checkpoint.entries[i];
        if (const Tensor *tensor = checkpoint.tensor(entry)) {
            // What its parts added counts as bytes only: they are how it is written.
            result[i].tensors = 1;
            result[i].elements = tensor->numel();
            result[i].bytes += ownBytes(*tensor);
        }
        if (entry.parent == noIndex)
            continue;
        result[entry.parent].tensors += result[i].tensors;
        result[entry.parent].elements += result[i].elements;
        result[entry.parent].bytes += result[i].bytes;
    }
    return result;
}

Summary summarise(const Checkpoint &checkpoint)
{
    Summary summary;
    for (const Entry &entry : checkpoint.entries) {
        const Tensor *tensor = checkpoint.tensor(entry);
        if (!tensor)
            continue;
        ++summary.tensors;
        const std::uint64_t bytes = ownBytes(*tensor);
        summary.bytes += bytes;
        summary.bytesByDtype[std::string(name(tensor->dtype))] += bytes;
        summary.bytesByDevice[tensor->device] += bytes;
    }
    for (const Storage &storage : checkpoint.storages)
        summary.storedBytes += storage.nbytes;
    for (const std::uint64_t used : usedBytes(checkpoint))
        summary.usedBytes += used;
    summary.parameters = parametersOf(checkpoint);
    return summary;
}

} // namespace lens
