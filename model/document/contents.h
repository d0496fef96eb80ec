// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/latestjob.h"
#include "model/document/outline.h"

#include <memory>
#include <string>
#include <vector>

namespace lens {

// The tensors of one dtype, or on one device.
struct ContentsShare
{
    std::string name;
    std::uint64_t tensors = 0, bytes = 0;
};

// What lies below some rows of the tree. Tensors count as in Totals: once, at their first showing.
struct Contents
{
    static constexpr int listed = 10;

    std::uint64_t tensors = 0, elements = 0, bytes = 0;
    std::uint64_t sharedBytes = 0; // of them, those that are stored once and counted before
    std::vector<ContentsShare> dtypes, devices; // the largest first
    std::vector<std::uint32_t> largest;         // nodes of the largest tensors, at most `listed`
};

// How much of `whole` a part is: "12.3 %", "< 0.1 %".
std::string percentText(std::uint64_t part, std::uint64_t whole);

// `nodes` may lie in each other; nothing counts twice.
Contents contentsBelow(const Checkpoint &checkpoint, const Outline &outline,
                       const DeviceMap &devices, std::vector<std::uint32_t> nodes);

class ContentsJob final : public LatestJob
{
    Q_OBJECT

public:
    using LatestJob::LatestJob;
    void start(CheckpointPtr checkpoint, std::shared_ptr<const Outline> outline, DeviceMap devices,
               std::vector<std::uint32_t> nodes);

Q_SIGNALS:
    void finished(const lens::Contents &contents);
};

} // namespace lens
