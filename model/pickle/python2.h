// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/pickle/graph.h"

#include <string>

namespace lens::pickle {

// Today's name of a global as protocols 0 to 2 write it ("__builtin__.set" -> "builtins.set"), by
// CPython's tables. Source: Lib/_compat_pickle.py.
std::string modernName(GlobalName name);

} // namespace lens::pickle
