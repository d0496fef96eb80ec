// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QMimeData;
class QTreeView;

namespace lens {

// The selected rows of the tree, the columns that are shown in the order they are shown, as a table
// for other programs: text with tabs, and HTML. Numbers are exact, names are whole paths.
QMimeData *selectedTable(const QTreeView &tree, bool withHeaders);

} // namespace lens
