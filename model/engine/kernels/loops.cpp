// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/engine/kernels/loopbodies.h"

namespace lens::engine {

const Loops loopsBaseline = allLoops();

const Loops &loops()
{
#ifdef LENS_X86_LEVELS
    __builtin_cpu_init();
    static const Loops &best = __builtin_cpu_supports("x86-64-v4")   ? loopsV4
                               : __builtin_cpu_supports("x86-64-v3") ? loopsV3
                                                                     : loopsBaseline;
    return best;
#else
    return loopsBaseline;
#endif
}

} // namespace lens::engine
