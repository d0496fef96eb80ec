// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/optimizeroutput.h"

#include "app/cli/elements.h"
#include "app/cli/tensortext.h"
#include "model/json/entryjson.h"

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

} // namespace

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

} // namespace lens::cli
