// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/partrule.h"
#include "model/document/prefixrule.h"
#include "model/engine/comparevalues.h"

#include <QStringList>

#include <array>
#include <memory>
#include <optional>
#include <vector>

namespace lens {

// Where a row of a comparison stands, in the order in which they are offered.
enum class CompareState : std::uint8_t {
    Values,
    Structure,
    OnlyA,
    OnlyB,
    Unknown,
    Tolerance,
    Same,
    Pending,
    Inside // equal itself, but not all that it holds; listed where what is the same is
};
inline constexpr std::size_t compareStates = 9;

// Counts of the states.
using StateCounts = std::array<std::uint64_t, compareStates>;

// A row does not change: when its values are compared another takes its place, so that another
// thread may keep all of them as they are.
using ComparedRowPtr = std::shared_ptr<const engine::ComparedRow>;
using ComparedRows = std::vector<ComparedRowPtr>;

// Two checkpoints aligned row by row, with what is costly to make of a row and never changes: its
// texts, their order, the container it lies in. Made by a worker thread.
struct CompareRows
{
    CheckpointPtr a, b;
    std::uint32_t entryA = 0, entryB = 0; // what of them
    // Parts that were wanted, and all is compared because they are not there.
    bool isPartOfAGone = false, isPartOfBGone = false;
    ComparedRows rows;                // before their values are compared
    std::vector<CompareState> states; // each by itself, whatever it holds
    std::vector<QString> names, textsA, textsB;
    std::vector<std::uint32_t> nameRanks, ranksA, ranksB; // their natural order
    std::vector<std::uint32_t> parents; // row of the container, always before; noIndex: none
    std::vector<std::uint32_t>
        containerNumbers; // of containers, numbered from 0; noIndex for other rows
    std::size_t containers = 0;
    std::optional<PrefixRule> prefix;
    std::optional<PartRule> parts;
    // One side holds a whole model and the other a state dict.
    bool isModelOnOneSide = false;

    // The root cannot be folded, only what lies in it.
    bool isFoldable(std::size_t row) const { return row > 0 && containerNumbers[row] != noIndex; }
};
using CompareRowsPtr = std::shared_ptr<const CompareRows>;

std::shared_ptr<CompareRows> makeCompareRows(CheckpointPtr a, CheckpointPtr b,
                                             const std::vector<engine::ComparedRow> &rows,
                                             Job &job);

// By itself, whatever it holds.
CompareState stateOf(const engine::ComparedRow &row);
// What tells the two sides of a row apart: "64×3 float32", "0.001", with the device or the type
// where that is what differs.
QString sideText(const Checkpoint &checkpoint, std::uint32_t entry,
                 const std::vector<std::string> &what, std::size_t limit = 120);
// Where a row has values that are NaN, or infinite, on one side alone.
enum SpecialSide : std::uint8_t { NanInA = 1, NanInB = 2, InfInA = 4, InfInB = 8 };
std::uint8_t specialSides(const engine::ComparedRow &row);
// What differs: "dtype", "shape", … as the row has it.
QStringList whatDiffers(const CompareRow &row);
// "name", or "name → other" where the sides spell it differently; "/" for the file itself, and
// empty keys as ''.
QString rowName(const CompareRow &row);

} // namespace lens
