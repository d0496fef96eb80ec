// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/rolerules.h"
#include "model/checkpoint/walk.h"

namespace lens {

namespace {

// torch.get_rng_state() of the CPU: a Mersenne twister and its position. Source:
// at::CPUGeneratorImpl.
constexpr std::int64_t cpuGeneratorBytes = 5056;
// random.getstate(): version, 624 words and their index, next Gaussian.
constexpr std::uint32_t pythonRandomWords = 625;

bool isInt(const Checkpoint &checkpoint, std::uint32_t entry)
{
    return entry != noIndex && checkpoint.entries[entry].kind == EntryKind::Int;
}

bool isCpuGeneratorState(const Checkpoint &checkpoint, std::uint32_t entry)
{
    const Tensor *tensor = tensorAt(checkpoint, entry);
    return tensor && tensor->dtype == DType::UInt8 && tensor->shape.size() == 1 &&
           tensor->shape[0] == cpuGeneratorBytes;
}

bool isPythonRandomState(const Checkpoint &checkpoint, std::uint32_t entry)
{
    const Entry &tuple = shown(checkpoint, entry);
    if (tuple.kind != EntryKind::Tuple || tuple.length != 3)
        return false;
    const auto parts = Children(checkpoint, entry);
    const std::uint32_t words = *std::next(parts.begin());
    return isInt(checkpoint, *parts.begin()) && shown(checkpoint, words).kind == EntryKind::Tuple &&
           shown(checkpoint, words).length == pythonRandomWords;
}

bool isNumpyRandomState(const Checkpoint &checkpoint, std::uint32_t entry)
{
    const Entry &tuple = shown(checkpoint, entry);
    if (tuple.kind != EntryKind::Tuple || tuple.length != 5)
        return false;
    const Entry &first = shown(checkpoint, *Children(checkpoint, entry).begin());
    return first.kind == EntryKind::Str && checkpoint.graph.text(first.node) == "MT19937";
}

// States of other devices are bytes too, one tensor a device.
bool isByteTensors(const Checkpoint &checkpoint, std::uint32_t entry)
{
    if (const Tensor *tensor = tensorAt(checkpoint, entry))
        return tensor->dtype == DType::UInt8 && tensor->shape.size() == 1;
    const EntryKind kind = shown(checkpoint, entry).kind;
    return kind == EntryKind::List && std::ranges::all_of(Children(checkpoint, entry), [&](auto i) {
               const Tensor *tensor = tensorAt(checkpoint, i);
               return tensor && tensor->dtype == DType::UInt8;
           });
}

bool mayHoldState(EntryKind kind)
{
    return kind == EntryKind::Tensor || kind == EntryKind::Dict || kind == EntryKind::List ||
           kind == EntryKind::Tuple || kind == EntryKind::Object;
}

} // namespace

const char *randomStateReason(const Checkpoint &checkpoint, std::uint32_t entry)
{
    if (isCpuGeneratorState(checkpoint, entry))
        return "is 5056 bytes long, the state of PyTorch's CPU generator";
    if (isPythonRandomState(checkpoint, entry))
        return "has the 625 words of Python's random.getstate()";
    if (isNumpyRandomState(checkpoint, entry))
        return "begins with 'MT19937' as numpy's get_state() does";
    if (shown(checkpoint, entry).kind == EntryKind::Object &&
        checkpoint.typeName(checkpoint.resolved(entry)).ends_with(".Generator"))
        return "is a torch.Generator";
    return nullptr;
}

bool isRandomStates(const Checkpoint &checkpoint, std::uint32_t entry)
{
    if (shown(checkpoint, entry).kind != EntryKind::Dict || shown(checkpoint, entry).length > 64)
        return false;
    bool found = false;
    for (const std::uint32_t child : Children(checkpoint, entry)) {
        if (randomStateReason(checkpoint, child))
            found = true;
        else if (mayHoldState(shown(checkpoint, child).kind) && !isByteTensors(checkpoint, child) &&
                 checkpoint.entries[child].step.text != "numpy")
            return false;
    }
    return found;
}

} // namespace lens
