// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/storagedetails.h"

#include "model/base/dtype.h"
#include "model/checkpoint/summary.h"

#include <algorithm>

namespace lens {
namespace {

constexpr std::uint64_t headBytes = 256;
constexpr std::size_t bytesInLine = 16;

// From its first element to behind its last.
std::uint64_t spanOf(const Tensor &tensor)
{
    if (tensor.numel() == 0)
        return 0;
    std::uint64_t elements = 1;
    for (std::size_t axis = 0; axis < std::min(tensor.shape.size(), tensor.stride.size()); ++axis)
        elements += static_cast<std::uint64_t>(tensor.shape[axis] - 1) *
                    static_cast<std::uint64_t>(std::max<std::int64_t>(tensor.stride[axis], 0));
    const DTypeInfo &type = info(tensor.dtype);
    const unsigned perItem = std::max<unsigned>(type.valuesPerItem, 1);
    return (elements + perItem - 1) / perItem * type.itemSize;
}

void readHead(const Storage &storage, const Tensor &tensor, StorageDetails &details)
{
    if (!storage.bytes) {
        details.problem = "The record of this storage is missing.";
        return;
    }
    const std::uint64_t size = storage.bytes->size();
    const std::uint64_t available = size - std::min(details.firstByte, size);
    const std::uint64_t count = std::min({headBytes, available, spanOf(tensor)});
    auto head = storage.bytes->readString(std::min(details.firstByte, size), count);
    if (head)
        details.head = *std::move(head);
    else
        details.problem = head.error().text();
}

void appendHex(std::string &text, std::uint64_t value, int digits)
{
    constexpr char hex[] = "0123456789abcdef";
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4)
        text += hex[value >> shift & 15];
}

} // namespace

std::uint64_t firstByteOf(const Tensor &tensor)
{
    const DTypeInfo &type = info(tensor.dtype);
    const auto first = static_cast<std::uint64_t>(std::max<std::int64_t>(tensor.storageOffset, 0));
    return first / std::max<unsigned>(type.valuesPerItem, 1) * type.itemSize;
}

bool isContiguous(const Tensor &tensor)
{
    std::int64_t expected = 1;
    for (std::size_t axis = std::min(tensor.shape.size(), tensor.stride.size()); axis-- > 0;) {
        if (tensor.shape[axis] != 1 && tensor.stride[axis] != expected)
            return false;
        expected *= std::max<std::int64_t>(tensor.shape[axis], 1);
    }
    return true;
}

StorageDetails storageDetails(const Checkpoint &checkpoint, std::uint32_t index)
{
    StorageDetails details;
    const Tensor &tensor = checkpoint.tensors[index];
    if (tensor.storage == noIndex)
        return details;
    details.usedBytes = usedBytes(checkpoint)[tensor.storage];
    details.firstByte = firstByteOf(tensor);
    for (std::uint32_t i = 0; i < checkpoint.entries.size(); ++i) {
        const Entry &entry = checkpoint.entry(i);
        const Tensor *other = checkpoint.tensor(entry);
        if (other && entry.index != index && other->storage == tensor.storage)
            details.sharers.push_back({i, firstByteOf(*other)});
    }
    readHead(checkpoint.storages[tensor.storage], tensor, details);
    return details;
}

std::string hexLines(const std::string &bytes, std::uint64_t start)
{
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += bytesInLine) {
        text += at == 0 ? "" : "\n";
        appendHex(text, start + at, start + at > 0xFFFFFFFF ? 12 : 8);
        text += ' ';
        for (std::size_t i = at; i < std::min(at + bytesInLine, bytes.size()); ++i) {
            text += i % 8 == 0 && i != at ? "  " : " ";
            appendHex(text, static_cast<unsigned char>(bytes[i]), 2);
        }
    }
    return text;
}

void StorageJob::start(CheckpointPtr checkpoint, std::uint32_t tensor)
{
    LatestJob::start([this, checkpoint, tensor](Job &) -> Report {
        return [this, details = storageDetails(*checkpoint, tensor)] { Q_EMIT finished(details); };
    });
}

} // namespace lens
