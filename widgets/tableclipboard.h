// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/latestjob.h"
#include "model/items/tabletexts.h"

namespace lens {

// As text with tabs, as HTML and as CSV; what takes a table chooses.
// Nothing takes the place of what is there.
void copyTable(const TableTexts &table);
// A copy that is still made is given up once something else is copied, here or elsewhere.
void yieldToNewerCopies(LatestJob &copying);

} // namespace lens
