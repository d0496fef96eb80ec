// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

class QWidget;

namespace lens {

// What to do with changes that no file has yet.
enum class Unsaved { Save, Discard, Cancel };

// What to do with two files dropped at once.
enum class Dropped { Open, Compare, Cancel };

// The questions that the platform's own dialogs ask, and what it is asked to show. An interface so
// that a test can answer in advance.
class Prompts
{
public:
    virtual ~Prompts() = default;
    // Nothing chosen: empty.
    virtual QStringList filesToOpen(QWidget *parent, const QString &folder) = 0;
    // One, for what the title says.
    virtual QString fileFor(QWidget *parent, const QString &title, const QString &folder) = 0;
    virtual QString fileToSave(QWidget *parent, const QString &suggestion) = 0;
    // For what is not a checkpoint: `filter` as QFileDialog has it, "Pictures (*.png)".
    virtual QString fileToExport(QWidget *parent, const QString &suggestion,
                                 const QString &filter) = 0;
    virtual Dropped openOrCompare(QWidget *parent, const QStringList &names) = 0;
    // Whether an existing file may be replaced.
    virtual bool mayReplace(QWidget *parent, const QString &path) = 0;
    // Before the checkpoints of these names are closed.
    virtual Unsaved closing(QWidget *parent, const QStringList &names) = 0;
    // Whether the changes of a checkpoint may be lost to what lies on disk.
    virtual bool mayReload(QWidget *parent, const QString &name) = 0;
    // Where a file lies, in the file manager.
    virtual void showFile(const QString &path) = 0;
};

// The real ones.
class PlatformPrompts final : public Prompts
{
public:
    QStringList filesToOpen(QWidget *parent, const QString &folder) override;
    QString fileFor(QWidget *parent, const QString &title, const QString &folder) override;
    QString fileToSave(QWidget *parent, const QString &suggestion) override;
    QString fileToExport(QWidget *parent, const QString &suggestion,
                         const QString &filter) override;
    Dropped openOrCompare(QWidget *parent, const QStringList &names) override;
    bool mayReplace(QWidget *parent, const QString &path) override;
    Unsaved closing(QWidget *parent, const QStringList &names) override;
    bool mayReload(QWidget *parent, const QString &name) override;
    void showFile(const QString &path) override;
};

} // namespace lens
