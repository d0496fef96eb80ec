// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/json/entryjson.h"

#include "model/base/text.h"
#include "model/engine/numbers.h"

namespace lens {

namespace {

constexpr std::size_t largestInlineBytes = 64;

// A large integer as a string would read as a key that is a str.
void writeIndex(JsonWriter &json, std::int64_t index)
{
    constexpr std::int64_t largestExact = std::int64_t{1} << 53;
    if (index >= -largestExact && index <= largestExact)
        return json.integer(index);
    json.beginObject();
    json.field("key", std::to_string(index));
    json.endObject();
}

void writeStep(JsonWriter &json, const Step &step)
{
    if (step.kind == StepKind::Key)
        return json.text(step.text);
    if (step.kind == StepKind::Index)
        return writeIndex(json, step.index);
    json.beginObject();
    json.field(step.kind == StepKind::Attr ? "attr" : "key", step.text);
    json.endObject();
}

void writeTextOrNull(JsonWriter &json, std::string_view key, std::string_view text)
{
    json.key(key);
    text.empty() ? json.null() : json.text(text);
}

void writeGeometry(JsonWriter &json, const Tensor &tensor)
{
    json.key("shape");
    writeShape(json, tensor.shape);
    json.key("stride");
    if (tensor.layout == Layout::Strided)
        writeShape(json, tensor.stride);
    else
        json.null();
    json.key("storage_offset");
    json.integer(tensor.storageOffset);
}

void writeStorageOf(JsonWriter &json, const Checkpoint &checkpoint, std::uint32_t index)
{
    json.key("storage");
    if (index == noIndex)
        json.null();
    else
        json.text(checkpoint.storages[index].key);
    json.key("storage_nbytes");
    if (index == noIndex)
        json.null();
    else
        json.count(checkpoint.storages[index].nbytes);
}

void writeTensor(JsonWriter &json, const Checkpoint &checkpoint, const Tensor &tensor)
{
    json.field("dtype", name(tensor.dtype));
    writeGeometry(json, tensor);
    writeTextOrNull(json, "device", tensor.device);
    writeStorageOf(json, checkpoint, tensor.storage);
    json.countField("nbytes", tensor.nbytes());
    json.key("requires_grad");
    json.boolean(tensor.requiresGrad);
    json.key("parameter");
    json.boolean(tensor.parameter);
    json.field("layout", name(tensor.layout));
    if (tensor.numpy) {
        json.key("numpy");
        json.boolean(true);
    }
    if (!tensor.broken.empty())
        json.field("broken", tensor.broken);
}

void writeStorage(JsonWriter &json, const Checkpoint &checkpoint, std::uint32_t index)
{
    const Storage &storage = checkpoint.storages[index];
    json.field("dtype", name(storage.dtype));
    json.field("device", storage.location);
    writeStorageOf(json, checkpoint, index);
}

// Up to 64 bytes themselves, of more only what tells them apart.
void writeBytes(JsonWriter &json, std::string bytes)
{
    if (bytes.size() <= largestInlineBytes)
        return json.field("value", base64(bytes));
    const std::uint64_t length = bytes.size();
    Job job;
    if (const auto hash = engine::sha256(*memorySource(std::move(bytes)), job))
        json.field("sha256", *hash);
    json.countField("length", length);
}

bool isContainer(EntryKind kind)
{
    return kind == EntryKind::Dict || kind == EntryKind::List || kind == EntryKind::Tuple ||
           kind == EntryKind::Set || kind == EntryKind::FrozenSet;
}

bool isScalar(EntryKind kind)
{
    return kind >= EntryKind::Int && kind <= EntryKind::Class && kind != EntryKind::Bytes;
}

void writeRef(JsonWriter &json, const Checkpoint &checkpoint, const Entry &entry)
{
    json.key("target");
    writePath(json, checkpoint, entry.target);
}

} // namespace

void writeSteps(JsonWriter &json, std::span<const Step> steps)
{
    json.beginArray();
    for (const Step &step : steps)
        writeStep(json, step);
    json.endArray();
}

void writePath(JsonWriter &json, const Checkpoint &checkpoint, std::uint32_t entry)
{
    thread_local std::vector<std::uint32_t> ancestors; // spares an allocation for every entry
    ancestors.clear();
    for (std::uint32_t i = entry; i != 0 && i != noIndex; i = checkpoint.entry(i).parent)
        ancestors.push_back(i);
    json.beginArray();
    for (auto i = ancestors.rbegin(); i != ancestors.rend(); ++i)
        writeStep(json, checkpoint.entry(*i).step);
    json.endArray();
}

void writeShape(JsonWriter &json, std::span<const std::int64_t> shape)
{
    json.beginArray();
    for (const std::int64_t extent : shape)
        json.integer(extent);
    json.endArray();
}

void writeEntryFields(JsonWriter &json, const Checkpoint &checkpoint, std::uint32_t index)
{
    const Entry &entry = checkpoint.entry(index);
    json.field("kind", name(entry.kind));
    if (entry.kind == EntryKind::Ref)
        writeRef(json, checkpoint, entry);
    json.field("type", checkpoint.typeName(index));
    if (isContainer(entry.kind))
        json.countField("length", entry.length);
    if (isScalar(entry.kind)) {
        json.key("value");
        writeValue(json, checkpoint, index);
    }
    if (entry.kind == EntryKind::Bytes)
        writeBytes(json, scalarValue(checkpoint, index).text);
    if (const Tensor *tensor = checkpoint.tensor(entry))
        writeTensor(json, checkpoint, *tensor);
    if (entry.kind == EntryKind::Storage && entry.index != noIndex)
        writeStorage(json, checkpoint, entry.index);
}

void writeValue(JsonWriter &json, const Checkpoint &checkpoint, std::uint32_t index)
{
    const ScalarValue value = scalarValue(checkpoint, index);
    switch (value.kind) {
    case EntryKind::Int:
        return value.bigInteger ? json.decimal(value.text) : json.integer(value.integer);
    case EntryKind::Float: return json.real(value.real);
    case EntryKind::Bool: return json.boolean(value.truth);
    case EntryKind::Bytes: return json.text(base64(value.text));
    case EntryKind::Size: return writeShape(json, value.size);
    case EntryKind::Complex:
        json.beginArray();
        json.real(value.real);
        json.real(value.imaginary);
        return json.endArray();
    case EntryKind::Str:
    case EntryKind::DType:
    case EntryKind::Device:
    case EntryKind::Class: return json.text(value.text);
    default: return json.null();
    }
}

} // namespace lens
