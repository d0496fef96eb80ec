// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"

#include "app/cli/saving.h"
#include "model/base/text.h"
#include "model/formats/format.h"

#include <algorithm>
#include <filesystem>

namespace lens::cli {

namespace {

TargetFormat targetOf(const std::string &format)
{
    return format == "zip"      ? TargetFormat::Zip
           : format == "legacy" ? TargetFormat::Legacy
                                : TargetFormat::Safetensors;
}

// torch names the folder inside a zip after the file: all but the last extension.
std::string rootNameOf(const std::string &path)
{
    const std::string stem = std::filesystem::path(path).stem().string();
    return stem.empty() ? "archive" : stem;
}

Result<Conversion> conversionOf(Context &context, const Checkpoint &checkpoint)
{
    const std::string &format = context.options.format;
    if (!format.empty() && format != checkpoint.format)
        return planConversion(checkpoint, {}, targetOf(format), rootNameOf(context.options.output),
                              &context.job);
    LENS_ASSIGN(SavePlan plan, planSave(checkpoint, {}));
    return Conversion{std::move(plan), {}, {}};
}

// What the format cannot hold, a line each, unless it was agreed to drop it.
Result<void> checkLoss(const Context &context, const std::vector<std::string> &loss)
{
    if (loss.empty() || context.options.dropUnsupported)
        return {};
    constexpr std::size_t mostLines = 40;
    for (std::size_t i = 0; i < std::min(loss.size(), mostLines); ++i)
        context.note("  " + escaped(loss[i]));
    if (loss.size() > mostLines)
        context.note("  and " + grouped(loss.size() - mostLines) + " more");
    const std::string what = loss.size() == 1 ? "1 entry" : grouped(loss.size()) + " entries";
    return makeError(ErrorCode::Unsupported, context.options.format + " cannot hold " + what +
                                                 " of it, the first is " + loss.front())
        .in(context.options.file)
        .advise("Nothing was written. Give --drop-unsupported to leave them out.");
}

std::size_t tensorCount(const Checkpoint &checkpoint)
{
    return static_cast<std::size_t>(
        std::count_if(checkpoint.entries.begin(), checkpoint.entries.end(),
                      [](const Entry &entry) { return entry.kind == EntryKind::Tensor; }));
}

// Without loss every tensor must be found again.
CheckSaved checkTensors(const Checkpoint &checkpoint, bool complete)
{
    return [&checkpoint, complete](const Checkpoint &saved) -> Result<void> {
        if (!complete || tensorCount(saved) == tensorCount(checkpoint))
            return {};
        return makeError(ErrorCode::Internal, "the new file has " + grouped(tensorCount(saved)) +
                                                  " tensors instead of " +
                                                  grouped(tensorCount(checkpoint)))
            .advise("Nothing was changed; please report this.");
    };
}

void writeList(JsonWriter &json, std::string_view key, const std::vector<std::string> &lines)
{
    json.key(key);
    json.beginArray();
    for (const std::string &line : lines)
        json.text(line);
    json.endArray();
}

void writeResult(Context &context, const SaveOutcome &outcome, const std::string &format,
                 const Conversion &conversion)
{
    JsonWriter &json = context.json;
    context.beginJson(context.options.file);
    json.field("output", outcome.path);
    json.field("format", format);
    json.countField("size", outcome.bytes);
    writeList(json, "dropped", conversion.loss);
    writeList(json, "notes", conversion.notes);
    context.endJson();
}

void printResult(Context &context, const SaveOutcome &outcome, const std::string &format,
                 const Conversion &conversion)
{
    for (const std::string &line : conversion.loss)
        context.out << "left out: " << escaped(line) << '\n';
    for (const std::string &note : conversion.notes)
        context.out << "note: " << escaped(note) << '\n';
    context.out << "wrote " << escaped(outcome.path) << ": " << format << ", "
                << humanBytes(outcome.bytes) << '\n';
}

} // namespace

Result<int> runConvert(Context &context)
{
    const Options &options = context.options;
    LENS_ASSIGN(const CheckpointPtr checkpoint, context.open(options.file));
    auto conversion = conversionOf(context, *checkpoint);
    if (!conversion)
        return named(std::move(conversion).error(), options.file);
    LENS_CHECK(checkLoss(context, conversion->loss));
    const CheckSaved check = checkTensors(*checkpoint, conversion->loss.empty());
    LENS_ASSIGN(const SaveOutcome outcome, savePlan(context, *checkpoint, conversion->plan, check));
    const std::string format = options.format.empty() ? checkpoint->format : options.format;
    if (options.json)
        writeResult(context, outcome, format, *conversion);
    else if (!options.quiet)
        printResult(context, outcome, format, *conversion);
    return Fine;
}

} // namespace lens::cli
