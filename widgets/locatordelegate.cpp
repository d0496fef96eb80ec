// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/locatordelegate.h"

#include "widgets/icons.h"
#include "widgets/theme.h"

#include <QAbstractItemView>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

QIcon severityIcon(Severity severity, const QPalette &palette)
{
    switch (severity) {
    case Severity::Note: return icon(u"note"_s);
    case Severity::Warning: return icon(u"warning"_s, toneColour(palette, Tone::Warning));
    case Severity::Error: return icon(u"error"_s, toneColour(palette, Tone::Error));
    }
    return {};
}

QIcon iconOf(const LocatorRow &row, const QPalette &palette)
{
    switch (row.kind) {
    case LocatorRow::Kind::Item: return icon(u"tensor"_s);
    case LocatorRow::Kind::Command: return icon(u"next"_s);
    case LocatorRow::Kind::Finding: return severityIcon(row.severity, palette);
    }
    return {};
}

} // namespace

LocatorDelegate::LocatorDelegate(const LocatorModel &model, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_model(model)
{}

QSize LocatorDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    int width = QStyledItemDelegate::sizeHint(option, index).width() +
                option.fontMetrics.averageCharWidth();
    // However long the names of tabs are, the other half is left to what was found.
    if (index.column() == LocatorModel::DetailColumn)
        if (const auto *view = qobject_cast<const QAbstractItemView *>(option.widget))
            width = std::min(width, view->viewport()->width() / 2);
    return {width, option.fontMetrics.height() * 8 / 5};
}

void LocatorDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    // Names differ at both ends; a sentence begins with what matters.
    const bool sentence = m_model.row(index.row()).kind == LocatorRow::Kind::Finding;
    option->textElideMode = sentence ? Qt::ElideRight : Qt::ElideMiddle;
    if (index.column() == LocatorModel::DetailColumn) {
        option->displayAlignment = Qt::AlignRight | Qt::AlignVCenter;
        option->palette.setColor(QPalette::Text, option->palette.color(QPalette::PlaceholderText));
        return;
    }
    option->features |= QStyleOptionViewItem::HasDecoration;
    option->icon = iconOf(m_model.row(index.row()), option->palette);
}

} // namespace lens
