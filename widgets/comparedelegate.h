// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/numberheader.h"

namespace lens {

// The state of a row in a sign and a word, and in signs what is inside it.
QString statusText(const QModelIndex &index);

// Puts the state of a row of a comparison into a sign, a word and a colour.
class CompareDelegate final : public NumberDelegate
{
    Q_OBJECT

public:
    using NumberDelegate::NumberDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;
};

} // namespace lens
