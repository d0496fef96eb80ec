// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QAbstractItemView;
class QModelIndex;

namespace lens {

// Makes it current and alone selected. QAbstractItemView::setCurrentIndex() asks for the keys that
// are held: Shift, as in Shift+F7, selects all rows up to there, and Ctrl takes this one out.
void selectAlone(QAbstractItemView &view, const QModelIndex &index);

} // namespace lens
