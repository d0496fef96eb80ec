// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/start.h"

#include "app/gui/window/mainwindow.h"

namespace lens {
namespace {

Access accessOf(const CommandLine &line) { return line.readOnly ? Access::Read : Access::Edit; }

// What was asked to be seen of each file.
void show(const MainWindow &window, const CommandLine &line)
{
    for (DocumentPage *page : window.documents()) {
        if (!line.select.isEmpty())
            page->selectPath(line.select);
        if (!line.view.isEmpty())
            page->showPanel(line.view.toStdString());
    }
    if (ComparePage *comparison = window.comparePage())
        comparison->showDetails(line.view);
}

void fill(MainWindow &window, const CommandLine &line, const QStringList &files)
{
    if (line.compare)
        window.compareFiles(files.first(), files.last(), line.select);
    else
        window.openFiles(files, accessOf(line));
    if (line.sample)
        window.openSample();
    show(window, line);
    if (line.size.isValid())
        window.resize(line.size);
    else if (!line.screenshot.isEmpty())
        window.resize(window.firstSize()); // a picture needs no screen
}

} // namespace

MainWindow &showWindows(const CommandLine &line, Settings &settings, Prompts &prompts)
{
    const bool isOneEach = line.newWindows && !line.compare && !line.files.isEmpty();
    MainWindow &first = MainWindow::make(settings, prompts);
    fill(first, line, isOneEach ? line.files.mid(0, 1) : line.files);
    first.show();
    MainWindow *last = &first;
    for (const QString &file : isOneEach ? line.files.mid(1) : QStringList()) {
        last = &last->openWindow();
        last->openFiles({file}, accessOf(line));
        show(*last, line);
    }
    return first;
}

} // namespace lens
