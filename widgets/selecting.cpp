// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/selecting.h"

#include <QAbstractItemView>

namespace lens {

void selectAlone(QAbstractItemView &view, const QModelIndex &index)
{
    if (index.isValid() && !(index.flags() & Qt::ItemIsEnabled))
        return;
    QItemSelectionModel::SelectionFlags how = QItemSelectionModel::ClearAndSelect;
    if (view.selectionBehavior() == QAbstractItemView::SelectRows)
        how |= QItemSelectionModel::Rows;
    view.selectionModel()->setCurrentIndex(index, how);
}

} // namespace lens
