// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/prompts.h"

#include <functional>

namespace lens::test {

// Answers given in advance, and what was asked.
class AnsweredPrompts final : public Prompts
{
public:
    QStringList open;
    QString save;
    bool replace = false;
    Unsaved unsaved = Unsaved::Cancel;
    bool reload = false;
    Dropped dropped = Dropped::Cancel;
    QStringList asked, shown;
    QString lookedIn;                        // for files to open
    std::function<void()> meanwhile = [] {}; // while it is asked what may be replaced

    QStringList filesToOpen(QWidget *, const QString &folder) override
    {
        lookedIn = folder;
        return open;
    }
    QString fileFor(QWidget *, const QString &title, const QString &folder) override
    {
        asked << title;
        lookedIn = folder;
        return open.value(0);
    }
    QString fileToSave(QWidget *, const QString &suggestion) override
    {
        asked << suggestion;
        return save;
    }
    QString fileToExport(QWidget *, const QString &suggestion, const QString &) override
    {
        asked << suggestion;
        return save;
    }
    Dropped openOrCompare(QWidget *, const QStringList &names) override
    {
        asked << names;
        return dropped;
    }
    bool mayReplace(QWidget *, const QString &path) override
    {
        asked << path;
        meanwhile();
        return replace;
    }
    Unsaved closing(QWidget *, const QStringList &names) override
    {
        asked << names;
        return unsaved;
    }
    bool mayReload(QWidget *, const QString &name) override
    {
        asked << name;
        return reload;
    }
    void showFile(const QString &path) override { shown << path; }
};

} // namespace lens::test
