// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace lens {

// Makes the icons and the sample known. A program calls it once, before its first widget: what lies
// in a static library does not announce itself.
void initResources();

} // namespace lens
