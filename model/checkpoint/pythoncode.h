// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"

namespace lens {

// Something of a checkpoint that Python code can load.
struct PythonTarget
{
    std::uint32_t entry = 0;
    std::string name = {};    // ofStateDict: a name in it
    std::string names = {};   // instead of one, all that begin so
    bool ofStateDict = false; // `entry` is a whole model; of its state_dict()
    std::string path = {};    // where the file lies by now; empty: where it was opened
};

// Lines of Python that load the file and this very part of it into `value`. InvalidEdit for what
// Python has no expression for: elements of a set, what an object was made from.
Result<std::string> pythonCode(const Checkpoint &checkpoint, const PythonTarget &target);

} // namespace lens
