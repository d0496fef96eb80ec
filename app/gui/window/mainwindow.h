// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/window/actions.h"
#include "app/gui/window/history.h"
#include "widgets/comparepage.h"
#include "widgets/documentpage.h"

#include <QMainWindow>
#include <QPointer>

class QStackedWidget;
class QToolButton;

namespace lens {

class Closing;
class DropFrame;
class Locator;
class PageTabs;
struct LocatorCommand;
class RecentFiles;
class WelcomePage;

// The window: tabs, mostly with a document each, or the welcome page. What it can do is the table
// of actions; what is seen of a document is the page's. Settings and prompts outlive it.
class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    MainWindow(Settings &settings, Prompts &prompts);
    ~MainWindow() override;

    void openFiles(const QStringList &paths, Access access = Access::Edit);
    void openSample();
    // A window that deletes itself when it is closed; not shown yet.
    static MainWindow &make(Settings &settings, Prompts &prompts);
    // Another window beside this one, with the same settings and prompts.
    MainWindow &openWindow();
    // Every window of the program.
    static std::vector<MainWindow *> all();
    // In a tab; `select` is the path of the row to show first, else it is the first difference.
    void compareFiles(const QString &a, const QString &b, const QString &select = {});
    // Every page that shows a document, in the order of the tabs.
    std::vector<DocumentPage *> documents() const;
    // The page in front; null while nothing is open.
    Page *frontPage() const;
    // The same where it shows a document.
    DocumentPage *page() const;
    ComparePage *comparePage() const;
    int pageCount() const;
    const Actions &actions() const { return *m_actions; }
    QSize firstSize() const; // where a screen has room for it
    // No page waits for a job.
    bool isSettled() const;

Q_SIGNALS:
    void settled();

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    // Where the locator leads, and what was there.
    struct Located
    {
        QPointer<Page> page;
        std::weak_ptr<const void> content;
    };

    std::vector<ActionSpec> actionTable();
    std::vector<ActionSpec> fileActions();
    std::vector<ActionSpec> recentActions();
    std::vector<ActionSpec> saveActions();
    std::vector<ActionSpec> closeActions();
    std::vector<ActionSpec> editActions();
    std::vector<ActionSpec> detailActions();
    std::vector<ActionSpec> viewActions(); // with those of Edit
    std::vector<ActionSpec> pageActions();
    std::vector<ActionSpec> compareActions();
    std::vector<ActionSpec> compareWithActions();
    std::vector<ActionSpec> placeActions();
    std::vector<ActionSpec> goActions();
    std::vector<ActionSpec> locateActions();
    std::vector<ActionSpec> historyActions();
    std::vector<ActionSpec> settingsActions();
    std::vector<ActionSpec> helpActions();
    void makeTabs();
    void makeToolBar();
    void makeStatusBar();
    void chooseFiles(Access access);
    DocumentPage *makeDocumentPage();
    void openNext();
    ComparePage &addComparePage();
    void followTabs();                               // with what is compared
    std::vector<DocumentPage *> loadedPages() const; // the one in front last
    void chooseComparison();
    std::vector<DocumentPage *> othersToCompare() const;
    std::vector<DocumentPage *> pagesBeside() const;
    void comparePages(const Page *a, const Page *b);
    void compareWithFile(const DocumentPage &page);
    void dropped(const QStringList &paths);
    void addPage(Page *page); // behind the others
    void focusFront();
    void refreshTabs();
    static void nameDocuments();
    void showTitles();
    bool isReadOnly() const; // the document in front
    Page *pageAt(int index) const;
    int tabOf(const QString &path) const;              // of a document; -1: in none
    static std::vector<DocumentPage *> allDocuments(); // of all windows
    void bringToFront(DocumentPage *page);
    void closeUnasked();
    void quit();
    QToolButton *makeCloseButton(Page *page);
    void showTabMenu(QPoint at);
    void saveAll();
    void closePage(int index);
    void closeOthers();
    void removePage(QWidget *page);
    void showChanges();
    void refreshChanges();
    void checkFiles();
    void stepTab(int by);
    bool canMoveTab(int by) const;
    void moveTab(int by);
    PageSpot here() const;
    void leave(PageSpot from);
    void step(int by);
    void locate(const QString &prefix);
    std::vector<LocatorCommand> commands() const;
    void goTo(std::uint32_t place, std::uint32_t item);
    void makeShortcuts();
    void takeKeys();
    template <typename T>
    T *helpPage() const; // the tab of that kind, if there is one
    void bringHelp(Page *shown);
    void showShortcuts();
    void showManual();
    void resetLayout();
    void setTheme(ThemeChoice theme);
    void refresh();
    void about();

    Settings &m_settings;
    Prompts &m_prompts;
    QStackedWidget *m_stack;
    RecentFiles *m_recent;
    WelcomePage *m_welcome;
    PageTabs *m_tabs;
    DropFrame *m_dropFrame;
    QLabel *m_fileLine;
    JobStrip *m_jobs;
    Actions *m_actions;
    Shortcuts *m_shortcuts;
    QToolButton *m_changes;
    Closing *m_closing;
    Locator *m_locator;
    QPointer<Page> m_helpFrom; // the tab that help was asked from
    bool m_mayClose = false;   // it was asked already
    std::vector<Located> m_located;
    History m_history;
    QPointer<Page> m_frontBefore; // another tab came
    bool m_isGoing = false;       // and where to is noted already
};

} // namespace lens
