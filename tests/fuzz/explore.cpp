// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/limits.h"
#include "model/base/text.h"
#include "model/checkpoint/compare.h"
#include "model/checkpoint/edits.h"
#include "model/checkpoint/optimizer.h"
#include "model/checkpoint/safety.h"
#include "model/checkpoint/statedict.h"
#include "model/checkpoint/summary.h"
#include "model/engine/kernels/workers.h"
#include "model/engine/numbers.h"
#include "model/formats/contiguous.h"
#include "model/formats/format.h"
#include "model/formats/lazysources.h"
#include "model/formats/streamreading.h"
#include "tests/fuzz/target.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace lens::fuzz {

namespace {

// Inputs are small; what takes long is left to the tests that measure.
constexpr std::uint32_t mostEntries = 300;
constexpr std::size_t mostTensors = 8;
constexpr std::uint64_t mostElements = 4096;
constexpr std::uint64_t mostBytes = 1 << 20;

void promiseEntries(const Checkpoint &checkpoint)
{
    const auto &entries = checkpoint.entries;
    promise(!entries.empty(), "a checkpoint has a root");
    for (std::uint32_t i = 0; i < entries.size(); ++i) {
        promise(entries[i].end > i && entries[i].end <= entries.size(), "entries are nested");
        promise(i == 0 || entries[i].parent < i, "a parent stands before its children");
        promise(entries[i].target == noIndex || entries[i].target < i, "a ref points back");
    }
    for (const Role &role : checkpoint.roles)
        promise(role.entry < entries.size(), "a role is that of an entry");
}

void readEntries(const Checkpoint &checkpoint)
{
    const auto count = std::min<std::size_t>(checkpoint.entries.size(), mostEntries);
    for (std::uint32_t i = 0; i < count; ++i) {
        promise(!checkpoint.typeName(i).empty(), "every entry has a type");
        (void)checkpoint.pathText(i);
        (void)checkpoint.children(i);
        (void)escaped(valueText(checkpoint, i), limits::messageBytes);
    }
}

// Once more what geometry.h promises of every tensor that may be read.
void promiseInside(const TensorData &data)
{
    if (data.numel() == 0)
        return;
    __int128 last = data.offset;
    for (std::size_t d = 0; d < data.shape.size(); ++d)
        last += static_cast<__int128>(data.shape[d] - 1) * data.stride[d];
    const DTypeInfo &dtype = info(data.dtype);
    const __int128 available = static_cast<__int128>(data.bytes->size()) / dtype.itemSize *
                               std::max<unsigned>(1, dtype.valuesPerItem);
    promise(data.offset >= 0 && last < available, "a tensor lies inside its storage");
}

void readNumbers(const TensorData &data)
{
    Job job;
    (void)engine::numbers(data, {8, {}}, job);
    (void)engine::sha256(data, job);
    (void)engine::values(data, 0, std::min<std::uint64_t>(data.numel(), 16));
    (void)engine::elementText(data, data.numel() - 1);
    (void)engine::sliced(data, "[-1]");
    if (const auto bytes = contiguousBytes(data))
        (void)(*bytes)->readString(0, (*bytes)->size());
}

void readTensors(const Checkpoint &checkpoint)
{
    const auto count = std::min(checkpoint.tensors.size(), mostTensors);
    for (std::size_t i = 0; i < count; ++i) {
        const auto data = tensorData(checkpoint, checkpoint.tensors[i]);
        if (!data) {
            promiseError(data.error());
            continue;
        }
        promiseInside(*data);
        if (data->numel() > 0 && data->numel() <= mostElements)
            readNumbers(*data);
    }
}

void report(const Checkpoint &checkpoint)
{
    promise(totals(checkpoint).size() == checkpoint.entries.size(), "every entry has its totals");
    const Summary sums = summarise(checkpoint);
    promise(sums.usedBytes <= sums.storedBytes, "no more is used of storages than is stored");
    (void)verdict(ratedGlobals(checkpoint), true);
    (void)devicesOf(checkpoint);
    (void)optimizers(checkpoint);
    if (const auto model = mainModel(checkpoint); model != noIndex)
        (void)stateDict(checkpoint, model);
    for (const Finding &finding : checkpoint.findings)
        promise(!finding.id.empty() && !finding.text.empty(), "a finding says what it is");
}

void compareWithItself(const Checkpoint &checkpoint)
{
    const auto rows = compareStructure(checkpoint, checkpoint, {});
    if (!rows)
        return promiseError(rows.error());
    for (const CompareRow &row : *rows)
        promise(row.status == RowStatus::Same, "a checkpoint is the same as itself");
}

// The bytes a plan describes; empty when they are many or cannot be read.
std::string bytesOf(const SavePlan &plan)
{
    const PlannedSource file(plan);
    if (file.size() > mostBytes)
        return {};
    auto bytes = file.readString(0, file.size());
    return bytes ? *std::move(bytes) : std::string();
}

void promiseReadable(const SavePlan &plan, const char *what)
{
    std::string bytes = bytesOf(plan);
    if (bytes.empty())
        return;
    const auto opened = openCheckpoint(memorySource(std::move(bytes)), "written");
    if (!opened)
        std::fprintf(stderr, "%s\n", opened.error().text().c_str());
    promise(opened.has_value(), what);
}

void retag(const Checkpoint &checkpoint)
{
    RetagRequest request;
    request.all = "cuda:7";
    request.deviceObjects = true;
    const auto plan = planRetag(checkpoint, request);
    if (!plan)
        return promiseError(plan.error());
    EditSet edits;
    const RetagEdit back = apply(edits, plan->edit);
    const auto saved = planSave(checkpoint, edits);
    if (!saved)
        promiseError(saved.error());
    else if (checkpoint.findings.empty() && openCheckpoint(checkpoint.source, "input"))
        // A lone magic number of legacy files is a pickle for who is told so, by content it is not.
        promiseReadable(*saved, "a retagged checkpoint opens");
    apply(edits, back);
    promise(edits.empty(), "undoing a retag leaves no edit");
}

void convert(const Checkpoint &checkpoint)
{
    for (const auto target : {TargetFormat::Zip, TargetFormat::Legacy, TargetFormat::Safetensors}) {
        const auto conversion = planConversion(checkpoint, {}, target, "written");
        if (!conversion)
            promiseError(conversion.error());
        else
            promiseReadable(conversion->plan, "a converted checkpoint opens");
    }
}

void check(const Checkpoint &checkpoint)
{
    Job job;
    (void)checkContainer(checkpoint, &job);
    (void)verify(checkpoint, job);
}

} // namespace

void promise(bool kept, const char *what)
{
    if (kept)
        return;
    std::fprintf(stderr, "broken promise: %s\n", what);
    std::abort();
}

void promiseError(const Error &error)
{
    promise(error.code != ErrorCode::Internal, "a failure is not our own mistake");
    promise(!error.message.empty(), "a failure says what is wrong");
}

void explore(const CheckpointPtr &checkpoint)
{
    engine::setThreads(1); // starting threads would take longer than the work
    promiseEntries(*checkpoint);
    readEntries(*checkpoint);
    readTensors(*checkpoint);
    report(*checkpoint);
    compareWithItself(*checkpoint);
    retag(*checkpoint);
    convert(*checkpoint);
    check(*checkpoint);
}

void tryContainer(std::string_view bytes, const Opener &open, const Salvager &salvage)
{
    const SourcePtr source = memorySource(std::string(bytes));
    const auto opened = open(source);
    if (opened)
        return explore(*opened);
    promiseError(opened.error());
    const auto broken = newCheckpoint(source, nullptr, "input", {});
    salvage(*broken);
    (void)ratedGlobals(*broken);
}

} // namespace lens::fuzz
