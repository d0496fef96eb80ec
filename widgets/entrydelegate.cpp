// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/entrydelegate.h"

#include "model/items/treemodel.h"
#include "widgets/entrymarks.h"
#include "widgets/icons.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

QString iconName(RowKind kind)
{
    switch (kind) {
    case RowKind::Group: return u"group"_s;
    case RowKind::Tensor: return u"tensor"_s;
    case RowKind::Mapping: return u"mapping"_s;
    case RowKind::Sequence: return u"sequence"_s;
    case RowKind::Object: return u"object"_s;
    case RowKind::Storage: return u"storage"_s;
    case RowKind::Value: return u"value"_s;
    case RowKind::Reference: return u"reference"_s;
    }
    return {};
}

bool isQuiet(RowKind kind)
{
    return kind == RowKind::Reference || kind == RowKind::Object || kind == RowKind::Mapping ||
           kind == RowKind::Sequence;
}

int gap(const QFontMetrics &metrics) { return metrics.height() / 3; }
int glyph(const QFontMetrics &metrics) { return metrics.height() * 4 / 5; }

int widthOf(const QFontMetrics &metrics, const EntryMark &mark, bool words)
{
    const int word = words ? metrics.horizontalAdvance(mark.word) + gap(metrics) / 2 : 0;
    return gap(metrics) + glyph(metrics) + word;
}

int widthOf(const QFontMetrics &metrics, const std::vector<EntryMark> &marks, bool words)
{
    int width = gap(metrics);
    for (const EntryMark &mark : marks)
        width += widthOf(metrics, mark, words);
    return width;
}

QColor colourOf(const QStyleOptionViewItem &option, const EntryMark &mark)
{
    if (option.state & QStyle::State_Selected)
        return option.palette.color(QPalette::HighlightedText);
    return mark.tone == Tone::Note ? option.palette.color(QPalette::PlaceholderText)
                                   : toneColour(option.palette, mark.tone);
}

} // namespace

// A little air between the lines.
QSize EntryDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QSize size = NumberDelegate::sizeHint(option, index);
    return {size.width(), option.fontMetrics.height() * 3 / 2};
}

void EntryDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    NumberDelegate::initStyleOption(option, index);
    const auto kind = static_cast<RowKind>(index.data(KindRole).toInt());
    // Names differ at both ends, values begin with what matters.
    const bool isName = index.column() == TreeModel::NameColumn;
    option->textElideMode = isName ? Qt::ElideMiddle : Qt::ElideRight;
    if (isName) {
        option->features |= QStyleOptionViewItem::HasDecoration;
        option->icon = icon(iconName(kind));
    }
    if (isQuiet(kind) && index.column() == TreeModel::ContentColumn)
        option->palette.setColor(QPalette::Text, option->palette.color(QPalette::PlaceholderText));
    if (index.column() == TreeModel::NanColumn && index.data(NanRole).toULongLong() > 0) {
        option->font.setBold(true);
        option->palette.setColor(QPalette::Text, toneColour(option->palette, Tone::Warning));
    }
    if (index.column() == TreeModel::DeviceColumn && index.data(ChangedRole).toBool()) {
        option->font.setBold(true);
        option->palette.setColor(QPalette::Text, toneColour(option->palette, Tone::Changed));
    }
}

// The words of the marks give way to the name, the glyphs stay.
void EntryDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    if (index.column() != TreeModel::NameColumn)
        return NumberDelegate::paint(painter, option, index);
    const auto marks = entryMarks(index, !(option.state & QStyle::State_Open));
    if (marks.empty())
        return NumberDelegate::paint(painter, option, index);
    QStyleOptionViewItem shown = option;
    initStyleOption(&shown, index);
    const QStyle &style = shown.widget ? *shown.widget->style() : *QApplication::style();
    const int room =
        style.subElementRect(QStyle::SE_ItemViewItemText, &shown, shown.widget).width() -
        gap(shown.fontMetrics);
    const bool words =
        shown.fontMetrics.horizontalAdvance(shown.text) + widthOf(shown.fontMetrics, marks, true) <=
        room;
    shown.text = shown.fontMetrics.elidedText(shown.text, Qt::ElideMiddle,
                                              room - widthOf(shown.fontMetrics, marks, words));
    style.drawControl(QStyle::CE_ItemViewItem, &shown, painter, shown.widget);
    paintMarks(*painter, shown, marks, words);
}

void EntryDelegate::paintMarks(QPainter &painter, const QStyleOptionViewItem &option,
                               const std::vector<EntryMark> &marks, bool words)
{
    const QFontMetrics &metrics = option.fontMetrics;
    const QRect &cell = option.rect;
    const int size = glyph(metrics);
    int x = cell.right() - widthOf(metrics, marks, words);
    painter.save();
    painter.setFont(option.font);
    for (const EntryMark &mark : marks) {
        const QColor colour = colourOf(option, mark);
        const QRect place(x, cell.center().y() - size / 2 + 1, size, size);
        icon(mark.icon, colour).paint(&painter, place);
        if (words) {
            painter.setPen(colour);
            painter.drawText(QRect(place.right() + gap(metrics) / 2 + 1, cell.top(),
                                   metrics.horizontalAdvance(mark.word) + 1, cell.height()),
                             Qt::AlignVCenter | Qt::TextSingleLine, mark.word);
        }
        x += widthOf(metrics, mark, words);
    }
    painter.restore();
}

bool EntryDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view,
                              const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip || !index.isValid())
        return NumberDelegate::helpEvent(event, view, option, index);
    // Escaped, so that what looks like a tag in a name stays text.
    const QString tip = entryTip(index).toHtmlEscaped();
    QToolTip::showText(event->globalPos(), QString(tip).replace(u'\n', "<br>"_L1), view);
    return true;
}

} // namespace lens
