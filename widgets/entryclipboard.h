// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/chosenrows.h"

class QTreeView;

namespace lens {

// What the rows of a file put on the clipboard.

// The paths of the rows, a line each.
void copyPaths(const Document &document, const ChosenRows &rows);
// The selected rows of the tree, the columns that are shown in the order they are shown, as a table
// for other programs: text with tabs, and HTML. Numbers are exact, names are whole paths, texts are
// whole as long as there are no more of them than are copied at once; false: some are not.
bool copySelectedTable(const QTreeView &tree, bool withHeaders);
// Code that loads the row; an error where there is none.
Result<void> copyPython(const Document &document, const ChosenRow &row);

} // namespace lens
