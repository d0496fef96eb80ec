// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/tabletexts.h"

namespace lens {

// As text with tabs, as HTML and as CSV; what takes a table chooses.
void copyTable(const TableTexts &table);

} // namespace lens
