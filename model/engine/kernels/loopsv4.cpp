// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled for x86-64-v4.
#include "model/engine/kernels/loopbodies.h"

namespace lens::engine {

const Loops loopsV4 = allLoops();

} // namespace lens::engine
