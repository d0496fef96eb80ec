// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/titlelabel.h"

#include "model/document/plaintext.h"

#include <QHelpEvent>
#include <QPainter>
#include <QStyle>
#include <QToolTip>

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

QSize TitleLabel::sizeHint() const { return minimumSizeHint(); }

QSize TitleLabel::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 8, fontMetrics().height()};
}

QString TitleLabel::shown() const
{
    return fontMetrics().elidedText(text(), Qt::ElideMiddle, width());
}

bool TitleLabel::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
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
