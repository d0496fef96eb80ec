// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/prefixrule.h"
#include "model/engine/comparevalues.h"

#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace lens {

// Two checkpoints aligned row by row, with what is costly to make of a row and never changes: its
// texts, their order, the container it lies in. Made by a worker thread.
struct CompareRows
{
    CheckpointPtr a, b;
    std::vector<engine::ComparedRow> rows;
    std::vector<QString> names, textsA, textsB;
    std::vector<std::uint32_t> nameRanks, ranksA, ranksB; // their natural order
    std::vector<std::uint32_t> parents; // row of the container, always before; noIndex: none
    std::optional<PrefixRule> prefix;
};

std::shared_ptr<CompareRows> makeCompareRows(CheckpointPtr a, CheckpointPtr b,
                                             std::vector<engine::ComparedRow> rows);

// What tells the two sides of a row apart: "64×3 float32", "0.001", with the device or the type
// where that is what differs.
QString sideText(const Checkpoint &checkpoint, std::uint32_t entry,
                 const std::vector<std::string> &what, std::size_t limit = 120);
// "name", or "name → other" where the sides spell it differently; "/" for the file itself.
QString rowName(const CompareRow &row);

} // namespace lens
