// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

namespace lens {

// A table of more cells than can be listed. QTableView lists every cell that was selected to tell a
// screen reader of the first one; this tells of it at once.
class CellTable final : public QTableView
{
    Q_OBJECT

public:
    using QTableView::QTableView;

protected:
    void selectionChanged(const QItemSelection &now, const QItemSelection &before) override;
};

} // namespace lens
