// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/locator.h"
#include "model/items/comparerows.h"

namespace lens {

// The aligned rows of a comparison by the names that both sides have for them.
LocatorSourcePtr locatorSource(CompareRowsPtr rows);

} // namespace lens
