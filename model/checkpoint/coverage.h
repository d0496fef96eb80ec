// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"

#include <string>

namespace lens {

// The record that a pickle is, or where it begins.
std::string nameOf(const PickleStream &stream);
// What a safety report looked at: each pickle, how far it could be read, and how many records were
// not looked into.
std::string coverageOf(const Checkpoint &checkpoint);

} // namespace lens
