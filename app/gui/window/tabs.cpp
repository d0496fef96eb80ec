// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/closing.h"
#include "app/gui/window/help.h"
#include "app/gui/window/mainwindow.h"
#include "model/document/plaintext.h"
#include "model/document/recentfiles.h"
#include "widgets/icons.h"
#include "widgets/pagetabs.h"
#include "widgets/welcomepage.h"

#include <QMenu>
#include <QMouseEvent>
#include <QToolButton>

// The tabs of the window: how they come, which there are, how they go.

using namespace Qt::StringLiterals;

namespace lens {
namespace {

bool isLoaded(const Page *page)
{
    const auto *shown = qobject_cast<const DocumentPage *>(page);
    return shown && shown->document().isLoaded();
}

QString tabText(const Page &page)
{
    // An ampersand in a name is no mnemonic.
    return QString(page.title()).replace(u'&', "&&"_L1) + (page.isModified() ? u" ●"_s : QString());
}

QString tabTip(const Page &page)
{
    const auto *document = qobject_cast<const DocumentPage *>(&page);
    const QString tip = tipText(page.place().isEmpty() ? page.title() : page.place());
    if (!document)
        return tip;
    const QString access = document->document().isReadOnly()
                               ? u"<br>"_s + MainWindow::tr("Open for reading only.")
                               : QString();
    return tip + access + u"<br>"_s +
           (document->isPostponed()
                ? MainWindow::tr("Not read yet: it is once this tab is shown.")
                : MainWindow::tr("Hold it over another tab to compare the two."));
}

// Only from a page that is still there does the one that comes get the focus.
void turnFrom(QTabWidget &tabs, int index)
{
    if (tabs.count() > 1)
        tabs.setCurrentIndex(index + 1 < tabs.count() ? index + 1 : index - 1);
}

} // namespace

void MainWindow::makeTabs()
{
    m_tabs->setObjectName(u"tabs"_s);
    m_tabs->setDocumentMode(true);
    m_tabs->setElideMode(Qt::ElideMiddle);
    PageTabBar &bar = m_tabs->bar();
    bar.setAccessibleName(tr("Open checkpoints"));
    bar.installEventFilter(this);
    bar.setContextMenuPolicy(Qt::CustomContextMenu);
    bar.setComparable([this](int dragged, int onto) {
        return isLoaded(pageAt(dragged)) && isLoaded(pageAt(onto));
    });
    connect(&bar, &QWidget::customContextMenuRequested, this, &MainWindow::showTabMenu);
    connect(&bar, &PageTabBar::comparisonRequested, this,
            [this](int a, int b) { comparePages(pageAt(a), pageAt(b)); });
    connect(&bar, &QTabBar::tabMoved, this, [this] { m_actions->refresh(); });
    connect(m_tabs, &QTabWidget::currentChanged, this, [this] {
        if (m_frontBefore && m_frontBefore != frontPage()) // else it only moved
            leave({m_frontBefore, m_frontBefore->spot()});
        m_frontBefore = frontPage();
        refresh();
        openNext();
        focusFront();
    });
}

// Where a page had nothing to give the keys to, Qt gives them to the tabs, and leaves them there.
void MainWindow::focusFront()
{
    Page *front = frontPage();
    if (!front)
        m_welcome->focusFirst();
    else if (!front->isAncestorOf(focusWidget()) && front->mayTakeKeys())
        front->focusMainPart();
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

void MainWindow::refreshTabs()
{
    for (int i = 0; i < m_tabs->count(); ++i) {
        const Page *shown = pageAt(i);
        if (const QString text = tabText(*shown); m_tabs->tabText(i) != text)
            m_tabs->setTabText(i, text); // lays out the whole bar
        m_tabs->setTabToolTip(i, tabTip(*shown));
    }
}

void MainWindow::addPage(Page *page)
{
    connect(page, &Page::stateChanged, this, &MainWindow::refresh);
    connect(page, &Page::openRequested, this, [this](const QString &path) { openFiles({path}); });
    connect(page, &Page::settled, this, [this] {
        if (isSettled())
            Q_EMIT settled();
    });
    connect(page, &Page::fileUsed, m_recent, &RecentFiles::add);
    connect(page, &Page::leaving, this, [this, page] { leave({page, page->spot()}); });
    page->leaveDropsToWindow();
    const int index = m_tabs->addTab(page, tabText(*page));
    m_tabs->tabBar()->setTabButton(index, QTabBar::RightSide, makeCloseButton(page));
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

// The menu speaks of the tab in front, as the actions do; by the keyboard it is that one already.
void MainWindow::showTabMenu(QPoint at)
{
    if (const int tab = m_tabs->bar().tabAt(at); tab >= 0)
        m_tabs->setCurrentIndex(tab);
    m_actions->refresh();
    auto *menu = new QMenu(this);
    menu->setObjectName(u"tabMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    m_actions->fill(*menu, {u"file.close"_s,
                            u"file.closeOthers"_s,
                            {},
                            tr("Compare &with"),
                            u"file.reload"_s,
                            {},
                            u"file.copyPath"_s,
                            u"file.show"_s});
    menu->popup(m_tabs->bar().mapToGlobal(at));
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
        // Else the first to go would let the next one be read.
        for (DocumentPage *shown : documents())
            if (shown != kept)
                shown->postpone();
        for (int i = m_tabs->count(); i-- > 0;)
            if (m_tabs->widget(i) != kept)
                delete m_tabs->widget(i);
        refresh();
        openNext();
    };
    if (m_closing->mayClose(closed, close))
        close();
}

void MainWindow::saveAll()
{
    for (DocumentPage *shown : documents())
        if (shown->document().isLoaded() && shown->isModified())
            shown->isWriting() ? shown->sayStillWriting() : shown->save();
}

void MainWindow::removePage(QWidget *page)
{
    // Back to where a person was, not to the tab beside.
    if (m_helpFrom && page == frontPage() && isHelp(page))
        m_tabs->setCurrentWidget(m_helpFrom);
    else if (page == frontPage())
        turnFrom(*m_tabs, m_tabs->indexOf(page));
    // Deleting a page stops its jobs; nothing of them is reported any more.
    delete page;
    refresh();
    openNext();
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
