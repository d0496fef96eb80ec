// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProxyStyle>

namespace lens {

// Fusion, whose dark boxes, rounds and fields hardly stand out from a dark window: there they get
// an edge that does. The tab in front has a line in the colour of notes.
class EdgeStyle : public QProxyStyle
{
    Q_OBJECT

public:
    EdgeStyle();

    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override;
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                     const QWidget *widget) const override;
};

} // namespace lens
