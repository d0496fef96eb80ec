// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panel.h"

class QTreeView;

namespace lens {

// What the tree puts on the clipboard.

// The paths of the rows, a line each.
void copyPaths(const Document &document, const Selection &rows);
// The selected rows, the columns that are shown in the order they are shown, as a table for other
// programs: text with tabs, and HTML. Numbers are exact, names are whole paths.
void copySelectedTable(const QTreeView &tree, bool withHeaders);
// Code that loads the row; an error where there is none.
Result<void> copyPython(const Document &document, std::uint32_t node);

} // namespace lens
