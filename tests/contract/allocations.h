// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace lens::test {

// The largest piece of memory that operator new was asked for since the last reset.
void resetLargestAllocation();
std::size_t largestAllocation();

} // namespace lens::test
