// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"
#include "model/document/latestjob.h"

#include <QString>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lens {

// One value of a file that is no tensor. Lists of plain values are one row.
struct MetadataRow
{
    std::uint32_t entry = 0;
    QString path, type, value; // plain text, elided where long; the value as Python writes it
};

// Shared by those who show and search them.
using MetadataRows = std::shared_ptr<const std::vector<MetadataRow>>;

// Everything in the file at `path` that is not a tensor, in its order. Cancelled: what was found by
// then.
MetadataRows metadataRows(const Checkpoint &checkpoint, std::string_view path, const Job &job);
// The value of a row, lines and nested JSON laid out to be read; of what has rows of its own there
// is none.
struct ReadableValue
{
    std::string text;
    bool isWhole = true;
};
// Up to about `limit` bytes of it, and no more lines, or letters in a line, than a window can lay
// out at once.
ReadableValue readableValue(const Checkpoint &checkpoint, std::uint32_t entry, std::size_t limit);
// All of it for the clipboard: lines and tabs as the file has them; what a paste would not show,
// other control characters and those that turn the direction of text, stays escaped.
std::string wholeValue(const Checkpoint &checkpoint, std::uint32_t entry);
// A list, tuple or set of plain values as Python writes it, cut behind the one that passes `limit`;
// in lines of about `line` bytes (0: one line).
std::string sequenceText(const Checkpoint &checkpoint, std::uint32_t entry, std::size_t limit,
                         std::size_t line = 0);

class WholeValueJob final : public LatestJob
{
    Q_OBJECT

public:
    using LatestJob::LatestJob;
    void start(CheckpointPtr checkpoint, std::uint32_t entry);

Q_SIGNALS:
    void finished(const QString &text);
};

class MetadataJob final : public LatestJob
{
    Q_OBJECT

public:
    using LatestJob::LatestJob;
    void start(CheckpointPtr checkpoint, const std::string &path);

Q_SIGNALS:
    // Not complete: the rows that were found before it was stopped.
    void finished(const lens::MetadataRows &rows, bool complete);
};

} // namespace lens
