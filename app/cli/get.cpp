// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"

#include "app/cli/elements.h"
#include "app/cli/npy.h"
#include "app/cli/tensortext.h"
#include "model/base/text.h"
#include "model/engine/numbers.h"
#include "model/json/entryjson.h"

namespace lens::cli {

namespace {

bool isScalar(EntryKind kind) { return kind >= EntryKind::Int && kind <= EntryKind::Class; }

void beginEntry(Context &context, const Checkpoint &checkpoint, std::uint32_t entry)
{
    JsonWriter &json = context.json;
    json.beginObject();
    json.countField("schema", 1);
    json.key("path");
    writePath(json, checkpoint, entry);
    json.field("kind", name(checkpoint.entry(entry).kind));
    json.field("type", checkpoint.typeName(entry));
}

void beginGet(Context &context, const Checkpoint &checkpoint, std::uint32_t entry)
{
    beginEntry(context, checkpoint, entry);
    context.json.key("value");
}

// A str is printed as it is, so that a script can use it; everything else as Python shows it.
Result<int> getScalar(Context &context, const Checkpoint &checkpoint, std::uint32_t entry)
{
    if (context.options.slice || !context.options.npy.empty())
        return makeError(ErrorCode::InvalidEdit, "a scalar has no parts and no .npy form")
            .in(checkpoint.pathText(entry))
            .advise("Leave out --slice and --npy.");
    if (context.options.json) {
        beginGet(context, checkpoint, entry);
        writeValue(context.json, checkpoint, entry);
        context.endJson();
        return Fine;
    }
    if (checkpoint.entry(entry).kind == EntryKind::Str)
        context.out << escaped(scalarValue(checkpoint, entry).text) << '\n';
    else
        context.out << escaped(valueText(checkpoint, entry)) << '\n';
    return Fine;
}

// --npy writes the values elsewhere; the result is then where they are.
void sayWritten(Context &context, const Checkpoint &checkpoint, std::uint32_t entry,
                const TensorData &data)
{
    const Options &options = context.options;
    if (options.json) {
        beginEntry(context, checkpoint, entry);
        context.json.field("output", options.npy);
        context.json.key("shape");
        writeShape(context.json, data.shape);
        context.endJson();
    } else if (!options.quiet) {
        context.out << "wrote " << escaped(options.npy) << ": " << name(data.dtype) << ' '
                    << shapeText(data.shape) << '\n';
    }
}

Result<int> getTensor(Context &context, const Checkpoint &checkpoint, std::uint32_t entry)
{
    const Tensor &tensor = *checkpoint.tensor(checkpoint.entry(entry));
    auto data = tensorData(checkpoint, tensor);
    if (data && context.options.slice)
        data = engine::sliced(*data, *context.options.slice);
    if (!data)
        return std::move(data).error().in(checkpoint.pathText(entry));
    if (!context.options.npy.empty()) {
        LENS_CHECK(writeNpy(context, *data, context.options.npy));
        sayWritten(context, checkpoint, entry, *data);
        return Fine;
    }
    if (!context.options.json) {
        LENS_CHECK(printElements(context, *data));
        return Fine;
    }
    beginGet(context, checkpoint, entry);
    LENS_CHECK(writeElements(context, *data));
    context.endJson();
    return Fine;
}

Result<int> getEntry(Context &context, const Checkpoint &checkpoint)
{
    LENS_ASSIGN(const std::uint32_t found, findEntry(checkpoint, context.options.paths[0]));
    const std::uint32_t entry = checkpoint.resolved(found);
    if (checkpoint.tensor(checkpoint.entry(entry)))
        return getTensor(context, checkpoint, entry);
    if (isScalar(checkpoint.entry(entry).kind))
        return getScalar(context, checkpoint, entry);
    return makeError(ErrorCode::InvalidEdit,
                     "this is neither a scalar nor a tensor: " + brief(checkpoint, entry))
        .in(checkpoint.pathText(entry))
        .advise("List what is in it with ls.");
}

} // namespace

Result<int> runGet(Context &context)
{
    LENS_ASSIGN(const CheckpointPtr checkpoint, context.open(context.options.file));
    auto code = getEntry(context, *checkpoint);
    if (!code)
        return named(std::move(code).error(), context.options.file);
    return code;
}

} // namespace lens::cli
