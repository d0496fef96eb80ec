// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/comparerows.h"
#include "widgets/numberheader.h"

namespace lens {

// The state of a row in a sign and a word, and what is inside it, of which so many have words.
QString statusText(const QModelIndex &index, std::size_t words = compareStates);
// With as many words as there is room for in `width` pixels, but one.
QString statusText(const QModelIndex &index, const QFontMetrics &metrics, int width);

// Puts the state of a row of a comparison into a sign, a word and a colour.
class CompareDelegate final : public NumberDelegate
{
    Q_OBJECT

public:
    using NumberDelegate::NumberDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;
};

} // namespace lens
