// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/comparepair.h"

#include "model/checkpoint/walk.h"

#include <cmath>

namespace lens {

namespace {

using pickle::NodeKind;

// An entry of one side, Refs followed.
struct Side
{
    const Checkpoint &checkpoint;
    std::uint32_t index;
    const Entry &entry;

    const pickle::Graph &graph() const { return checkpoint.graph; }
};

bool isText(EntryKind kind) { return kind == EntryKind::Str || kind == EntryKind::Bytes; }

// Containers are the same when their children are; a class is known by its name.
bool isContainer(EntryKind kind)
{
    switch (kind) {
    case EntryKind::Dict:
    case EntryKind::List:
    case EntryKind::Tuple:
    case EntryKind::Set:
    case EntryKind::FrozenSet:
    case EntryKind::Object: return true;
    default: return false;
    }
}

// The payload of a str or bytes that the pickle wrote as such; protocol 2 writes bytes as a call.
bool isPlainText(const Side &side)
{
    const NodeKind kind = side.graph().kind(side.entry.node);
    return kind == NodeKind::Str || kind == NodeKind::Bytes || kind == NodeKind::ByteArray;
}

bool sameScalar(const Side &a, const Side &b)
{
    const NodeKind kind = a.graph().kind(a.entry.node);
    if (kind == b.graph().kind(b.entry.node)) {
        if (kind == NodeKind::Int || kind == NodeKind::Bool)
            return a.graph().intValue(a.entry.node) == b.graph().intValue(b.entry.node);
        if (kind == NodeKind::Float) {
            const double x = a.graph().floatValue(a.entry.node);
            const double y = b.graph().floatValue(b.entry.node);
            return x == y || (std::isnan(x) && std::isnan(y));
        }
        if (isText(a.entry.kind) && isPlainText(a))
            return a.graph().text(a.entry.node) == b.graph().text(b.entry.node);
    }
    return valueText(a.checkpoint, a.index) == valueText(b.checkpoint, b.index);
}

bool hasNumbers(const Tensor &tensor)
{
    return !tensor.meta && tensor.layout == Layout::Strided &&
           (tensor.storage != noIndex || tensor.numpy);
}

void compareTensors(const Tensor &a, const Tensor &b, bool asStateDict, CompareRow &row)
{
    const auto differs = [&row](bool different, const char *what) {
        if (different)
            row.what.emplace_back(what);
    };
    const bool wrapped = a.type != b.type || a.parameter != b.parameter;
    differs((wrapped && !asStateDict) || a.numpy != b.numpy || a.layout != b.layout, "type");
    differs(a.dtype != b.dtype, "dtype");
    differs(a.shape != b.shape, "shape");
    differs(a.device != b.device, "device");
    differs(a.requiresGrad != b.requiresGrad && !asStateDict, "requires_grad");
    row.numbersPending = a.shape == b.shape && hasNumbers(a) && hasNumbers(b);
}

void compareStorages(const Storage &a, const Storage &b, CompareRow &row)
{
    if (a.dtype != b.dtype)
        row.what.emplace_back("dtype");
    if (a.numel != b.numel)
        row.what.emplace_back("shape");
    if (a.location != b.location)
        row.what.emplace_back("device");
}

} // namespace

void comparePair(const Checkpoint &checkpointA, const Checkpoint &checkpointB, bool asStateDict,
                 CompareRow &row)
{
    const std::uint32_t indexA = checkpointA.resolved(row.a), indexB = checkpointB.resolved(row.b);
    const Side a{checkpointA, indexA, checkpointA.entries[indexA]};
    const Side b{checkpointB, indexB, checkpointB.entries[indexB]};
    if (a.entry.kind != b.entry.kind)
        row.what.emplace_back("type");
    else if (a.entry.kind == EntryKind::Tensor)
        compareTensors(checkpointA.tensors[a.entry.index], checkpointB.tensors[b.entry.index],
                       asStateDict, row);
    else if (a.entry.kind == EntryKind::Storage)
        compareStorages(checkpointA.storages[a.entry.index], checkpointB.storages[b.entry.index],
                        row);
    else if (isContainer(a.entry.kind)) {
        if (checkpointA.typeName(indexA) != checkpointB.typeName(indexB))
            row.what.emplace_back("type");
    } else if (!sameScalar(a, b)) {
        row.what.emplace_back("value");
    }
    if (row.what.empty())
        row.status = RowStatus::Same;
    else if (row.what.size() == 1 && row.what.front() == "value")
        row.status = RowStatus::Values;
    else
        row.status = RowStatus::Structure;
}

std::string scalarText(const Checkpoint &checkpoint, std::uint32_t entry)
{
    const Entry &item = checkpoint.entries[entry];
    if (isText(item.kind) && isPlainText({checkpoint, entry, item}))
        return std::string(checkpoint.graph.text(item.node));
    return isContainer(item.kind) || item.kind == EntryKind::Tensor || item.kind == EntryKind::Ref
               ? std::string()
               : valueText(checkpoint, entry);
}

} // namespace lens
