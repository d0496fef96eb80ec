// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/jobs.h"

#include "model/document/rows.h"
#include "model/engine/loader.h"
#include "model/formats/format.h"

#include <algorithm>
#include <cmath>

namespace lens {
namespace {

Result<void> compareSaved(const Checkpoint &before, const EditSet &edits, const std::string &path)
{
    LENS_ASSIGN(auto after, openCheckpoint(path));
    if (after->entries.size() != before.entries.size() ||
        after->tensors.size() != before.tensors.size() ||
        after->sites.size() != before.sites.size())
        return makeError(ErrorCode::Internal,
                         "the written file does not hold what this one does; it was not kept");
    for (std::size_t i = 0; i < before.sites.size(); ++i) {
        const auto edit = edits.devices.find(static_cast<std::uint32_t>(i));
        const auto &wanted = edit == edits.devices.end() ? before.sites[i].tag : edit->second;
        if (after->sites[i].tag != wanted)
            return makeError(ErrorCode::Internal,
                             "a device tag of the written file is not as asked; it was not kept")
                .in(before.sites[i].tag);
    }
    return {};
}

Result<std::shared_ptr<const ShownRows>> allRows(const CheckpointPtr &checkpoint,
                                                 const std::shared_ptr<const Outline> &outline,
                                                 const std::shared_ptr<const DeviceMap> &devices,
                                                 const Job *job)
{
    LENS_ASSIGN(auto rows, makeRows({.source = {checkpoint, outline, devices, devices}}, job));
    return freedByWorker(std::make_shared<const ShownRows>(std::move(rows)));
}

Result<SaveOutcome> saveCheckpoint(const Checkpoint &checkpoint, const EditSet &edits,
                                   SaveRequest request, Job &job)
{
    LENS_ASSIGN(auto plan, planSave(checkpoint, edits));
    request.origin = checkpoint.file;
    request.check = [&](const std::string &path) { return compareSaved(checkpoint, edits, path); };
    return save(plan, request, job);
}

Result<engine::Numbers> numbersOf(const Checkpoint &checkpoint, std::uint32_t tensor,
                                  const engine::NumbersRequest &request, Job &job)
{
    LENS_ASSIGN(auto data, tensorData(checkpoint, checkpoint.tensors[tensor]));
    return engine::numbers(data, request, job);
}

Result<engine::Quantiles> quantilesOf(const Checkpoint &checkpoint, std::uint32_t tensor, Job &job)
{
    LENS_ASSIGN(auto data, tensorData(checkpoint, checkpoint.tensors[tensor]));
    LENS_ASSIGN(auto *engine, engine::loadEngine());
    job.setTotal(checkpoint.tensors[tensor].nbytes());
    return engine->quantiles(data, QuantilesJob::probabilities, job);
}

Result<std::string> hashOf(const Checkpoint &checkpoint, std::uint32_t tensor, Job &job)
{
    LENS_ASSIGN(auto data, tensorData(checkpoint, checkpoint.tensors[tensor]));
    job.setTotal(checkpoint.tensors[tensor].nbytes());
    return engine::sha256(data, job);
}

// Programs go by the name of a safetensors file. A save keeps the format; a file that was misnamed
// from the beginning may keep its name.
Result<void> checkName(const Checkpoint &checkpoint, const std::string &destination)
{
    const auto isNamed = [](const std::string &path) { return path.ends_with(".safetensors"); };
    if (!isNamed(destination) || isNamed(checkpoint.path) || checkpoint.format == "safetensors")
        return {};
    return makeError(ErrorCode::InvalidEdit,
                     "this is no safetensors file, and saving makes it none")
        .in(destination)
        .advise(
            "Choose another ending, or write one with ckptlens-cli convert --format safetensors.");
}

} // namespace

int binsFor(std::uint64_t values)
{
    const double rice = std::ceil(2 * std::cbrt(static_cast<double>(values)));
    return static_cast<int>(std::clamp(rice, 16.0, 256.0));
}

std::uint32_t tensorWithValues(const Checkpoint &checkpoint, std::uint32_t tensor)
{
    if (checkpoint.tensors[tensor].storage != noIndex)
        return tensor;
    for (const auto &[name, part] : checkpoint.tensors[tensor].parts) {
        const auto inner = checkpoint.tensorOf.find(part.node);
        const bool values = name == "values" || name == "_values" || name == "_local_tensor";
        if (values && inner != checkpoint.tensorOf.end())
            return inner->second;
    }
    return tensor;
}

Result<Snapshot> makeSnapshot(CheckpointPtr checkpoint, const Job *job)
{
    LENS_ASSIGN(auto outline, Outline::build(*checkpoint, ModelView::StateDict, job));
    Snapshot snapshot;
    snapshot.outline = freedByWorker(std::make_shared<const Outline>(std::move(outline)));
    snapshot.devices = std::make_shared<DeviceMap>(*checkpoint, *snapshot.outline, EditSet());
    LENS_ASSIGN(snapshot.rows, allRows(checkpoint, snapshot.outline, snapshot.devices, job));
    if (snapshot.outline->hidesObjects()) {
        LENS_ASSIGN(auto objects, Outline::build(*checkpoint, ModelView::Object, job));
        snapshot.objectOutline = freedByWorker(std::make_shared<const Outline>(std::move(objects)));
        snapshot.objectDevices =
            std::make_shared<DeviceMap>(*checkpoint, *snapshot.objectOutline, EditSet());
        LENS_ASSIGN(snapshot.objectRows,
                    allRows(checkpoint, snapshot.objectOutline, snapshot.objectDevices, job));
    }
    snapshot.summary = summarise(*checkpoint);
    snapshot.globals = ratedGlobals(*checkpoint);
    const bool complete = std::none_of(checkpoint->streams.begin(), checkpoint->streams.end(),
                                       [](const auto &stream) { return stream.reading.error; });
    snapshot.verdict = verdict(snapshot.globals, complete);
    snapshot.checkpoint = freedByWorker(std::move(checkpoint));
    return snapshot;
}

void OpenJob::start(const std::string &path)
{
    startWith([path](const Job &job) { return openCheckpoint(path, &job); });
}

void OpenJob::start(SourcePtr source, const std::string &name)
{
    startWith([source, name](const Job &job) { return openCheckpoint(source, name, &job); });
}

void OpenJob::start(CheckpointPtr checkpoint, EditSetPtr edits, const std::string &name)
{
    startWith([=](const Job &job) { return openEdited(*checkpoint, *edits, name, &job); });
}

void OpenJob::startWith(std::function<Result<CheckpointPtr>(const Job &)> open)
{
    LatestJob::start([this, open = std::move(open)](Job &job) -> Report {
        const auto work = [&]() -> Result<Snapshot> {
            LENS_ASSIGN(auto checkpoint, open(job));
            LENS_CHECK(job.check());
            return makeSnapshot(std::move(checkpoint), &job);
        };
        return [this, result = work()] { Q_EMIT finished(result); };
    });
}

void NumbersJob::start(CheckpointPtr checkpoint, std::uint32_t tensor,
                       const engine::NumbersRequest &request)
{
    LatestJob::start([=, this](Job &job) -> Report {
        return [this, result = numbersOf(*checkpoint, tensor, request, job)] {
            Q_EMIT finished(result);
        };
    });
}

void QuantilesJob::start(CheckpointPtr checkpoint, std::uint32_t tensor)
{
    LatestJob::start([=, this](Job &job) -> Report {
        return [this, result = quantilesOf(*checkpoint, tensor, job)] { Q_EMIT finished(result); };
    });
}

void HashJob::start(CheckpointPtr checkpoint, std::uint32_t tensor)
{
    LatestJob::start([=, this](Job &job) -> Report {
        return [this, result = hashOf(*checkpoint, tensor, job)] { Q_EMIT finished(result); };
    });
}

void SaveJob::start(CheckpointPtr checkpoint, EditSetPtr edits, SaveRequest request,
                    RetagEditPtr more)
{
    LatestJob::start([=, this](Job &job) -> Report {
        const auto all = more ? withEdit(*checkpoint, *edits, *more) : edits;
        auto result = [&]() -> Result<SaveOutcome> {
            LENS_CHECK(checkName(*checkpoint, request.destination));
            return saveCheckpoint(*checkpoint, *all, request, job);
        }();
        const bool unchanged = !checkpoint->file || checkpoint->file->checkUnchanged();
        return [this, all, unchanged, result = std::move(result)] {
            m_unchanged = unchanged;
            Q_EMIT finished(result, all);
        };
    });
}

} // namespace lens
