// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/closing.h"
#include "app/gui/window/mainwindow.h"
#include "widgets/icons.h"

#include <QLineEdit>
#include <QMouseEvent>
#include <QTabBar>
#include <QTabWidget>
#include <QToolButton>

// The tabs of the window: how they come, which there are, how they go.

using namespace Qt::StringLiterals;

namespace lens {

void MainWindow::makeTabs()
{
    m_tabs->setObjectName(u"tabs"_s);
    m_tabs->setDocumentMode(true);
    m_tabs->setMovable(true);
    m_tabs->setElideMode(Qt::ElideMiddle);
    m_tabs->tabBar()->setAccessibleName(tr("Open checkpoints"));
    m_tabs->tabBar()->installEventFilter(this);
    connect(m_tabs, &QTabWidget::currentChanged, this, &MainWindow::refresh);
}

int MainWindow::tabOf(const QString &path) const
{
    for (int i = 0; i < m_tabs->count(); ++i) {
        const auto *shown = qobject_cast<DocumentPage *>(m_tabs->widget(i));
        if (shown && shown->filePath() == path)
            return i;
    }
    return -1;
}

std::vector<DocumentPage *> MainWindow::documents() const
{
    std::vector<DocumentPage *> pages;
    for (int i = 0; i < m_tabs->count(); ++i)
        if (auto *shown = qobject_cast<DocumentPage *>(m_tabs->widget(i)))
            pages.push_back(shown);
    return pages;
}

void MainWindow::addPage(Page *page)
{
    connect(page, &Page::stateChanged, this, &MainWindow::refresh);
    connect(page, &Page::openRequested, this, [this](const QString &path) { openFiles({path}); });
    connect(page, &Page::settled, this, [this] {
        if (isSettled())
            Q_EMIT settled();
    });
    // A file dropped on a line of text is to be opened too, not to be typed there.
    for (QLineEdit *line : page->findChildren<QLineEdit *>())
        line->setAcceptDrops(false);
    const int index = m_tabs->addTab(page, QString());
    m_tabs->tabBar()->setTabButton(index, QTabBar::RightSide, makeCloseButton(page));
    m_tabs->setCurrentIndex(index);
}

QToolButton *MainWindow::makeCloseButton(Page *page)
{
    auto *button = new QToolButton;
    button->setIcon(icon(u"close"_s));
    button->setIconSize(QSize(fontMetrics().height() * 2 / 3, fontMetrics().height() * 2 / 3));
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::NoFocus);
    button->setToolTip(tr("Close this tab"));
    button->setAccessibleName(tr("Close this tab"));
    connect(button, &QToolButton::clicked, page,
            [this, page] { closePage(m_tabs->indexOf(page)); });
    return button;
}

void MainWindow::closePage(int index)
{
    QPointer<Page> closed = pageAt(index);
    std::vector<DocumentPage *> documents;
    if (auto *document = qobject_cast<DocumentPage *>(closed))
        documents.push_back(document);
    if (m_closing->mayClose(documents, [this, closed] { removePage(closed); }))
        removePage(closed);
}

void MainWindow::closeOthers()
{
    const QPointer<Page> kept = frontPage();
    std::vector<DocumentPage *> closed = documents();
    std::erase(closed, kept);
    const auto close = [this, kept] {
        for (int i = m_tabs->count(); i-- > 0;)
            if (m_tabs->widget(i) != kept)
                removePage(m_tabs->widget(i));
    };
    if (m_closing->mayClose(closed, close))
        close();
}

void MainWindow::removePage(QWidget *page)
{
    // Deleting a page stops its jobs; nothing of them is reported any more.
    delete page;
    refresh();
}

// The middle button closes a tab, as everywhere.
bool MainWindow::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_tabs->tabBar() && event->type() == QEvent::MouseButtonRelease) {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        const int tab = m_tabs->tabBar()->tabAt(mouse->position().toPoint());
        if (mouse->button() == Qt::MiddleButton && tab >= 0) {
            closePage(tab);
            return true;
        }
    }
    return QMainWindow::eventFilter(watched, event);
}

} // namespace lens
