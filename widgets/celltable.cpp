// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/celltable.h"

namespace lens {
namespace {

QItemSelection firstCell(const QItemSelection &selection)
{
    if (selection.isEmpty())
        return {};
    return {selection.first().topLeft(), selection.first().topLeft()};
}

} // namespace

void CellTable::selectionChanged(const QItemSelection &now, const QItemSelection &before)
{
    QTableView::selectionChanged(firstCell(now), firstCell(before));
    viewport()->update(); // the other cells as well
}

} // namespace lens
