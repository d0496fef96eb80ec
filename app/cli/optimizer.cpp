// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"

#include "app/cli/elements.h"
#include "app/cli/entryjson.h"
#include "app/cli/tensortext.h"
#include "model/base/text.h"
#include "model/checkpoint/optimizer.h"

#include <algorithm>
#include <charconv>

namespace lens::cli {

namespace {

// A hyper-parameter or a step: a scalar, a tensor of one element, or a tuple of scalars (betas).
void writeSetting(JsonWriter &json, const Checkpoint &checkpoint, std::uint32_t index)
{
    const std::uint32_t entry = checkpoint.resolved(index);
    const EntryKind kind = checkpoint.entry(entry).kind;
    if (const Tensor *tensor = checkpoint.tensor(checkpoint.entry(entry)))
        return writeOnlyElement(json, checkpoint, *tensor);
    if (kind != EntryKind::Tuple && kind != EntryKind::List) {
        const bool scalar = kind >= EntryKind::Int && kind <= EntryKind::Class;
        return scalar ? writeValue(json, checkpoint, entry) : json.text(brief(checkpoint, entry));
    }
    json.beginArray();
    for (const std::uint32_t child : checkpoint.children(entry)) {
        const std::uint32_t item = checkpoint.resolved(child);
        const bool scalar = checkpoint.entry(item).kind >= EntryKind::Int &&
                            checkpoint.entry(item).kind <= EntryKind::Class;
        scalar ? writeValue(json, checkpoint, item) : json.text(brief(checkpoint, item));
    }
    json.endArray();
}

void writeGroups(JsonWriter &json, const Checkpoint &checkpoint, const OptimizerReading &optimizer)
{
    json.key("groups");
    json.beginArray();
    for (const OptimizerGroup &group : optimizer.groups) {
        json.newLine();
        json.beginObject();
        json.key("path");
        writePath(json, checkpoint, group.entry);
        for (const auto &[name, entry] : group.hyperParameters) {
            json.key(name);
            writeSetting(json, checkpoint, entry);
        }
        json.countField("params", group.params);
        json.endObject();
    }
    json.endArray();
}

void writeState(JsonWriter &json, const Checkpoint &checkpoint, const OptimizerParam &param)
{
    json.key("state");
    json.beginObject();
    for (const auto &[name, entry] : param.state) {
        json.key(name);
        json.beginObject();
        json.key("path");
        writePath(json, checkpoint, entry);
        const std::uint32_t shown = checkpoint.resolved(entry);
        if (const Tensor *tensor = checkpoint.tensor(checkpoint.entry(shown))) {
            json.field("dtype", lens::name(tensor->dtype));
            json.key("shape");
            writeShape(json, tensor->shape);
        } else {
            json.key("value");
            writeSetting(json, checkpoint, shown);
        }
        json.endObject();
    }
    json.endObject();
}

// Indices are ints in the file; names are names.
void writeIndex(JsonWriter &json, const std::string &index)
{
    std::int64_t number = 0;
    const char *end = index.data() + index.size();
    const auto parsed = std::from_chars(index.data(), end, number);
    json.key("index");
    parsed.ec == std::errc() && parsed.ptr == end ? json.integer(number) : json.text(index);
}

void writeParam(JsonWriter &json, const Checkpoint &checkpoint, const OptimizerParam &param)
{
    json.newLine();
    json.beginObject();
    writeIndex(json, param.index);
    json.key("group");
    param.group == noIndex ? json.null() : json.count(param.group);
    json.key("name");
    param.name.empty() ? json.null() : json.text(param.name);
    json.field("name_source", param.nameSource);
    json.field("reason", param.reason);
    json.key("shape");
    param.hasShape ? writeShape(json, param.shape) : json.null();
    json.key("step");
    param.step == noIndex ? json.null() : writeSetting(json, checkpoint, param.step);
    writeState(json, checkpoint, param);
    json.endObject();
}

void writeOptimizers(Context &context, const Checkpoint &checkpoint,
                     const std::vector<OptimizerReading> &found)
{
    JsonWriter &json = context.json;
    context.beginJson(context.options.file);
    json.key("optimizers");
    json.beginArray();
    for (const OptimizerReading &optimizer : found) {
        json.newLine();
        json.beginObject();
        json.key("path");
        writePath(json, checkpoint, optimizer.entry);
        json.field("type", optimizer.type);
        json.field("type_reason", optimizer.typeReason);
        writeGroups(json, checkpoint, optimizer);
        json.key("params");
        json.beginArray();
        for (const OptimizerParam &param : optimizer.params)
            writeParam(json, checkpoint, param);
        json.endArray();
        json.endObject();
    }
    json.endArray();
    context.endJson();
}

// What writeSetting writes, as text.
std::string settingText(const Checkpoint &checkpoint, std::uint32_t index)
{
    const std::uint32_t entry = checkpoint.resolved(index);
    const EntryKind kind = checkpoint.entry(entry).kind;
    if (kind != EntryKind::Tuple && kind != EntryKind::List)
        return brief(checkpoint, entry);
    std::string text;
    for (const std::uint32_t child : checkpoint.children(entry))
        text += (text.empty() ? "" : ", ") + brief(checkpoint, child);
    return '(' + text + ')';
}

void printGroups(Context &context, const Checkpoint &checkpoint, const OptimizerReading &optimizer)
{
    for (std::size_t i = 0; i < optimizer.groups.size(); ++i) {
        const OptimizerGroup &group = optimizer.groups[i];
        context.out << "  group " << std::to_string(i) << ": " << grouped(group.params)
                    << (group.params == 1 ? " parameter" : " parameters");
        for (const auto &[name, entry] : group.hyperParameters)
            context.out << ", " << escaped(name) << ' ' << settingText(checkpoint, entry);
        context.out << '\n';
    }
}

std::string stateText(const Checkpoint &checkpoint, const OptimizerParam &param)
{
    std::string text;
    for (const auto &[name, entry] : param.state) {
        const Tensor *tensor =
            checkpoint.tensor(checkpoint.entry(checkpoint.resolved(entry)));
        text += (text.empty() ? "" : ", ") + escaped(name, 40);
        text += tensor ? ' ' + std::string(lens::name(tensor->dtype))
                       : ' ' + brief(checkpoint, entry);
    }
    return text.empty() ? "no state" : text;
}

std::string nameText(const OptimizerParam &param)
{
    return param.name.empty() ? "(name not known)" : escaped(param.name);
}

void printParams(Context &context, const Checkpoint &checkpoint, const OptimizerReading &optimizer)
{
    std::size_t nameWidth = 0, shapeWidth = 0;
    for (const OptimizerParam &param : optimizer.params) {
        nameWidth = std::max(nameWidth, std::min<std::size_t>(columnsOf(nameText(param)), 56));
        shapeWidth = std::max(shapeWidth, param.hasShape ? shapeText(param.shape).size() : 1);
    }
    for (const OptimizerParam &param : optimizer.params) {
        context.out << "  ";
        printRight(context.out, escaped(param.index, 40), 4);
        context.out << "  ";
        printPadded(context.out, nameText(param), nameWidth + 2);
        printPadded(context.out, param.hasShape ? shapeText(param.shape) : "-", shapeWidth + 2);
        context.out << stateText(checkpoint, param) << '\n';
    }
}

// How the names were found, each way once.
void printReasons(Context &context, const OptimizerReading &optimizer)
{
    std::vector<std::string> reasons;
    for (const OptimizerParam &param : optimizer.params) {
        if (std::find(reasons.begin(), reasons.end(), param.reason) == reasons.end())
            reasons.push_back(param.reason);
    }
    constexpr std::size_t mostReasons = 5;
    for (std::size_t i = 0; i < std::min(reasons.size(), mostReasons); ++i)
        context.print(Color::Dim, "  names: " + escaped(reasons[i]) + "\n");
}

void printOptimizer(Context &context, const Checkpoint &checkpoint,
                    const OptimizerReading &optimizer)
{
    const std::string path = checkpoint.pathText(optimizer.entry);
    context.print(Color::Bold, path.empty() ? "the file" : escaped(path));
    context.out << ": " << escaped(optimizer.type) << " (" << escaped(optimizer.typeReason)
                << ")\n";
    printGroups(context, checkpoint, optimizer);
    printReasons(context, optimizer);
    printParams(context, checkpoint, optimizer);
}

} // namespace

Result<int> runOptimizer(Context &context)
{
    LENS_ASSIGN(const CheckpointPtr checkpoint, context.open(context.options.file));
    CheckpointPtr model;
    if (!context.options.model.empty()) {
        LENS_ASSIGN(model, context.open(context.options.model));
    }
    const std::vector<OptimizerReading> found = optimizers(*checkpoint, model.get());
    if (context.options.json) {
        writeOptimizers(context, *checkpoint, found);
        return Fine;
    }
    if (found.empty())
        context.out << "There is no optimizer in this file.\n";
    for (const OptimizerReading &optimizer : found)
        printOptimizer(context, *checkpoint, optimizer);
    return Fine;
}

} // namespace lens::cli
