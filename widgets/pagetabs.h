// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTabBar>
#include <QTabWidget>
#include <QTimer>

#include <functional>

namespace lens {

// Tabs that are dragged: along the bar to another place, or onto a tab to compare the two. A line
// or a frame shows what letting go would do. A comparison is not made in passing: the pointer has
// to rest in the middle of the other tab until the frame is there. Escape ends a drag.
class PageTabBar final : public QTabBar
{
    Q_OBJECT

public:
    explicit PageTabBar(QWidget *parent = nullptr);
    // Whether two tabs can be compared; none: never.
    void setComparable(std::function<bool(int, int)> comparable);
    // The tab that the dragged one would be compared with; -1: none.
    int onto() const { return m_onto; }
    // By somebody who goes from tab to tab by key, without looking into the pages yet.
    static bool isWalked();

Q_SIGNALS:
    void comparisonRequested(int dragged, int onto);

protected:
    QSize minimumTabSizeHint(int index) const override;
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void tabInserted(int index) override;
    void tabRemoved(int index) override;

private:
    bool isDragging() const { return m_dragged >= 0; }
    void startDrag();
    void endDrag();
    void aim(QPoint at);
    void rest();
    void say(const QString &text);
    QString nameOf(int tab) const;

    std::function<bool(int, int)> m_comparable;
    QTimer m_hold;
    bool m_isWalked = false;
    QPoint m_from, m_at;
    int m_pressed = -1, m_dragged = -1;
    int m_over = -1; // the tab in whose middle the pointer is
    int m_onto = -1; // the same once it rested there
    int m_gap = -1;  // the place to move to: before this tab
};

class PageTabs final : public QTabWidget
{
    Q_OBJECT

public:
    explicit PageTabs(QWidget *parent = nullptr);
    PageTabBar &bar() { return *m_bar; }

private:
    PageTabBar *m_bar;
};

} // namespace lens
