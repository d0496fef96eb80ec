// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/closing.h"
#include "app/gui/window/mainwindow.h"
#include "model/document/distincttitles.h"
#include "model/document/settings.h"
#include "widgets/pagetabs.h"
#include "widgets/screenroom.h"

#include <QApplication>
#include <QCloseEvent>
#include <QFile>

// The windows of the program: how they come, how they go.

using namespace Qt::StringLiterals;

namespace lens {

MainWindow &MainWindow::make(Settings &settings, Prompts &prompts)
{
    auto *window = new MainWindow(settings, prompts);
    window->setAttribute(Qt::WA_DeleteOnClose);
    return *window;
}

MainWindow &MainWindow::openWindow()
{
    MainWindow &window = make(m_settings, m_prompts);
    // So that both are seen.
    const int step = fontMetrics().height() * 2;
    window.move(pos() + QPoint(step, step));
    keepOnScreen(window);
    window.show();
    return window;
}

std::vector<MainWindow *> MainWindow::all()
{
    std::vector<MainWindow *> windows;
    for (QWidget *widget : QApplication::topLevelWidgets())
        if (auto *window = qobject_cast<MainWindow *>(widget))
            windows.push_back(window);
    return windows;
}

std::vector<DocumentPage *> MainWindow::allDocuments()
{
    std::vector<DocumentPage *> pages;
    for (const MainWindow *window : all())
        for (DocumentPage *shown : window->documents())
            pages.push_back(shown);
    return pages;
}

// A name that a tab has in whichever window is no name for another file.
void MainWindow::nameDocuments()
{
    const auto pages = allDocuments();
    std::vector<std::string> places;
    for (const DocumentPage *shown : pages) {
        const QString path = shown->filePath();
        places.push_back(QFile::encodeName(path.isEmpty() ? shown->title() : path).toStdString());
    }
    static DistinctTitles named;
    const QStringList &titles = named.of(std::move(places));
    bool moved = false;
    for (std::size_t i = 0; i < pages.size(); ++i)
        moved = pages[i]->setTitle(titles[static_cast<qsizetype>(i)]) || moved;
    if (moved)
        for (MainWindow *window : all())
            window->showTitles();
}

bool MainWindow::isReadOnly() const { return page() && page()->document().isReadOnly(); }

void MainWindow::showTitles()
{
    refreshTabs();
    const Page *front = frontPage();
    // "[*]" is where the platform marks changes; in a name it is only a name.
    setWindowTitle(front ? u"%1[*]%2 – %3"_s.arg(
                               QString(front->title()).replace("[*]"_L1, "[*][*]"_L1),
                               isReadOnly() ? tr(" (read-only)") : QString(), tr("Checkpoint Lens"))
                         : tr("Checkpoint Lens"));
}

// One question for all windows, before the first of them is gone.
void MainWindow::quit()
{
    const auto closeAll = [] {
        for (MainWindow *window : all())
            window->closeUnasked();
    };
    if (m_closing->mayClose(allDocuments(), closeAll))
        closeAll();
}

// It may be in another window.
void MainWindow::bringToFront(DocumentPage *page)
{
    for (MainWindow *window : all()) {
        if (window->m_tabs->indexOf(page) < 0)
            continue;
        window->m_tabs->setCurrentWidget(page);
        window->raise();
        window->activateWindow();
    }
}

void MainWindow::closeUnasked()
{
    m_mayClose = true;
    close();
    m_mayClose = false;
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (!m_mayClose && !m_closing->mayClose(documents(), [this] { closeUnasked(); }))
        return event->ignore();
    m_settings.setWindowGeometry(saveGeometry());
    QMainWindow::closeEvent(event);
}

} // namespace lens
