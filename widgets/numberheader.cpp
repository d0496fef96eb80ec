// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/numberheader.h"

#include "model/document/plaintext.h"
#include "model/items/roles.h"
#include "widgets/theme.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QToolTip>

namespace lens {

namespace {

void standAtTheRight(QStyleOptionViewItem &option)
{
    option.displayAlignment = Qt::AlignRight | Qt::AlignVCenter;
    if (!option.text.isEmpty())
        option.text += QChar::Nbsp;
}

} // namespace

void NumberHeader::initStyleOptionForIndex(QStyleOptionHeader *option, int section) const
{
    QHeaderView::initStyleOptionForIndex(option, section);
    const bool numeric = model()->headerData(section, orientation(), NumericRole).toBool();
    option->textAlignment = Qt::AlignVCenter | (numeric ? Qt::AlignRight : Qt::AlignLeft);
    // Else it touches the title that follows, and the bar of "|Δ|" looks like the line between.
    if (numeric)
        option->text += QChar::Nbsp;
}

void NumberDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    if (index.data(NumericRole).toBool())
        standAtTheRight(*option);
    if (!index.data(SpecialRole).toBool())
        return;
    option->font.setBold(true);
    option->palette.setColor(QPalette::Text, toneColour(option->palette, Tone::Error));
}

bool NumberDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view,
                               const QStyleOptionViewItem &option, const QModelIndex &index)
{
    const bool isOwn = event->type() == QEvent::ToolTip && index.isValid() &&
                       !index.data(Qt::ToolTipRole).isValid();
    if (!isOwn)
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    const bool isWhole = sizeHint(option, index).width() <= option.rect.width();
    QStyleOptionViewItem shown = option;
    initStyleOption(&shown, index);
    QToolTip::showText(event->globalPos(), isWhole ? QString() : tipText(shown.text), view);
    return true;
}

} // namespace lens
