// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/settings.h"

#include <QSize>
#include <QStringList>

#include <optional>

namespace lens {

// What the program was started with.
struct CommandLine
{
    QStringList files;
    QString select;       // path of an entry
    bool compare = false; // the two files
    QString view;         // name of the page to show first
    QString screenshot;   // picture to write, then the program ends
    QSize size;           // of the window; invalid: as remembered
    std::optional<ThemeChoice> theme;
    bool sample = false;
    bool newWindows = false; // one for each file
    bool readOnly = false;   // the files

    QString answer; // text to print instead of a window: version, help, or what was wrong
    bool wrong = false;
};

// Needs a QCoreApplication, no display.
CommandLine readCommandLine(const QStringList &arguments);

} // namespace lens
