// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QHeaderView;
class QWidget;

namespace lens {

// Of the table that has the focus inside `page`, or of the first one that is seen there: its header
// when a click on it sorts; null for none.
QHeaderView *sortingHeader(const QWidget &page);
// What a click on the header does, as a menu below it, for those who have no mouse.
void showSortMenu(QHeaderView &header);

} // namespace lens
