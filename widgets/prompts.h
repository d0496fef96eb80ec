// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

class QWidget;

namespace lens {

// The questions that the platform's own dialogs ask. An interface so that a test can answer in
// advance.
class Prompts
{
public:
    virtual ~Prompts() = default;
    // Nothing chosen: empty.
    virtual QStringList filesToOpen(QWidget *parent, const QString &folder) = 0;
    virtual QString fileToSave(QWidget *parent, const QString &suggestion) = 0;
    // For what is not a checkpoint: `filter` as QFileDialog has it, "Pictures (*.png)".
    virtual QString fileToExport(QWidget *parent, const QString &suggestion,
                                 const QString &filter) = 0;
    // Whether an existing file may be replaced.
    virtual bool mayReplace(QWidget *parent, const QString &path) = 0;
};

// The real ones.
class PlatformPrompts final : public Prompts
{
public:
    QStringList filesToOpen(QWidget *parent, const QString &folder) override;
    QString fileToSave(QWidget *parent, const QString &suggestion) override;
    QString fileToExport(QWidget *parent, const QString &suggestion,
                         const QString &filter) override;
    bool mayReplace(QWidget *parent, const QString &path) override;
};

} // namespace lens
