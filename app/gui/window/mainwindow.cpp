// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/mainwindow.h"

#include "app/gui/window/closing.h"
#include "model/document/plaintext.h"
#include "model/document/recentfiles.h"
#include "model/document/settings.h"
#include "widgets/changeslist.h"
#include "widgets/dropframe.h"
#include "widgets/elidedlabel.h"
#include "widgets/icons.h"
#include "widgets/jobstrip.h"
#include "widgets/locator.h"
#include "widgets/pagetabs.h"
#include "widgets/prompts.h"
#include "widgets/screenroom.h"
#include "widgets/welcomepage.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QLabel>
#include <QMenuBar>
#include <QMimeData>
#include <QPushButton>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTimer>
#include <QToolBar>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

QStringList localFiles(const QMimeData &data)
{
    QStringList paths;
    for (const QUrl &url : data.urls())
        if (url.isLocalFile())
            paths << url.toLocalFile();
    return paths;
}

// Whoever offers to move a file would remove it once that is accepted.
void acceptCopy(QDropEvent &event)
{
    event.setDropAction(Qt::CopyAction);
    event.accept();
}

} // namespace

MainWindow::MainWindow(Settings &settings, Prompts &prompts)
    : m_settings(settings)
    , m_prompts(prompts)
    , m_stack(new QStackedWidget)
    , m_recent(new RecentFiles(settings, this))
    , m_welcome(new WelcomePage(*m_recent))
    , m_tabs(new PageTabs)
    , m_dropFrame(new DropFrame(*m_stack))
    , m_fileLine(new ElidedLabel(Qt::ElideRight))
    , m_jobs(new JobStrip)
    , m_changes(new QToolButton)
    , m_closing(new Closing(prompts, *this))
    , m_locator(new Locator(*this))
{
    setObjectName(u"mainWindow"_s);
    setAcceptDrops(true);
    makeTabs();
    m_stack->addWidget(m_welcome);
    m_stack->addWidget(m_tabs);
    setCentralWidget(m_stack);
    makeStatusBar();
    m_actions = new Actions(actionTable(), *this);
    makeShortcuts();
    m_actions->fill(*menuBar());
    makeToolBar();
    connect(m_welcome, &WelcomePage::openRequested, this, [this] { chooseFiles(Access::Edit); });
    connect(m_welcome, &WelcomePage::fileRequested, this,
            [this](const QString &path) { openFiles({path}); });
    connect(m_recent, &RecentFiles::changed, m_actions, &Actions::refresh);
    connect(m_jobs, &JobStrip::runningChanged, m_actions->action("file.stop"),
            &QAction::setEnabled);
    connect(m_welcome, &WelcomePage::compareRequested, this, &MainWindow::chooseComparison);
    connect(m_welcome, &WelcomePage::sampleRequested, this, &MainWindow::openSample);
    connect(m_closing, &Closing::failed, this, &MainWindow::bringToFront);
    connect(m_locator, &Locator::itemRequested, this, &MainWindow::goTo);
    connect(m_locator, &Locator::commandRequested, this,
            [this](const QString &id) { m_actions->action(id.toLatin1().constData())->trigger(); });
    resizeWithinScreen(*this, firstSize());
    if (restoreGeometry(m_settings.windowGeometry()))
        keepOnScreen(*this);
    refresh();
}

// Pages go first: their jobs talk to the strip. The one in front is the last, or each would be
// shown before it goes.
MainWindow::~MainWindow()
{
    m_tabs->blockSignals(true);
    m_tabs->bar().moveTab(m_tabs->currentIndex(), 0);
    while (m_tabs->count() > 0)
        delete m_tabs->widget(m_tabs->count() - 1);
    nameDocuments(); // what the others show may be alone with its name now
}

QSize MainWindow::firstSize() const
{
    return {fontMetrics().averageCharWidth() * 210, fontMetrics().height() * 54};
}

void MainWindow::makeToolBar()
{
    QToolBar *bar = addToolBar(tr("Main toolbar"));
    bar->setObjectName(u"mainToolBar"_s);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->setMovable(false);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    m_actions->fill(*bar);
    auto *space = new QWidget;
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(space);
    bar->addAction(m_actions->action("go.locate"));
}

void MainWindow::makeStatusBar()
{
    m_fileLine->setObjectName(u"fileLine"_s);
    m_fileLine->setContentsMargins(4, 0, 4, 0);
    statusBar()->addWidget(m_fileLine, 1);
    m_changes->setObjectName(u"changesButton"_s);
    m_changes->setAutoRaise(true);
    m_changes->setToolTip(tr("List what a save would write"));
    connect(m_changes, &QToolButton::clicked, this, &MainWindow::showChanges);
    statusBar()->addPermanentWidget(m_changes);
    statusBar()->addPermanentWidget(m_jobs);
}

DocumentPage *MainWindow::page() const
{
    return qobject_cast<DocumentPage *>(m_tabs->currentWidget());
}

Page *MainWindow::frontPage() const { return static_cast<Page *>(m_tabs->currentWidget()); }

Page *MainWindow::pageAt(int index) const { return static_cast<Page *>(m_tabs->widget(index)); }

int MainWindow::pageCount() const { return m_tabs->count(); }

void MainWindow::chooseFiles(Access access)
{
    const auto paths = m_prompts.filesToOpen(this, m_settings.lastFolder());
    if (!paths.isEmpty())
        m_settings.setLastFolder(QFileInfo(paths.first()).absolutePath());
    openFiles(paths, access);
}

void MainWindow::openFiles(const QStringList &paths, Access access)
{
    QStringList wanted;
    for (const QString &given : paths) {
        wanted << QFileInfo(given).absoluteFilePath();
        const int tab = tabOf(wanted.last());
        DocumentPage *page =
            tab < 0 ? makeDocumentPage() : static_cast<DocumentPage *>(pageAt(tab));
        if (tab < 0 || page->isPostponed()) {
            page->setAccess(access);
            page->openLater(wanted.last());
        } else {
            page->sayAccess(access);
        }
        if (tab < 0)
            addPage(page);
    }
    if (!wanted.isEmpty())
        m_tabs->setCurrentIndex(tabOf(wanted.first()));
    refresh();
    openNext();
}

// What is seen at once, the others one after the other: each takes the window a moment when it
// comes.
void MainWindow::openNext()
{
    if (DocumentPage *front = page())
        front->openNow();
    const auto pages = documents();
    const auto next = std::ranges::find_if(pages, &DocumentPage::isWaiting);
    if (next != pages.end() && std::ranges::none_of(pages, &DocumentPage::isOpening))
        (*next)->openNow();
}

void MainWindow::openSample()
{
    DocumentPage *sample = makeDocumentPage();
    sample->openSample();
    addPage(sample);
    m_tabs->setCurrentWidget(sample);
    refresh();
}

DocumentPage *MainWindow::makeDocumentPage()
{
    auto *page = new DocumentPage(m_settings, m_prompts, *m_jobs);
    connect(page, &DocumentPage::wrote, this, [page](const SavedFile &file) {
        for (DocumentPage *other : allDocuments())
            if (other != page)
                other->replacedHere(file);
    });
    // Whoever stops one of many did not mean to wait for the next.
    connect(page, &DocumentPage::openingStopped, this, [this] {
        for (DocumentPage *other : documents())
            other->postpone();
    });
    connect(page, &DocumentPage::chosenRowsMoved, this, [this] { m_actions->refresh(); });
    connect(page, &DocumentPage::comparisonRequested, this,
            [this, page] { compareWithFile(*page); });
    // Not before what else has happened meanwhile: a key, a repaint.
    connect(page, &DocumentPage::openingEnded, this,
            [this] { QTimer::singleShot(0, this, &MainWindow::openNext); });
    return page;
}

void MainWindow::showChanges()
{
    DocumentPage *shown = page();
    if (!shown || !shown->document().isModified())
        return;
    auto *list = new ChangesList(shown->document(), m_settings, shown);
    connect(list, &ChangesList::entryRequested, shown, &DocumentPage::selectEntry);
    list->showAbove(*m_changes);
}

void MainWindow::refreshChanges()
{
    const DocumentPage *shown = page();
    const auto count = shown ? shown->document().pendingChanges().size() : 0;
    m_changes->setVisible(count > 0);
    m_changes->setText(count == 1 ? tr("1 change")
                                  : tr("%1 changes").arg(plainText(grouped(count))));
}

void MainWindow::checkFiles()
{
    for (DocumentPage *shown : documents())
        shown->checkFile();
}

void MainWindow::setTheme(ThemeChoice theme)
{
    m_settings.setTheme(theme);
    applyTheme(theme);
}

void MainWindow::refresh()
{
    m_stack->setCurrentIndex(m_tabs->count() ? 1 : 0);
    nameDocuments();
    followTabs();
    showTitles();
    const Page *front = frontPage();
    setWindowModified(front && front->isModified());
    m_fileLine->setText(front ? front->statusLine() : QString());
    refreshChanges();
    m_actions->refresh();
}

bool MainWindow::isSettled() const
{
    for (int i = 0; i < m_tabs->count(); ++i)
        if (!pageAt(i)->isSettled())
            return false;
    return true;
}

// As in dialogs: Enter presses the button that has the focus.
void MainWindow::keyPressEvent(QKeyEvent *event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    auto *button = qobject_cast<QPushButton *>(focusWidget());
    if (isEnter && button && !event->isAutoRepeat())
        button->click();
    else
        QMainWindow::keyPressEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    const auto files = localFiles(*event->mimeData()).size();
    if (files == 0 || !(event->possibleActions() & Qt::CopyAction))
        return;
    m_dropFrame->showFor(files);
    acceptCopy(*event);
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent *) { m_dropFrame->hide(); }

void MainWindow::dropEvent(QDropEvent *event)
{
    m_dropFrame->hide();
    acceptCopy(*event);
    // A question would keep whoever dropped them waiting.
    const QStringList paths = localFiles(*event->mimeData());
    QMetaObject::invokeMethod(
        this, [this, paths] { dropped(paths); }, Qt::QueuedConnection);
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::ActivationChange && isActiveWindow()) {
        checkFiles();
        m_recent->refresh();
    }
}

} // namespace lens
