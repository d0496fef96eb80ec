// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/structure.h"

#include "model/base/dtype.h"
#include "model/base/text.h"
#include "model/checkpoint/findinglist.h"
#include "model/checkpoint/models.h"
#include "model/checkpoint/summary.h"
#include "model/checkpoint/walk.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

namespace lens {

namespace {

constexpr std::size_t listedOfOneKind = 20;
constexpr std::uint64_t littleWaste = 1024; // bytes; alignment, not a mistake
constexpr unsigned optimizerPercent = 20;   // from here on a person may want to leave it out

// What wrappers of a model put before every name.
constexpr std::string_view wrapperPrefixes[] = {"module.", "_orig_mod.", "_fsdp_wrapped_module.",
                                                "model."};
// Members of a layer that come together.
constexpr std::pair<std::string_view, std::string_view> pairs[] = {
    {"running_mean", "running_var"},
    {"weight_g", "weight_v"},
    {"lora_A.weight", "lora_B.weight"},
};

struct OptimizerShare
{
    std::uint64_t bytes = 0;
    std::uint32_t largest = noIndex; // the entry of the optimizer that takes most
};

OptimizerShare optimizerShare(const Checkpoint &c, const std::vector<TensorTotals> &sums)
{
    OptimizerShare share;
    for (const Role &role : c.roles) {
        if (role.role != "optimizer")
            continue;
        share.bytes += sums[role.entry].bytes;
        if (share.largest == noIndex || sums[role.entry].bytes > sums[share.largest].bytes)
            share.largest = role.entry;
    }
    return share;
}

class StructureCheck : FindingList
{
public:
    using FindingList::FindingList;

    std::vector<Finding> run() &&
    {
        checkStorages();
        checkOptimizerShare();
        for (const std::uint32_t model : modelEntries(c)) {
            const std::vector<NamedEntry> names = stateDict(c, model);
            checkPrefix(model, names);
            checkDTypes(model, names);
            checkPairs(model, names);
            checkTied(names);
        }
        return take();
    }

private:
    // The first entry over each storage; storages that are entries themselves are wanted whole.
    std::vector<std::uint32_t> firstEntries()
    {
        std::vector<std::uint32_t> first(c.storages.size(), noIndex);
        std::vector<bool> whole(c.storages.size());
        for (std::uint32_t i = 0; i < c.entries.size(); ++i) {
            const Entry &entry = c.entry(i);
            if (entry.kind == EntryKind::Storage && entry.index != noIndex)
                whole[entry.index] = true;
            const Tensor *tensor = c.tensor(entry);
            if (tensor && tensor->storage != noIndex && first[tensor->storage] == noIndex)
                first[tensor->storage] = i;
        }
        for (std::size_t i = 0; i < first.size(); ++i)
            first[i] = whole[i] ? noIndex : first[i];
        return first;
    }

    void checkStorages()
    {
        const auto first = firstEntries();
        const auto used = usedBytes(c);
        std::vector<std::pair<std::uint64_t, std::uint32_t>> wasted; // bytes, storage
        std::uint64_t total = 0;
        for (std::uint32_t i = 0; i < used.size(); ++i) {
            const std::uint64_t stored = c.storages[i].nbytes;
            if (first[i] == noIndex || stored < used[i] + littleWaste)
                continue;
            wasted.emplace_back(stored - used[i], i);
            total += stored - used[i];
        }
        std::ranges::sort(wasted, std::greater());
        for (std::size_t at = 0; at < std::min(wasted.size(), listedOfOneKind); ++at) {
            const std::uint32_t i = wasted[at].second;
            add("size.unused-bytes", Severity::Warning,
                "Of the " + humanBytes(c.storages[i].nbytes) +
                    " that are stored for this tensor only " + humanBytes(used[i]) + " are used.",
                first[i]);
        }
        if (wasted.size() > 1)
            add("size.unused-bytes", Severity::Warning,
                humanBytes(total) + " of the file belong to no tensor, in " +
                    counted(wasted.size(), "storage") + ".",
                noIndex);
    }

    void checkOptimizerShare()
    {
        const std::vector<TensorTotals> sums = totals(c);
        const auto [bytes, largest] = optimizerShare(c, sums);
        const std::uint64_t all = sums.empty() ? 0 : sums[0].bytes;
        if (largest == noIndex || all == 0 || bytes < all / 100 * optimizerPercent)
            return;
        const double percent = 100.0 * static_cast<double>(bytes) / static_cast<double>(all);
        add("size.optimizer-share", Severity::Note,
            std::to_string(std::lround(percent)) + " % of the tensors' bytes (" +
                humanBytes(bytes) + ") are optimizer state.",
            largest);
    }

    void checkPrefix(std::uint32_t model, const std::vector<NamedEntry> &names)
    {
        for (const std::string_view prefix : wrapperPrefixes) {
            const bool all =
                !names.empty() && std::ranges::all_of(names, [&](const NamedEntry &named) {
                    return std::string_view(named.name).starts_with(prefix);
                });
            if (all)
                add("structure.wrapper-prefix", Severity::Note,
                    "Every name of " + place(model) + " begins with \"" + std::string(prefix) +
                        "\", which a wrapper put there.",
                    model);
        }
    }

    void checkDTypes(std::uint32_t model, const std::vector<NamedEntry> &names)
    {
        std::map<std::string, std::uint64_t> dtypes;
        for (const NamedEntry &named : names)
            if (const Tensor *tensor = tensorAt(c, named.entry))
                if (info(tensor->dtype).dtypeClass == DTypeClass::Float)
                    ++dtypes[std::string(name(tensor->dtype))];
        addMixed("structure.mixed-dtypes", Severity::Note, model, "has weights of ", dtypes);
    }

    void checkPairs(std::uint32_t model, const std::vector<NamedEntry> &names)
    {
        std::set<std::string_view> known;
        for (const NamedEntry &named : names)
            known.insert(named.name);
        std::size_t listed = 0;
        for (const NamedEntry &named : names) {
            for (const auto &[one, other] : pairs)
                for (const auto &[has, lacks] : {std::pair(one, other), std::pair(other, one)}) {
                    if (!isMember(named.name, has) || listed == listedOfOneKind)
                        continue;
                    const std::string layer = named.name.substr(0, named.name.size() - has.size());
                    if (known.contains(layer + std::string(lacks)))
                        continue;
                    ++listed;
                    add("structure.missing-member", Severity::Warning,
                        "This layer of " + place(model) + " has " + std::string(has) + " and no " +
                            std::string(lacks) + '.',
                        named.entry);
                }
        }
    }

    static bool isMember(std::string_view name, std::string_view member)
    {
        return name == member ||
               (name.ends_with(member) && name[name.size() - member.size() - 1] == '.');
    }

    void checkTied(const std::vector<NamedEntry> &names)
    {
        // With the stride: a transposed view has the bytes of another tensor, but not its values.
        using Place = std::tuple<std::uint32_t, std::int64_t, std::vector<std::int64_t>,
                                 decltype(Tensor::stride)>;
        std::map<Place, const NamedEntry *> seen;
        std::size_t listed = 0;
        for (const NamedEntry &named : names) {
            const Tensor *tensor = tensorAt(c, named.entry);
            if (!tensor || tensor->storage == noIndex || tensor->numel() == 0)
                continue;
            const auto [first, isNew] = seen.try_emplace(
                Place(tensor->storage, tensor->storageOffset, tensor->shape, tensor->stride),
                &named);
            if (!isNew && listed++ < listedOfOneKind)
                add("structure.tied", Severity::Note,
                    escaped(named.name, 80) + " and " + escaped(first->second->name, 80) +
                        " are the same weights.",
                    named.entry);
        }
    }
};

} // namespace

std::vector<Finding> structureFindings(const Checkpoint &checkpoint)
{
    return StructureCheck(checkpoint).run();
}

std::uint64_t optimizerBytes(const Checkpoint &checkpoint)
{
    return optimizerShare(checkpoint, totals(checkpoint)).bytes;
}

} // namespace lens
