// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pagetabs.h"

#include "model/document/plaintext.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <chrono>
#include <utility>

namespace lens {
namespace {

constexpr std::chrono::milliseconds restTime(300);
constexpr int leastLetters = 12; // of a name

} // namespace

PageTabBar::PageTabBar(QWidget *parent)
    : QTabBar(parent)
{
    setObjectName(QStringLiteral("pageTabBar"));
    setUsesScrollButtons(true);
    setMouseTracking(true); // a move without the button ends a drag
    m_hold.setSingleShot(true);
    m_hold.setInterval(restTime);
    connect(&m_hold, &QTimer::timeout, this, &PageTabBar::rest);
}

void PageTabBar::setComparable(std::function<bool(int, int)> comparable)
{
    m_comparable = std::move(comparable);
}

// Names are elided until there is only enough to tell them apart; after that the bar scrolls.
QSize PageTabBar::minimumTabSizeHint(int index) const
{
    const QSize whole = tabSizeHint(index);
    const int name = fontMetrics().size(Qt::TextShowMnemonic, tabText(index)).width();
    const int least = fontMetrics().averageCharWidth() * leastLetters;
    return {whole.width() - name + qMin(name, least), whole.height()};
}

// While the bar holds the keyboard, Escape is no shortcut of the window. The button may be let go
// where the bar is not told of it.
bool PageTabBar::event(QEvent *event)
{
    if (event->type() == QEvent::WindowDeactivate || event->type() == QEvent::Hide)
        endDrag();
    const bool isKey =
        event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress;
    if (isDragging() && isKey && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        event->accept();
        if (event->type() == QEvent::KeyPress)
            endDrag();
        return true;
    }
    return QTabBar::event(event);
}

bool PageTabBar::isWalked()
{
    const auto *focused = qobject_cast<const PageTabBar *>(QApplication::focusWidget());
    return focused && focused->m_isWalked;
}

void PageTabBar::keyPressEvent(QKeyEvent *event)
{
    // Not by Ctrl, which a key of the window may begin with.
    m_isWalked = m_isWalked || event->key() == Qt::Key_Left || event->key() == Qt::Key_Right;
    QTabBar::keyPressEvent(event);
}

void PageTabBar::focusOutEvent(QFocusEvent *event)
{
    m_isWalked = false;
    QTabBar::focusOutEvent(event);
}

void PageTabBar::mousePressEvent(QMouseEvent *event)
{
    endDrag();
    QTabBar::mousePressEvent(event);
    m_from = event->position().toPoint();
    m_pressed = event->button() == Qt::LeftButton ? tabAt(m_from) : -1;
}

void PageTabBar::mouseMoveEvent(QMouseEvent *event)
{
    const QPoint at = event->position().toPoint();
    if (!(event->buttons() & Qt::LeftButton))
        endDrag();
    if (m_pressed < 0)
        return QTabBar::mouseMoveEvent(event);
    if (!isDragging() && (at - m_from).manhattanLength() >= QApplication::startDragDistance())
        startDrag();
    if (isDragging())
        aim(at);
}

void PageTabBar::mouseReleaseEvent(QMouseEvent *event)
{
    const int dragged = m_dragged, onto = m_onto, gap = m_gap;
    endDrag();
    QTabBar::mouseReleaseEvent(event);
    if (dragged < 0)
        return;
    if (onto >= 0)
        Q_EMIT comparisonRequested(dragged, onto);
    else if (gap >= 0)
        moveTab(dragged, gap > dragged ? gap - 1 : gap);
}

void PageTabBar::startDrag()
{
    m_dragged = m_pressed;
    setCursor(Qt::ClosedHandCursor);
    grabKeyboard();
}

void PageTabBar::endDrag()
{
    m_pressed = -1;
    if (!isDragging())
        return;
    m_hold.stop();
    m_dragged = m_over = m_onto = m_gap = -1;
    releaseKeyboard();
    unsetCursor();
    QToolTip::hideText();
    update();
}

// Outside of the bar letting go does nothing.
void PageTabBar::aim(QPoint at)
{
    m_at = at;
    const int slack = height();
    const bool isInside = rect().adjusted(-slack, -slack, slack, slack).contains(at);
    const int tab = isInside ? tabAt(QPoint(at.x(), height() / 2)) : -1;
    const QRect area = tabRect(tab);
    const double share = tab < 0 ? 0 : double(at.x() - area.left()) / area.width();
    const bool isMiddle = share > 0.25 && share < 0.75 && tab != m_dragged;
    const int over = isMiddle && m_comparable && m_comparable(m_dragged, tab) ? tab : -1;
    if (over != m_over) {
        m_over = over;
        m_onto = -1;
        over < 0 ? m_hold.stop() : m_hold.start();
    }
    const bool isAfter = (share >= 0.5) != isRightToLeft();
    m_gap = !isInside ? -1 : tab < 0 ? count() : isAfter ? tab + 1 : tab;
    if (m_onto >= 0 || m_gap == m_dragged || m_gap == m_dragged + 1)
        m_gap = -1;
    if (m_onto < 0)
        say(m_comparable ? tr("Let go between two tabs to move this one, or hold it over a tab to "
                              "compare the two.")
                         : QString());
    update();
}

void PageTabBar::rest()
{
    m_onto = m_over;
    m_gap = -1;
    say(tr("Compare %1 with %2").arg(nameOf(m_dragged), nameOf(m_onto)));
    update();
}

void PageTabBar::say(const QString &text)
{
    QToolTip::showText(mapToGlobal(m_at), text.isEmpty() ? text : tipText(text), this);
}

QString PageTabBar::nameOf(int tab) const
{
    return tabText(tab).replace(QStringLiteral("&&"), QStringLiteral("&"));
}

void PageTabBar::paintEvent(QPaintEvent *event)
{
    QTabBar::paintEvent(event);
    if (m_onto < 0 && m_gap < 0)
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const int wide = qMax(2, fontMetrics().height() / 6);
    painter.setPen(QPen(palette().color(QPalette::Highlight), wide));
    if (m_onto >= 0) {
        painter.drawRoundedRect(tabRect(m_onto).adjusted(wide, wide, -wide, -wide), wide, wide);
        return;
    }
    const bool isEnd = m_gap == count();
    const QRect area = tabRect(isEnd ? m_gap - 1 : m_gap);
    const int x = isEnd != isRightToLeft() ? area.right() : area.left() + wide / 2;
    painter.drawLine(x, area.top(), x, area.bottom());
}

void PageTabBar::tabInserted(int index)
{
    QTabBar::tabInserted(index);
    endDrag();
}

void PageTabBar::tabRemoved(int index)
{
    QTabBar::tabRemoved(index);
    endDrag();
}

PageTabs::PageTabs(QWidget *parent)
    : QTabWidget(parent)
    , m_bar(new PageTabBar)
{
    setTabBar(m_bar);
}

} // namespace lens
