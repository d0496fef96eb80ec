// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"

#include <string>
#include <vector>

namespace lens {

enum class Rating : std::uint8_t { Torch, Data, Unknown, Dangerous };
std::string_view name(Rating rating);

// One global of one pickle, all its uses there together.
struct RatedGlobal
{
    std::string name; // today's name, "posix.system"
    Rating rating = Rating::Unknown;
    std::string use; // "imported", "called", "instantiated", "dynamic"
    std::uint64_t count = 0;
    std::string member;
    std::uint64_t offset = 0; // of the first
};

// The globals of all pickles in the order of their places, rated by the exact lists of security.md
// 6: allow-listed names are `torch` only when used with their canonical arguments.
std::vector<RatedGlobal> ratedGlobals(const Checkpoint &checkpoint);
std::vector<RatedGlobal> ratedGlobals(const pickle::Graph &graph,
                                      const pickle::StreamReading &reading,
                                      const std::string &member);
// What a report says of a global that is rated unknown or dangerous.
Finding findingOf(const RatedGlobal &global);
// One of the four sentences of security.md 6, never "safe", and how bad that is. Unknown code is a
// warning; what was not analysed completely is as bad as what is dangerous.
struct Verdict
{
    std::string text;
    Severity severity = Severity::Note;
};
Verdict verdict(const std::vector<RatedGlobal> &globals, bool complete);

} // namespace lens
