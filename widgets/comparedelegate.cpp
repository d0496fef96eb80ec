// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/comparedelegate.h"

#include "model/items/comparemodel.h"
#include "widgets/statechips.h"

using namespace Qt::StringLiterals;

namespace lens {
namespace {

void showStatus(QStyleOptionViewItem &option, const QModelIndex &index)
{
    option.text = statusText(index);
    option.textElideMode = Qt::ElideRight;
    const auto state = static_cast<CompareState>(index.data(CompareModel::StateRole).toInt());
    option.palette.setColor(QPalette::Text, stateColour(option.palette, state));
}

void showName(QStyleOptionViewItem &option, const QModelIndex &index)
{
    const QVariant folded = index.data(CompareModel::FoldedRole);
    if (!folded.isValid())
        return;
    option.text.prepend(folded.toBool() ? u"▸ "_s : u"▾ "_s);
    option.font.setBold(true);
    option.fontMetrics = QFontMetrics(option.font);
}

// What is no other on this side stands back.
void showB(QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (option.text.isEmpty() ||
        option.text != index.siblingAtColumn(CompareModel::AColumn).data().toString())
        return;
    option.text = u"="_s;
    option.palette.setColor(QPalette::Text, option.palette.color(QPalette::PlaceholderText));
}

} // namespace

QString statusText(const QModelIndex &index, std::size_t words)
{
    const auto state = static_cast<CompareState>(index.data(CompareModel::StateRole).toInt());
    const QVariant inside = index.data(CompareModel::InsideRole);
    return rowText(state, index.data(CompareModel::WhatRole).toStringList(),
                   index.data(CompareModel::SpecialSidesRole).toUInt(),
                   inside.isValid() ? std::optional(inside.value<StateCounts>()) : std::nullopt,
                   words);
}

QString statusText(const QModelIndex &index, const QFontMetrics &metrics, int width)
{
    std::size_t words = index.data(CompareModel::InsideRole).isValid() ? compareStates : 1;
    QString text = statusText(index, words);
    while (words > 1 && metrics.horizontalAdvance(text) > width)
        text = statusText(index, --words);
    return text;
}

// What has no room loses words first. Here alone: the tool tip and the columns want it whole.
void CompareDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                            const QModelIndex &index) const
{
    if (index.column() != CompareModel::StatusColumn)
        return NumberDelegate::paint(painter, option, index);
    QStyleOptionViewItem shown = option;
    initStyleOption(&shown, index);
    const QStyle *style = option.widget->style();
    const int margin = style->pixelMetric(QStyle::PM_FocusFrameHMargin, nullptr, option.widget) + 1;
    shown.text = statusText(index, shown.fontMetrics, shown.rect.width() - 2 * margin);
    style->drawControl(QStyle::CE_ItemViewItem, &shown, painter, option.widget);
}

void CompareDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    NumberDelegate::initStyleOption(option, index);
    option->textElideMode = Qt::ElideMiddle;
    switch (index.column()) {
    case CompareModel::StatusColumn: return showStatus(*option, index);
    case CompareModel::NameColumn: return showName(*option, index);
    case CompareModel::BColumn: return showB(*option, index);
    default: return;
    }
}

} // namespace lens
