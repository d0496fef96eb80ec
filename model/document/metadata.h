// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"
#include "model/document/latestjob.h"

#include <string>
#include <vector>

namespace lens {

// One value of a file that is no tensor. Lists of plain values are one row.
struct MetadataRow
{
    std::uint32_t entry = 0;
    std::string path, type, value; // the beginning of the value, as Python writes it
};

// Everything in a file that is not a tensor, in its order. Cancelled: what was found by then.
std::vector<MetadataRow> metadataRows(const Checkpoint &checkpoint, const Job &job);
// The whole value of a row, lines and nested JSON laid out to be read; up to about `limit` bytes.
std::string metadataText(const Checkpoint &checkpoint, std::uint32_t entry, std::size_t limit);
// A list, tuple or set of plain values as Python writes it, cut behind the one that passes `limit`.
std::string sequenceText(const Checkpoint &checkpoint, std::uint32_t entry, std::size_t limit);

class MetadataJob final : public LatestJob
{
    Q_OBJECT

public:
    using LatestJob::LatestJob;
    void start(CheckpointPtr checkpoint);

Q_SIGNALS:
    // Not complete: the rows that were found before it was stopped.
    void finished(const std::vector<lens::MetadataRow> &rows, bool complete);
};

} // namespace lens
