// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/mainwindow.h"

#include "model/document/plaintext.h"
#include "model/document/recentfiles.h"
#include "widgets/prompts.h"

#include <QClipboard>
#include <QFile>
#include <QGuiApplication>

#include <algorithm>
#include <array>

// The actions that change a document and write it, and the files that were open before.

using namespace Qt::StringLiterals;

namespace lens {
namespace {

using Keys = QList<QKeySequence>;

QString withName(const QString &verb, const QString &edit)
{
    return edit.isEmpty() ? verb : u"%1: %2"_s.arg(verb, QString(edit).replace(u'&', "&&"_L1));
}

QString fileLabel(const QString &path)
{
    return plainText(QFile::encodeName(path).toStdString(), 80).replace(u'&', "&&"_L1);
}

} // namespace

// clang-format off

std::vector<ActionSpec> MainWindow::recentActions()
{
    static constexpr std::array ids{"file.recent1", "file.recent2", "file.recent3",
                                    "file.recent4", "file.recent5", "file.recent6",
                                    "file.recent7", "file.recent8", "file.recent9"};
    const QString menu = tr("&File"), submenu = tr("Open &recent");
    std::vector<ActionSpec> table;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto file = [this, i] {
            return i < m_recent->files().size() ? &m_recent->files()[i] : nullptr;
        };
        table.push_back(
            {.id = ids[i], .menu = menu, .text = tr("Recent file &%1").arg(i + 1), .icon = {},
             .tip = tr("Open this file again"), .keys = {},
             .run = [this, file] { openFiles({file()->path}); },
             .enabled = [file] { return file() && (!file()->state || file()->state->exists); },
             .label = [file, i] {
                 return file() ? u"&%1 %2"_s.arg(i + 1).arg(fileLabel(file()->path)) : QString();
             },
             .submenu = submenu});
    }
    table.push_back({.id = "file.forgetRecent", .menu = menu, .text = tr("&Clear this list"),
                     .icon = {}, .tip = tr("Forget the files that were open"), .keys = {},
                     .run = [this] { m_recent->forgetAll(); },
                     .enabled = [this] { return !m_recent->files().empty(); }, .submenu = submenu});
    return table;
}

std::vector<ActionSpec> MainWindow::saveActions()
{
    const QString menu = tr("&File");
    const auto isReady = [this] { return page() && page()->isReady(); };
    const auto isModified = [this] { return page() && page()->isReady() && page()->isModified(); };
    const auto hasFile = [this] { return page() && !page()->filePath().isEmpty(); };
    const auto maySave = [](const DocumentPage *at) {
        return at->document().isLoaded() && at->isModified();
    };
    return {
        {.id = "file.save", .menu = menu, .text = tr("&Save"), .icon = u"save"_s,
         .tip = tr("Write the changes to the file"), .keys = Keys{Qt::CTRL | Qt::Key_S},
         .run = [this] { page()->save(); }, .enabled = isModified,
         .label = [this] { return isReadOnly() ? tr("&Save (read-only)") : tr("&Save"); },
         .onToolbar = true, .startsGroup = true},
        {.id = "file.saveAs", .menu = menu, .text = tr("Save &as…"), .icon = {},
         .tip = tr("Write the checkpoint under a new name"),
         .keys = Keys{Qt::CTRL | Qt::SHIFT | Qt::Key_S},
         .run = [this] { page()->saveAs(); }, .enabled = isReady},
        {.id = "file.saveAll", .menu = menu, .text = tr("Sav&e all"), .icon = {},
         .tip = tr("Write the changes of every tab to its file"), .keys = {},
         .run = [this] { saveAll(); },
         .enabled = [this, maySave] {
             return std::ranges::any_of(documents(), maySave);
         }},
        {.id = "file.saveForDevice", .menu = menu, .text = tr("Save as for &device…"),
         .icon = u"device"_s, .tip = tr("Save a copy that loads on another device"),
         .keys = Keys{Qt::CTRL | Qt::ALT | Qt::Key_S},
         .run = [this] { page()->saveForDevice(); }, .enabled = isReady, .onToolbar = true},
        {.id = "file.revert", .menu = menu, .text = tr("Re&vert to saved"), .icon = {},
         .tip = tr("Go back to what the file says; this can be undone"), .keys = {},
         .run = [this] { page()->revert(); }, .enabled = isModified, .startsGroup = true},
        {.id = "file.reload", .menu = menu, .text = tr("Re&load"), .icon = u"reload"_s,
         .tip = tr("Read the file again, or compare again"), .keys = Keys{Qt::Key_F5},
         .run = [this] { comparePage() ? comparePage()->compareAgain() : page()->reload(); },
         .enabled = [this, hasFile] { return comparePage() || hasFile(); }},
    };
}

std::vector<ActionSpec> MainWindow::placeActions()
{
    const QString menu = tr("&File");
    const auto hasFile = [this] { return page() && !page()->filePath().isEmpty(); };
    return {
        {.id = "file.export", .menu = menu, .text = tr("E&xport…"), .icon = u"export"_s,
         .tip = tr("Write the histogram, the heatmap, the report or the comparison in front to a file"),
         .keys = Keys{Qt::CTRL | Qt::Key_E}, .run = [this] { frontPage()->exportView(); },
         .enabled = [this] { return frontPage() && frontPage()->canExport(); },
         .startsGroup = true},
        {.id = "file.copyPath", .menu = menu, .text = tr("Copy &file path"), .icon = {},
         .tip = tr("Copy the path of the file in front"), .keys = {},
         .run = [this] { QGuiApplication::clipboard()->setText(page()->filePath()); },
         .enabled = hasFile},
        {.id = "file.show", .menu = menu, .text = tr("Show &in file manager"), .icon = {},
         .tip = tr("Open the folder that the file in front lies in"), .keys = {},
         .run = [this] { m_prompts.showFile(page()->filePath()); }, .enabled = hasFile},
    };
}

std::vector<ActionSpec> MainWindow::editActions()
{
    const QString menu = tr("&Edit");
    const auto isReady = [this] { return page() && page()->isReady(); };
    const auto isModified = [this] { return page() && page()->isReady() && page()->isModified(); };
    const auto stack = [this] { return page() ? &page()->document().undoStack() : nullptr; };
    return {
        {.id = "edit.undo", .menu = menu, .text = tr("&Undo"), .icon = u"undo"_s,
         .tip = tr("Take back the last change"), .keys = Keys{Qt::CTRL | Qt::Key_Z},
         .run = [this] { page()->undo(); },
         .enabled = [isReady, stack] { return isReady() && stack()->canUndo(); },
         .label = [stack] {
             return withName(tr("&Undo"), stack() ? stack()->undoText() : QString());
         },
         .onToolbar = true, .startsGroup = true},
        {.id = "edit.redo", .menu = menu, .text = tr("&Redo"), .icon = u"redo"_s,
         .tip = tr("Make the change again that was taken back"),
         .keys = Keys{Qt::CTRL | Qt::SHIFT | Qt::Key_Z, Qt::CTRL | Qt::Key_Y},
         .run = [this] { page()->redo(); },
         .enabled = [isReady, stack] { return isReady() && stack()->canRedo(); },
         .label = [stack] {
             return withName(tr("&Redo"), stack() ? stack()->redoText() : QString());
         },
         .onToolbar = true},
        {.id = "edit.changes", .menu = menu, .text = tr("&List the changes"), .icon = {},
         .tip = tr("List what a save would write and go there"), .keys = {},
         .run = [this] { showChanges(); }, .enabled = isModified},
        {.id = "edit.changeDevice", .menu = menu, .text = tr("Change &device…"),
         .icon = u"device"_s, .tip = tr("Change the device tags of what is selected or of the file"),
         .keys = Keys{Qt::CTRL | Qt::ALT | Qt::Key_D},
         .run = [this] { page()->changeDevice(); },
         .enabled = [this, isReady] { return isReady() && !isReadOnly(); },
         .label = [this] {
             return isReadOnly() ? tr("Change &device (read-only)") : tr("Change &device…");
         },
         .startsGroup = true},
    };
}

// clang-format on

} // namespace lens
