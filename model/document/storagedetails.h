// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"
#include "model/document/latestjob.h"

#include <string>
#include <vector>

namespace lens {

// A tensor over the same storage.
struct StorageSharer
{
    std::uint32_t entry = 0;
    std::uint64_t firstByte = 0; // of it, in the storage
};

// What it takes a look at all tensors, or at the file, to say of the storage of a tensor.
struct StorageDetails
{
    std::uint64_t usedBytes = 0;        // by all tensors over it
    std::vector<StorageSharer> sharers; // the tensor itself left out, in the order of the file
    std::uint64_t firstByte = 0;        // of the tensor, in the storage
    std::string head;                   // its first bytes as they lie
    std::string problem;                // why there are none
};

StorageDetails storageDetails(const Checkpoint &checkpoint, std::uint32_t tensor);
// Where the first element of a tensor lies in its storage.
std::uint64_t firstByteOf(const Tensor &tensor);
// Whether the elements lie without gaps in row-major order.
bool isContiguous(const Tensor &tensor);
// Sixteen bytes a line behind the offset of the first, which counts from `start`.
std::string hexLines(const std::string &bytes, std::uint64_t start);

class StorageJob final : public LatestJob
{
    Q_OBJECT

public:
    using LatestJob::LatestJob;
    void start(CheckpointPtr checkpoint, std::uint32_t tensor);

Q_SIGNALS:
    void finished(const lens::StorageDetails &details);
};

} // namespace lens
