// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/rowtable.h"

namespace lens {

// Says the flags of a parameter in words, and why a name is not known with little weight.
class OptimizerDelegate final : public RowDelegate
{
    Q_OBJECT

public:
    using RowDelegate::RowDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;
};

} // namespace lens
