// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/interpreter.h"

namespace lens {

// Fills Checkpoint::entries from the root, depth first, without recursion: an object shown before
// becomes a Ref, so shared and cyclic structures end.
Result<void> listEntries(Interpreter &interpreter, const Job *job);

// A key that is neither str nor int as Python's repr would show it, shortened.
std::string reprOf(Interpreter &interpreter, pickle::NodeId node, int depth = 0);

} // namespace lens
