// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

namespace lens {

// Widths of columns in `room` pixels. `usual`: as they are before anything is known of the rows.
// `needs`: as wide as the rows want them. The column `wide` takes what the others leave. These are
// as wide as usual and as they need where the wide one has enough then; else only as they need; and
// where there is not enough for all, no wider than both, and what half of the room for the wide one
// leaves goes to those that need it, in their order.
QList<int> columnWidths(const QList<int> &usual, const QList<int> &needs, int wide, int room);

} // namespace lens
