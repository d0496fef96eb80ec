// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/pickle/graph.h"

#include <span>
#include <string>
#include <string_view>

// The names that the safety report knows. Sources: torch/_weights_only_unpickler.py for what torch
// itself allows; the modules that published scanners call dangerous.
namespace lens {

// How a call of an allow-listed name must look to be the one torch or Python writes. -1: any count.
struct CanonicalName
{
    std::string_view name; // today's full name
    int fewestArgs = -1, mostArgs = -1;
};

// Builders and types of torch tensors; null when `full` is none of them.
const CanonicalName *torchName(std::string_view full);
// dtypes, storage classes, tensor classes and quantisation schemes, which are too many to list.
bool isTorchType(std::string_view module, std::string_view name);
// Plain data of Python and numpy that runs nothing when it is built.
bool isDataName(std::string_view full);
// A module whose attributes are allow-listed, so that a path through it must not go further.
bool isAllowedModule(std::string_view module);
// A module or a name that is there to run code, open files or reach a network.
bool isDangerousName(std::string_view full);
// One step of a dotted name that leads to code: "__globals__", "_os".
bool isDangerousStep(std::string_view step);

} // namespace lens
