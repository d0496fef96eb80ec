// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/comparelist.h"
#include "widgets/comparepage.h"
#include "widgets/pagetabs.h"

#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>

// Where the keys of a comparison go: to its rows, and where there are none to what is said instead.
// By itself Qt gives them to the first button, or to the tabs of the window.

namespace lens {

void ComparePage::focusMainPart()
{
    QWidget *part =
        m_body->currentIndex() == NoticePage ? static_cast<QWidget *>(m_notice) : m_list;
    if (m_stack->currentIndex() == WaitingPage)
        part = m_again->isHidden() ? static_cast<QWidget *>(m_waiting) : m_again;
    part->setFocus(Qt::OtherFocusReason);
}

// Whoever went elsewhere meanwhile, as to a tolerance, stays there, but not at a button that is
// disabled with the rows.
void ComparePage::turn(QStackedWidget &stack, int page)
{
    if (stack.currentIndex() == page)
        return;
    const QWidget *had = window()->focusWidget();
    const bool wasInside = stack.isAncestorOf(had);
    stack.setCurrentIndex(page);
    if (wasInside || (had && !had->isEnabled()))
        focusMainPart();
}

void ComparePage::sayWaiting(const QString &text, bool isOver)
{
    const bool hadFocus = m_stack->widget(WaitingPage)->isAncestorOf(window()->focusWidget());
    m_waiting->setText(text);
    m_again->setVisible(isOver);
    if (hadFocus)
        focusMainPart();
}

// When it is seen first, and where what had the keys is not seen any more.
void ComparePage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    const QWidget *had = focusWidget();
    if ((!had || !had->isVisible()) && !PageTabBar::isWalked())
        focusMainPart();
}

} // namespace lens
