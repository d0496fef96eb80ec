// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"

#include "app/cli/saving.h"
#include "model/base/text.h"
#include "model/checkpoint/edits.h"
#include "model/formats/format.h"

#include <map>

namespace lens::cli {

namespace {

Error badDevices(std::string message)
{
    return makeError(ErrorCode::InvalidEdit, std::move(message))
        .advise("Use --device cuda:1=cuda:0, or --device cpu for every device.");
}

// "cuda:1=cuda:0" maps one tag, "cpu" maps all; both together would contradict each other.
Result<RetagRequest> requestOf(const Options &options)
{
    RetagRequest request;
    std::vector<std::string> devices = options.devices;
    devices.insert(devices.end(), options.paths.begin(), options.paths.end());
    for (const std::string &device : devices) {
        const auto equals = device.find('=');
        if (equals == std::string::npos) {
            if (!request.all.empty() && request.all != device)
                return badDevices("'" + request.all + "' and '" + device + "' are both for all");
            request.all = device;
            continue;
        }
        const std::string from = device.substr(0, equals), to = device.substr(equals + 1);
        if (from.empty() || to.empty())
            return badDevices("'" + device + "' lacks a device");
        if (!request.map.emplace(from, to).second && request.map[from] != to)
            return badDevices("'" + from + "' is mapped twice");
    }
    if (request.all.empty() == request.map.empty())
        return badDevices(request.all.empty() ? "no device was given"
                                              : "one device for all, and others mapped one by one");
    request.deviceObjects = options.deviceObjects;
    return request;
}

Result<RetagPlan> planOf(const Context &context, const Checkpoint &checkpoint)
{
    LENS_ASSIGN(RetagRequest request, requestOf(context.options));
    if (!context.options.subtree.empty()) {
        LENS_ASSIGN(request.entry, findEntry(checkpoint, context.options.subtree));
    }
    return planRetag(checkpoint, request);
}

// Places that changed, by old and new tag.
using Changes = std::map<std::pair<std::string, std::string>, std::uint64_t>;

Changes changesOf(const Checkpoint &checkpoint, const RetagEdit &edit)
{
    Changes changes;
    for (const auto &[site, tag] : edit.devices)
        ++changes[{checkpoint.sites[site].tag, tag}];
    return changes;
}

// Every place must read back as it was asked for, and all others as they were.
CheckSaved checkTags(const Checkpoint &checkpoint, const RetagEdit &edit)
{
    return [&](const Checkpoint &saved) -> Result<void> {
        bool right = saved.sites.size() == checkpoint.sites.size();
        for (std::uint32_t i = 0; right && i < saved.sites.size(); ++i) {
            const auto changed = edit.devices.find(i);
            right = saved.sites[i].tag ==
                    (changed == edit.devices.end() ? checkpoint.sites[i].tag : changed->second);
        }
        if (right && saved.entries.size() == checkpoint.entries.size())
            return {};
        return makeError(ErrorCode::Internal, "the new file does not read back as it was meant")
            .advise("Nothing was changed; please report this.");
    };
}

void writeResult(Context &context, const SaveOutcome &outcome, const Changes &changes,
                 const RetagPlan &plan)
{
    JsonWriter &json = context.json;
    context.beginJson(context.options.file);
    json.field("output", outcome.path);
    json.countField("size", outcome.bytes);
    json.key("changes");
    json.beginArray();
    for (const auto &[tags, places] : changes) {
        json.beginObject();
        json.field("from", tags.first);
        json.field("to", tags.second);
        json.countField("places", places);
        json.endObject();
    }
    json.endArray();
    json.countField("storages", plan.storages);
    json.countField("tensors", plan.tensors);
    json.countField("bytes", plan.bytes);
    json.countField("others", plan.others);
    json.key("notes");
    json.beginArray();
    for (const std::string &note : plan.notes)
        json.text(note);
    json.endArray();
    context.endJson();
}

std::string counted(std::uint64_t count, std::string_view one, std::string_view many)
{
    return grouped(count) + ' ' + std::string(count == 1 ? one : many);
}

void printResult(Context &context, const SaveOutcome &outcome, const Changes &changes,
                 const RetagPlan &plan)
{
    Output &out = context.out;
    for (const auto &[tags, places] : changes)
        out << escaped(tags.first) << " -> " << escaped(tags.second) << "  "
            << counted(places, "place", "places") << '\n';
    out << "changed: " << counted(plan.tensors, "tensor", "tensors") << " in "
        << counted(plan.storages, "storage", "storages") << " (" << humanBytes(plan.bytes) << ')';
    if (plan.others > 0)
        out << ", " << counted(plan.others, "other device", "other devices");
    out << "; values untouched\n";
    for (const std::string &note : plan.notes)
        out << "note: " << escaped(note) << '\n';
    out << "wrote " << escaped(outcome.path) << ": " << humanBytes(outcome.bytes) << '\n';
}

} // namespace

Result<int> runRemap(Context &context)
{
    const Options &options = context.options;
    LENS_ASSIGN(const CheckpointPtr checkpoint, context.open(options.file));
    auto plan = planOf(context, *checkpoint);
    if (!plan)
        return named(std::move(plan).error(), options.file);
    EditSet edits;
    apply(edits, plan->edit);
    auto saving = planSave(*checkpoint, edits);
    if (!saving)
        return named(std::move(saving).error(), options.file);
    LENS_ASSIGN(const SaveOutcome outcome,
                savePlan(context, *checkpoint, *saving, checkTags(*checkpoint, plan->edit)));
    const Changes changes = changesOf(*checkpoint, plan->edit);
    if (options.json)
        writeResult(context, outcome, changes, *plan);
    else if (!options.quiet)
        printResult(context, outcome, changes, *plan);
    return Fine;
}

} // namespace lens::cli
