// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/tensortext.h"

#include "model/base/dtype.h"
#include "model/base/text.h"

namespace lens::cli {

std::string shapeText(std::span<const std::int64_t> shape)
{
    std::string text = "[";
    for (std::size_t axis = 0; axis < shape.size(); ++axis)
        text += (axis == 0 ? "" : ", ") + std::to_string(shape[axis]);
    return text + ']';
}

std::string_view shortTypeName(std::string_view type)
{
    return type.substr(type.rfind('.') + 1); // all of it when there is no dot
}

bool hasItems(EntryKind kind)
{
    return kind == EntryKind::Dict || kind == EntryKind::List || kind == EntryKind::Tuple ||
           kind == EntryKind::Set || kind == EntryKind::FrozenSet;
}

std::string brief(const Checkpoint &checkpoint, std::uint32_t index)
{
    const Entry &entry = checkpoint.entry(checkpoint.resolved(index));
    if (const Tensor *tensor = checkpoint.tensor(entry))
        return std::string(name(tensor->dtype)) + ' ' + shapeText(tensor->shape);
    const std::string type = escaped(shortTypeName(checkpoint.typeName(index)), 60);
    if (hasItems(entry.kind))
        return type + " of " + grouped(entry.length);
    if (entry.kind == EntryKind::Object || entry.kind == EntryKind::Storage)
        return type;
    return escaped(valueText(checkpoint, checkpoint.resolved(index)), 60);
}

} // namespace lens::cli
