// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/document.h"

namespace lens {

// All that a filter or a sort looks at: immutable, so that a worker thread may.
struct RowSource
{
    CheckpointPtr checkpoint;
    std::shared_ptr<const Outline> outline;
    std::shared_ptr<const DeviceMap> devices, savedDevices;
    std::shared_ptr<const TensorStatistics> statistics = {}; // null until some are known
    std::shared_ptr<const FoundRows> found = {};             // null until values were checked

    const Tensor *tensor(std::uint32_t node) const;
    // With the pending edits; empty for what is no tensor.
    std::string_view deviceOf(std::uint32_t node) const;
    // Unknown for what is no tensor or was not read yet.
    RowNumbers numbers(std::uint32_t node) const;
    unsigned marks(std::uint32_t node) const; // of RowMark
    bool isChanged(std::uint32_t node) const;
};

RowSource rowSource(const Document &document);

// What a filter finds and counts: tensors, values and objects, but not what only holds them.
bool isItem(const RowSource &source, std::uint32_t node);

} // namespace lens
