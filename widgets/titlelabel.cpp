// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/titlelabel.h"

#include "model/document/plaintext.h"

#include <QHelpEvent>
#include <QPainter>
#include <QStyle>
#include <QToolTip>

#include <algorithm>

namespace lens {

TitleLabel::TitleLabel(QWidget *parent)
    : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.25);
    large.setBold(true);
    setFont(large);
}

QSize TitleLabel::sizeHint() const
{
    // What is drawn may be a little wider than its letters are in whole pixels.
    return {fontMetrics().horizontalAdvance(text()) + 2, fontMetrics().height()};
}

QSize TitleLabel::minimumSizeHint() const
{
    return {std::min(fontMetrics().averageCharWidth() * 8, fontMetrics().horizontalAdvance(text())),
            fontMetrics().height()};
}

QString TitleLabel::shown() const
{
    return fontMetrics().elidedText(text(), Qt::ElideMiddle, width());
}

bool TitleLabel::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip || !toolTip().isEmpty())
        return QLabel::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    QToolTip::showText(help->globalPos(), shown() == text() ? QString() : tipText(text()), this);
    return true;
}

void TitleLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    style()->drawItemText(&painter, rect(), Qt::AlignLeading | Qt::AlignVCenter, palette(),
                          isEnabled(), shown(), foregroundRole());
}

} // namespace lens
