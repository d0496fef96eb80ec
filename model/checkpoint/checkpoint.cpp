// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/checkpoint.h"

#include "model/base/checked.h"

#include <algorithm>
#include <array>

namespace lens {

std::string_view name(EntryKind kind)
{
    static constexpr std::array<std::string_view, 20> names = {
        "tensor", "storage", "dict",    "list",  "tuple",  "set", "frozenset",
        "int",    "float",   "complex", "bool",  "none",   "str", "bytes",
        "dtype",  "device",  "size",    "class", "object", "ref"};
    return names[static_cast<std::size_t>(kind)];
}

std::string_view name(Layout layout)
{
    static constexpr std::array<std::string_view, 7> names = {
        "strided", "sparse_coo", "sparse_csr", "sparse_csc", "sparse_bsr", "sparse_bsc", "jagged"};
    return names[static_cast<std::size_t>(layout)];
}

namespace {

// Product of the sizes; a negative size counts as none, an overflow as the largest number: only a
// tensor that is marked broken can have either.
std::uint64_t elements(const std::vector<std::int64_t> &shape)
{
    std::uint64_t count = 1;
    bool empty = false, overflow = false;
    for (std::int64_t size : shape) {
        empty = empty || size <= 0;
        const auto next = checkedMul<std::uint64_t>(count, static_cast<std::uint64_t>(size));
        overflow = overflow || !next;
        count = next.value_or(UINT64_MAX);
    }
    return empty ? 0 : overflow ? UINT64_MAX : count;
}

} // namespace

std::uint64_t Tensor::numel() const { return elements(shape); }

std::uint64_t TensorData::numel() const { return elements(shape); }

std::uint64_t Tensor::nbytes() const
{
    const DTypeInfo &type = info(dtype);
    const std::uint64_t count = numel();
    const std::uint64_t items = count / type.valuesPerItem + (count % type.valuesPerItem != 0);
    return checkedMul<std::uint64_t>(items, type.itemSize).value_or(UINT64_MAX);
}

std::uint32_t Checkpoint::resolved(std::uint32_t entry) const
{
    return entries[entry].kind == EntryKind::Ref ? entries[entry].target : entry;
}

std::vector<std::uint32_t> Checkpoint::children(std::uint32_t entry) const
{
    std::vector<std::uint32_t> found;
    for (std::uint32_t i = entry + 1; i < entries[entry].end; i = entries[i].end)
        found.push_back(i);
    return found;
}

std::uint32_t Checkpoint::child(std::uint32_t entry, std::string_view name) const
{
    entry = resolved(entry);
    for (std::uint32_t i = entry + 1; i < entries[entry].end; i = entries[i].end) {
        const Step &step = entries[i].step;
        if ((step.kind == StepKind::Key || step.kind == StepKind::Attr) && step.text == name)
            return i;
    }
    return noIndex;
}

std::vector<Step> Checkpoint::steps(std::uint32_t entry) const
{
    std::vector<Step> path;
    for (; entries[entry].parent != noIndex; entry = entries[entry].parent)
        path.push_back(entries[entry].step);
    std::reverse(path.begin(), path.end());
    return path;
}

std::string Checkpoint::pathText(std::uint32_t entry) const { return lens::pathText(steps(entry)); }

} // namespace lens
