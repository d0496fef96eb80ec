// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/comparerows.h"

namespace lens {

// How a state of a comparison is told: a sign and a word, and in a window a colour, never that
// alone.
QString stateSign(CompareState state);
QString stateWord(CompareState state);
// "≠ changed", or what is other: "± dtype, shape".
QString stateText(CompareState state, const QStringList &what);
// "changed", or what is other: "other dtype, shape".
QString stateWords(CompareState state, const QStringList &what);
// "⚠ NaN in B", "⚠ NaN, Inf in B", by bits of SpecialSide; empty where there is none.
QString specialText(unsigned sides);
// "≠ 3"
QString countText(CompareState state, std::uint64_t count);
// "3 changed, 1 only in A"
QString countsText(const StateCounts &counts);
// "≠ 3 changed, − 1 only in A"; only so many of them with their words: "≠ 3 changed, − 1".
QString insideText(const StateCounts &counts, std::size_t words = compareStates);
// What is inside a row says all that there is to say of its state.
bool isToldByInside(CompareState state, const std::optional<StateCounts> &inside);
// All that a row says of itself: its state, where values in it are no finite numbers on one side
// alone, and what is inside it, of which so many have words.
QString rowText(CompareState state, const QStringList &what, unsigned specialSides,
                const std::optional<StateCounts> &inside, std::size_t words = compareStates);
// The same without the signs of states.
QString rowWords(CompareState state, const QStringList &what, unsigned specialSides,
                 const std::optional<StateCounts> &inside);
// What it means, for a legend and for tool tips.
QString stateMeaning(CompareState state);

} // namespace lens
