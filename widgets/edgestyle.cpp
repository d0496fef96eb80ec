// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/edgestyle.h"

#include "widgets/theme.h"

#include <QPainter>
#include <QPainterPath>
#include <QStyleOption>
#include <QTabBar>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

QPainterPath boxIn(const QRect &place)
{
    QPainterPath path;
    path.addRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5));
    return path;
}

QPainterPath fieldIn(const QRect &place)
{
    QPainterPath path;
    path.addRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), 2, 2);
    return path;
}

// The circle that Fusion draws.
QPainterPath roundIn(const QRect &place)
{
    const double radius = (place.width() + (place.width() + 1) % 2) / 2.0 - 1;
    QPainterPath path;
    path.addEllipse(QPointF(place.center() + QPoint(1, 1)), radius, radius);
    return path;
}

QPainterPath edgeOf(QStyle::PrimitiveElement element, const QStyleOption &option)
{
    switch (element) {
    case QStyle::PE_IndicatorCheckBox: return boxIn(option.rect);
    case QStyle::PE_IndicatorRadioButton: return roundIn(option.rect);
    // The edge of a field that has the focus is the accent's.
    case QStyle::PE_FrameLineEdit:
        return option.state & QStyle::State_HasFocus ? QPainterPath() : fieldIn(option.rect);
    default: return {};
    }
}

constexpr int tabLine = 2; // pixels high, and as far from the tab's round corners

bool isTabInFront(const QStyleOption &option)
{
    const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(&option);
    return tab && tab->shape == QTabBar::RoundedNorth && tab->state & QStyle::State_Selected &&
           tab->state & QStyle::State_Enabled;
}

} // namespace

EdgeStyle::EdgeStyle()
    : QProxyStyle(u"Fusion"_s)
{}

void EdgeStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option,
                              QPainter *painter, const QWidget *widget) const
{
    QProxyStyle::drawPrimitive(element, option, painter, widget);
    if (!isDark(option->palette) || !(option->state & State_Enabled))
        return;
    const QPainterPath edge = edgeOf(element, *option);
    if (edge.isEmpty())
        return;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(option->palette.color(QPalette::Mid));
    painter->setBrush(Qt::NoBrush);
    painter->drawPath(edge);
    painter->restore();
}

void EdgeStyle::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                            const QWidget *widget) const
{
    QProxyStyle::drawControl(element, option, painter, widget);
    if (element != CE_TabBarTabShape || !isTabInFront(*option))
        return;
    const QRect tab = option->rect;
    painter->fillRect(tab.left() + tabLine, tab.top(), tab.width() - 2 * tabLine, tabLine,
                      toneColour(option->palette, Tone::Note));
}

} // namespace lens
