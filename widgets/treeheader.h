// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/numberheader.h"

namespace lens {

// The columns of the tree: which are shown, how wide, in which order; what they are sorted by. The
// name fills what the others leave.
class TreeHeader final : public NumberHeader
{
    Q_OBJECT

public:
    explicit TreeHeader(QWidget *parent = nullptr);

    // Once the model is there: `state` as columns() gave it; otherwise as at first.
    void setColumns(const QByteArray &state);
    QByteArray columns() const { return saveState(); }
    void resetColumns();
    bool showsStatistics() const; // at least one of them
    void showStatistics();
    // A menu with a tick for each column; the name has none, without it a row is nothing.
    void chooseColumns(const QPoint &at);

Q_SIGNALS:
    void columnsChanged();
    void columnShown(int column); // by the person

protected:
    bool viewportEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void fitName();
    void showColumn(int column, bool shown);
};

} // namespace lens
