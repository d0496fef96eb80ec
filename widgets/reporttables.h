// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/reportmodels.h"
#include "widgets/rowtable.h"

class QLabel;

namespace lens {

// The parts of a report that are the same for a file that was opened and for one that was not.
void showFindings(RowTable &table, FindingsModel &findings);
void showGlobals(RowTable &table, GlobalsModel &globals);
QLabel *heading(const QString &text);

} // namespace lens
