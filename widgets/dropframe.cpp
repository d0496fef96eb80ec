// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dropframe.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace lens {

DropFrame::DropFrame(QWidget &over)
    : QWidget(&over)
    , m_over(over)
{
    setObjectName(u"dropFrame"_s);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    hide();
}

void DropFrame::showFor(qsizetype files)
{
    m_text = files == 1   ? tr("Drop to open")
             : files == 2 ? tr("Drop to open or compare")
                          : tr("Drop to open %1 files").arg(files);
    setAccessibleDescription(m_text);
    setGeometry(m_over.rect());
    raise();
    show();
    update();
}

void DropFrame::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int margin = fontMetrics().height();
    const QColor accent = palette().color(QPalette::Highlight);
    painter.setPen(QPen(accent, 2, Qt::DashLine));
    constexpr int edge = 3; // beside what lies below, not across it
    painter.drawRoundedRect(rect().adjusted(edge, edge, -edge, -edge), 8, 8);

    QRect label = fontMetrics().boundingRect(m_text);
    label.adjust(-margin, -margin / 2, margin, margin / 2);
    label.moveCenter(QPoint(rect().center().x(), rect().bottom() - 3 * margin));
    painter.setPen(Qt::NoPen);
    painter.setBrush(accent);
    painter.drawRoundedRect(label, 4, 4);
    painter.setPen(palette().color(QPalette::HighlightedText));
    painter.drawText(label, Qt::AlignCenter, m_text);
}

} // namespace lens
