// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/numberheader.h"

namespace lens {

struct EntryMark;

// Turns the roles of a row of the tree into icon, colour and, at the right of its name,
// marks.
class EntryDelegate final : public NumberDelegate
{
    Q_OBJECT

public:
    using NumberDelegate::NumberDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;

private:
    static void paintMarks(QPainter &painter, const QStyleOptionViewItem &option,
                           const std::vector<EntryMark> &marks, bool words);
};

} // namespace lens
