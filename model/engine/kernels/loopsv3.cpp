// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled for x86-64-v3.
#include "model/engine/kernels/loopbodies.h"

namespace lens::engine {

const Loops loopsV3 = allLoops();

} // namespace lens::engine
