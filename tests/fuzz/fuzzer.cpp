// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, std::size_t size)
{
    lens::fuzz::tryInput({reinterpret_cast<const char *>(bytes), size});
    return 0;
}
