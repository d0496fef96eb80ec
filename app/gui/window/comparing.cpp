// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/mainwindow.h"
#include "widgets/comparedialog.h"
#include "widgets/pagetabs.h"
#include "widgets/parameterspage.h"
#include "widgets/prompts.h"

#include <QFileInfo>

#include <algorithm>
#include <array>
#include <cstdlib>

// What the window knows of comparisons: where their two sides come from.

using namespace Qt::StringLiterals;

namespace lens {
namespace {

// What a page shows, then and at any time, with the words for its state.
CompareSource sourceOf(const DocumentPage &page, QString (*state)(const Document &))
{
    const auto source = [state](const DocumentPage &shown) -> CompareSource {
        const Document &document = shown.document();
        return {shown.filePath(), shown.title(), document.checkpoint(), document.edited()->now,
                state(document)};
    };
    CompareSource now = source(page);
    now.shown = [source, tab = QPointer(&page)]() -> std::optional<CompareSource> {
        return tab && tab->document().isLoaded() ? std::optional(source(*tab)) : std::nullopt;
    };
    return now;
}

QString savedOrNot(const Document &document)
{
    return document.isModified() ? MainWindow::tr("with unsaved changes") : QString();
}

// Where it is compared with its own file.
QString openedOrSaved(const Document &document)
{
    return document.edits().empty() ? MainWindow::tr("as opened")
           : document.isModified()  ? MainWindow::tr("with changes")
                                    : MainWindow::tr("as saved");
}

CompareSource sourceOf(const DocumentPage &page) { return sourceOf(page, savedOrNot); }

CompareSource sourceOf(const QString &path)
{
    const QFileInfo file(path);
    return {file.absoluteFilePath(), file.fileName()};
}

void compareTitled(ComparePage &page, CompareSource a, CompareSource b)
{
    std::vector sources{std::move(a), std::move(b)};
    tellApart(sources);
    page.compare(std::move(sources[0]), std::move(sources[1]));
}

} // namespace

ComparePage *MainWindow::comparePage() const
{
    return qobject_cast<ComparePage *>(m_tabs->currentWidget());
}

void MainWindow::followTabs()
{
    for (int i = 0; i < m_tabs->count(); ++i)
        if (auto *comparison = qobject_cast<ComparePage *>(m_tabs->widget(i)))
            comparison->followTabs();
}

ComparePage &MainWindow::addComparePage()
{
    auto *page = new ComparePage(m_settings, m_prompts, *m_jobs);
    addPage(page);
    m_tabs->setCurrentWidget(page);
    return *page;
}

void MainWindow::compareFiles(const QString &a, const QString &b, const QString &select)
{
    ComparePage &page = addComparePage();
    page.selectPath(select);
    compareTitled(page, sourceOf(a), sourceOf(b));
    refresh();
}

std::vector<DocumentPage *> MainWindow::loadedPages() const
{
    std::vector<DocumentPage *> pages;
    DocumentPage *front = page();
    for (int i = 0; i < m_tabs->count(); ++i) {
        auto *shown = qobject_cast<DocumentPage *>(m_tabs->widget(i));
        if (shown && shown != front && shown->document().isLoaded())
            pages.push_back(shown);
    }
    if (front && front->document().isLoaded())
        pages.push_back(front);
    return pages;
}

void MainWindow::chooseComparison()
{
    std::vector<CompareSource> open;
    for (const DocumentPage *shown : loadedPages())
        open.push_back(sourceOf(*shown));
    auto *dialog = new CompareDialog(m_settings, m_prompts, open, this);
    connect(dialog, &CompareDialog::compareRequested, this,
            [this](const CompareSource &a, const CompareSource &b) {
                addComparePage().compare(a, b);
                refresh();
            });
    dialog->open();
}

// Of the pages that are loaded, what lies nearest to the one in front; with it first.
std::vector<DocumentPage *> MainWindow::pagesBeside() const
{
    auto pages = loadedPages();
    if (pages.empty() || pages.back() != page())
        return {pages.rbegin(), pages.rend()}; // a comparison is in front
    const int front = m_tabs->currentIndex();
    std::ranges::stable_sort(pages, {}, [this, front](DocumentPage *shown) {
        return std::abs(m_tabs->indexOf(shown) - front);
    });
    return pages;
}

// Where a document is in front, with what else it can be compared.
std::vector<DocumentPage *> MainWindow::othersToCompare() const
{
    auto pages = loadedPages();
    if (pages.empty() || pages.back() != page())
        return {};
    pages.pop_back();
    return pages;
}

void MainWindow::comparePages(const Page *a, const Page *b)
{
    const auto *first = qobject_cast<const DocumentPage *>(a);
    const auto *second = qobject_cast<const DocumentPage *>(b);
    if (!first || !second)
        return;
    addComparePage().compare(sourceOf(*first), sourceOf(*second));
    refresh();
}

void MainWindow::compareWithFile(const DocumentPage &page)
{
    addComparePage().compare(sourceOf(page, openedOrSaved),
                             {page.filePath(), page.title(), {}, {}, tr("on disk")});
    refresh();
}

void MainWindow::dropped(const QStringList &paths)
{
    if (paths.size() != 2)
        return openFiles(paths);
    switch (m_prompts.openOrCompare(this, paths)) {
    case Dropped::Open: return openFiles(paths);
    case Dropped::Compare: return compareFiles(paths.first(), paths.last());
    case Dropped::Cancel: return;
    }
}

// clang-format off

std::vector<ActionSpec> MainWindow::compareActions()
{
    const QString menu = tr("&File");
    return {
        {.id = "file.compare", .menu = menu, .text = tr("Com&pare with…"), .icon = u"compare"_s,
         .tip = tr("Compare two checkpoints"), .keys = {Qt::CTRL | Qt::Key_D},
         .run = [this] { chooseComparison(); }, .onToolbar = true, .startsGroup = true},
        {.id = "file.compareTabs", .menu = menu, .text = tr("Compare open ta&bs"), .icon = {},
         .tip = tr("Compare the checkpoint in front with the tab beside it"),
         .keys = {Qt::CTRL | Qt::SHIFT | Qt::Key_D},
         .run = [this] {
             const auto pages = pagesBeside();
             comparePages(pages[0], pages[1]);
         },
         .enabled = [this] { return loadedPages().size() > 1; }},
    };
}

std::vector<ActionSpec> MainWindow::compareWithActions()
{
    static constexpr std::array ids{"file.compareWith1", "file.compareWith2", "file.compareWith3",
                                    "file.compareWith4", "file.compareWith5", "file.compareWith6",
                                    "file.compareWith7", "file.compareWith8", "file.compareWith9"};
    std::vector<ActionSpec> table;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto other = [this, i]() -> DocumentPage * {
            const auto pages = othersToCompare();
            return i < pages.size() ? pages[i] : nullptr;
        };
        table.push_back(
            {.id = ids[i], .menu = tr("&File"), .text = tr("Tab &%1").arg(i + 1), .icon = {},
             .tip = tr("Compare the checkpoint in front with this one"), .keys = {},
             .run = [this, other] { comparePages(page(), other()); },
             .enabled = [other] { return other() != nullptr; },
             .label = [other, i] {
                 return other() ? u"&%1 %2"_s.arg(i + 1).arg(
                                      QString(other()->title()).replace(u'&', "&&"_L1))
                                : QString();
             },
             .submenu = tr("Compare &with")});
    }
    return table;
}

std::vector<ActionSpec> MainWindow::goActions()
{
    const QString menu = tr("&Go");
    const auto compares = [this] { return comparePage() != nullptr; };
    return {
        {.id = "go.nextDifference", .menu = menu, .text = tr("&Next difference"), .icon = u"next"_s,
         .tip = tr("Go to the next row that differs"),
         .keys = {Qt::Key_F7, Qt::ALT | Qt::Key_Down},
         .run = [this] { comparePage()->stepDifference(+1); }, .enabled = compares},
        {.id = "go.previousDifference", .menu = menu, .text = tr("&Previous difference"),
         .icon = u"previous"_s, .tip = tr("Go to the row before that differs"),
         .keys = {Qt::SHIFT | Qt::Key_F7, Qt::ALT | Qt::Key_Up},
         .run = [this] { comparePage()->stepDifference(-1); }, .enabled = compares},
    };
}

// clang-format on

} // namespace lens
