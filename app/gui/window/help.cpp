// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/help.h"

#include "app/gui/window/mainwindow.h"
#include "app/gui/window/viewkeys.h"
#include "widgets/manualpage.h"
#include "widgets/pagetabs.h"
#include "widgets/shortcutspage.h"

#include <QApplication>
#include <QClipboard>
#include <QMessageBox>
#include <QPushButton>
#include <QSysInfo>

#include <algorithm>

// The manual, the list of keys, what program this is.

using namespace Qt::StringLiterals;

namespace lens {
namespace {

using Keys = QList<QKeySequence>;

// A chapter of the manual and, below it, a heading there.
struct Chapter
{
    QString name, heading = {};
};

// What the manual has to say of the tab in front.
Chapter chapterOf(const Page *page)
{
    if (qobject_cast<const ComparePage *>(page))
        return {u"compare"_s};
    const auto *shown = qobject_cast<const DocumentPage *>(page);
    if (!shown || !shown->document().isLoaded()) // it tells of files that cannot be opened, too
        return {u"welcome"_s};
    const std::pair<const char *, Chapter> panels[] = {
        {"optimizer", {u"optimizer"_s}},
        {"report", {u"report"_s}},
        {"values", {u"values"_s}},
        {"heatmap", {u"values"_s}},
        {"metadata", {u"parameters"_s, u"Everything that is no tensor"_s}},
        {"histogram", {u"parameters"_s, u"Histogram"_s}},
        {"storage", {u"parameters"_s, u"Summary"_s}},
    };
    for (const auto &[panel, chapter] : panels)
        if (shown->isPanelInFront(panel))
            return chapter;
    return {u"parameters"_s};
}

QString programText()
{
    return MainWindow::tr("Checkpoint Lens %1").arg(QApplication::applicationVersion());
}

// What a report of a bug needs to say beside the program.
QString systemText()
{
    return u"Qt %1, %2\n%3, %4"_s.arg(QLatin1StringView(qVersion()), QApplication::platformName(),
                                      QSysInfo::prettyProductName(),
                                      QSysInfo::currentCpuArchitecture());
}

} // namespace

bool isHelp(const QWidget *page)
{
    return qobject_cast<const ShortcutsPage *>(page) || qobject_cast<const ManualPage *>(page);
}

template <typename T>
T *MainWindow::helpPage() const
{
    for (int i = 0; i < m_tabs->count(); ++i)
        if (auto *shown = qobject_cast<T *>(m_tabs->widget(i)))
            return shown;
    return nullptr;
}

void MainWindow::bringHelp(Page *shown)
{
    if (!isHelp(frontPage()))
        m_helpFrom = frontPage();
    if (m_tabs->indexOf(shown) < 0)
        addPage(shown);
    m_tabs->setCurrentWidget(shown);
    refresh();
}

void MainWindow::showShortcuts()
{
    if (auto *shown = helpPage<ShortcutsPage>())
        return bringHelp(shown);
    std::vector<ShortcutRow> rows;
    for (const ActionSpec &spec : m_actions->table()) {
        const QString menu = withoutMnemonic(spec.menu), inner = withoutMnemonic(spec.submenu);
        const QString group = inner.isEmpty() ? menu : u"%1: %2"_s.arg(menu, inner);
        const QString none; // its key is the one of its id
        rows.push_back(
            {group, withoutMnemonic(spec.text), none, spec.tip, QLatin1StringView(spec.id)});
    }
    std::ranges::copy(viewKeys(), std::back_inserter(rows));
    bringHelp(new ShortcutsPage(*m_shortcuts, m_settings, rows));
}

void MainWindow::showManual()
{
    const Chapter chapter = chapterOf(frontPage());
    const bool fromHelp = isHelp(frontPage());
    auto *shown = helpPage<ManualPage>();
    const bool isNew = !shown;
    if (isNew)
        shown = new ManualPage;
    if (isNew || !fromHelp)
        shown->showChapter(chapter.name, chapter.heading);
    bringHelp(shown);
}

void MainWindow::about()
{
    auto *box = new QMessageBox(QMessageBox::NoIcon, tr("About Checkpoint Lens"), programText(),
                                QMessageBox::Close, this);
    box->setObjectName(u"about"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setIconPixmap(windowIcon().pixmap(64));
    box->setInformativeText(
        tr("Looks inside PyTorch and safetensors checkpoints. Nothing in a file is ever "
           "executed.\n\n"
           "Free software under the GNU General Public License, version 3 or later.\n\n%1")
            .arg(systemText()));
    auto *copy = box->addButton(tr("&Copy versions"), QMessageBox::ActionRole);
    copy->setObjectName(u"copyVersions"_s);
    copy->setToolTip(tr("For a report of a bug"));
    copy->disconnect(); // the box would close
    connect(copy, &QPushButton::clicked, box,
            [] { QApplication::clipboard()->setText(programText() + u'\n' + systemText()); });
    box->open();
}

// clang-format off

std::vector<ActionSpec> MainWindow::helpActions()
{
    const QString menu = tr("&Help");
    return {
        {.id = "help.manual", .menu = menu, .text = tr("&Manual"), .icon = u"note"_s,
         .tip = tr("Read about what is in front"), .keys = Keys{Qt::Key_F1},
         .run = [this] { showManual(); }},
        {.id = "help.shortcuts", .menu = menu, .text = tr("&Keyboard shortcuts"),
         .icon = u"keyboard"_s, .tip = tr("List every key of the program"),
         .keys = Keys{QKeySequence(u"Ctrl+?"_s)}, .run = [this] { showShortcuts(); }},
        {.id = "help.about", .menu = menu, .text = tr("&About Checkpoint Lens"), .icon = {},
         .tip = tr("Version and licence"), .keys = {}, .run = [this] { about(); }},
    };
}

// clang-format on

} // namespace lens
