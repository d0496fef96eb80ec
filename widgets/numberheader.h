// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHeaderView>
#include <QStyledItemDelegate>

namespace lens {

// Heads a column of numbers (NumericRole) where they stand: at the right.
class NumberHeader : public QHeaderView
{
    Q_OBJECT

public:
    explicit NumberHeader(QWidget *parent = nullptr)
        : QHeaderView(Qt::Horizontal, parent)
    {}

protected:
    void initStyleOptionForIndex(QStyleOptionHeader *option, int section) const override;
};

// Numbers at the right, with a little room before the next column; what is not finite (SpecialRole)
// in bold and colour. What a cell has no room for is in its tool tip, unless it has another.
class NumberDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;
};

} // namespace lens
