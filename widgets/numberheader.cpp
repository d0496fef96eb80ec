// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/numberheader.h"

#include "model/items/roles.h"
#include "widgets/theme.h"

namespace lens {

void NumberHeader::initStyleOptionForIndex(QStyleOptionHeader *option, int section) const
{
    QHeaderView::initStyleOptionForIndex(option, section);
    const bool numeric = model()->headerData(section, orientation(), NumericRole).toBool();
    option->textAlignment = Qt::AlignVCenter | (numeric ? Qt::AlignRight : Qt::AlignLeft);
    // Else the bar of "|Δ|" and the line after the section look like one.
    if (numeric)
        option->text += QChar::Nbsp;
}

void NumberDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    if (index.data(NumericRole).toBool())
        option->displayAlignment = Qt::AlignRight | Qt::AlignVCenter;
    if (!index.data(SpecialRole).toBool())
        return;
    option->font.setBold(true);
    option->palette.setColor(QPalette::Text, toneColour(option->palette, Tone::Error));
}

} // namespace lens
