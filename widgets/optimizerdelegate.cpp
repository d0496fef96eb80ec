// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/optimizerdelegate.h"

#include "model/items/optimizermodels.h"
#include "model/items/roles.h"
#include "widgets/icons.h"
#include "widgets/messagebar.h"

#include <QAbstractItemView>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

QStringList words(unsigned flags)
{
    const std::pair<unsigned, QString> names[] = {
        {NoState, OptimizerDelegate::tr("no state")},
        {StepDiffers, OptimizerDelegate::tr("other step")},
        {ShapeDiffers, OptimizerDelegate::tr("other shape")},
        {NoParameter, OptimizerDelegate::tr("no parameter")},
        {NegativeSecond, OptimizerDelegate::tr("negative")},
        {NotFinite, OptimizerDelegate::tr("NaN or Inf")},
    };
    QStringList said;
    for (const auto &[flag, name] : names)
        if (flags & flag)
            said << name;
    return said;
}

} // namespace

void OptimizerDelegate::initStyleOption(QStyleOptionViewItem *option,
                                        const QModelIndex &index) const
{
    RowDelegate::initStyleOption(option, index);
    if (index.data(QuietRole).toBool()) {
        option->textElideMode = Qt::ElideRight;
        option->palette.setColor(QPalette::Text, option->palette.color(QPalette::PlaceholderText));
    }
    const auto flags = index.data(FlagsRole).toUInt();
    if (index.column() != OptimizerModel::FlagsColumn || flags == 0)
        return;
    const bool broken = (flags & (ShapeDiffers | NegativeSecond | NotFinite)) != 0;
    const Tone tone = broken ? Tone::Error : Tone::Warning;
    option->features |= QStyleOptionViewItem::HasDecoration | QStyleOptionViewItem::HasDisplay;
    option->icon = icon(broken ? u"error"_s : u"warning"_s, toneColour(option->palette, tone));
    option->text = words(flags).join(", "_L1);
}

// Where Enter leads is a matter of the cell, and the row is selected as a whole.
void OptimizerDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const
{
    RowDelegate::paint(painter, option, index);
    const auto *view = qobject_cast<const QAbstractItemView *>(option.widget);
    if (!view || !view->hasFocus() || view->currentIndex() != index)
        return;
    const bool isSelected = option.state & QStyle::State_Selected;
    painter->save();
    painter->setPen(
        option.palette.color(isSelected ? QPalette::HighlightedText : QPalette::Highlight));
    painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
    painter->restore();
}

} // namespace lens
