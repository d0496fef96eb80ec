// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/contents.h"

#include "model/base/dtype.h"
#include "model/checkpoint/summary.h"

#include <algorithm>
#include <cstdio>
#include <map>

namespace lens {
namespace {

using Shares = std::map<std::string, ContentsShare>;

void add(Shares &shares, std::string_view name, std::uint64_t bytes)
{
    ContentsShare &share = shares[std::string(name)];
    ++share.tensors;
    share.bytes += bytes;
}

// A sparse tensor has bytes of several dtypes: its values and its indices.
void addDTypes(Shares &shares, const Checkpoint &checkpoint, std::uint32_t entry)
{
    const Entry &top = checkpoint.entry(entry);
    std::map<std::string_view, std::uint64_t> bytes{{name(checkpoint.tensor(top)->dtype), 0}};
    for (std::uint32_t i = entry; i < std::max(entry + 1, top.end); ++i)
        if (const Tensor *part = checkpoint.tensor(checkpoint.entry(i)))
            bytes[name(part->dtype)] += ownBytes(*part);
    for (const auto &[dtype, of] : bytes)
        add(shares, dtype, of);
}

std::vector<ContentsShare> largestFirst(const Shares &shares)
{
    std::vector<ContentsShare> list;
    for (const auto &[name, share] : shares)
        list.push_back({name, share.tensors, share.bytes});
    std::ranges::stable_sort(list, std::greater(), &ContentsShare::bytes);
    return list;
}

// The nodes of the tensors at and below `nodes`, one for each: a state dict may show a tensor under
// several names. A parent has a smaller number than its children, so that a row inside another one
// is known by the time it is reached.
std::vector<std::uint32_t> tensorsBelow(const Checkpoint &checkpoint, const Outline &outline,
                                        std::vector<std::uint32_t> nodes)
{
    std::ranges::sort(nodes);
    std::vector<bool> seen(outline.size()), counted(checkpoint.entries.size());
    std::vector<std::uint32_t> tensors;
    for (const std::uint32_t top : nodes)
        for (std::vector<std::uint32_t> open{top}; !open.empty();) {
            const std::uint32_t id = open.back();
            open.pop_back();
            if (seen[id])
                continue;
            seen[id] = true;
            const OutlineNode &node = outline.node(id);
            // What lies below a tensor are its parts: they are in its bytes already.
            if (node.entry != noIndex && checkpoint.tensor(checkpoint.entry(node.entry))) {
                if (!counted[node.entry])
                    tensors.push_back(id);
                counted[node.entry] = true;
            } else {
                for (auto child = node.firstChild + node.childCount; child-- > node.firstChild;)
                    open.push_back(child);
            }
        }
    return tensors;
}

} // namespace

std::string percentText(std::uint64_t part, std::uint64_t whole)
{
    const double percent =
        whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
    if (part > 0 && percent < 0.05)
        return "< 0.1 %";
    char buffer[32];
    // All of it is said only of all of it.
    std::snprintf(buffer, sizeof buffer, "%.1f %%",
                  part < whole ? std::min(percent, 99.9) : percent);
    return buffer;
}

Contents contentsBelow(const Checkpoint &checkpoint, const Outline &outline,
                       const DeviceMap &devices, std::vector<std::uint32_t> nodes)
{
    Contents contents;
    Shares byDType, byDevice;
    // The first row that shows a tensor has its bytes.
    const auto bytesOf = [&outline](std::uint32_t id) {
        return outline.totals(outline.nodeOf(outline.node(id).entry)).bytes;
    };
    contents.largest = tensorsBelow(checkpoint, outline, std::move(nodes));
    std::vector<std::uint32_t> stored; // tensors, and what they are made of
    for (const std::uint32_t id : contents.largest) {
        const std::uint32_t entry = outline.node(id).entry;
        const std::uint32_t index = checkpoint.entry(entry).index;
        const Tensor &tensor = checkpoint.tensors[index];
        const std::uint64_t bytes = bytesOf(id);
        ++contents.tensors;
        contents.elements += tensor.numel();
        contents.bytes += bytes;
        for (std::uint32_t i = entry; i < std::max(entry + 1, checkpoint.entry(entry).end); ++i)
            if (checkpoint.tensor(checkpoint.entry(i)))
                stored.push_back(checkpoint.entry(i).index);
        addDTypes(byDType, checkpoint, entry);
        add(byDevice, devices.tagOf(index), bytes);
    }
    contents.sharedBytes = sharedBytes(checkpoint, stored);
    contents.dtypes = largestFirst(byDType);
    contents.devices = largestFirst(byDevice);
    std::ranges::stable_sort(contents.largest, std::greater(), bytesOf);
    contents.largest.resize(std::min<std::size_t>(contents.largest.size(), Contents::listed));
    return contents;
}

void ContentsJob::start(CheckpointPtr checkpoint, std::shared_ptr<const Outline> outline,
                        DeviceMap devices, std::vector<std::uint32_t> nodes)
{
    LatestJob::start([=, this, devices = std::move(devices)](Job &) -> Report {
        return [this, contents = contentsBelow(*checkpoint, *outline, devices, nodes)] {
            Q_EMIT finished(contents);
        };
    });
}

} // namespace lens
