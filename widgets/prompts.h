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
    // Whether an existing file may be replaced.
    virtual bool mayReplace(QWidget *parent, const QString &path) = 0;
};

// The real ones.
class PlatformPrompts final : public Prompts
{
public:
    QStringList filesToOpen(QWidget *parent, const QString &folder) override;
    QString fileToSave(QWidget *parent, const QString &suggestion) override;
    bool mayReplace(QWidget *parent, const QString &path) override;
};

} // namespace lens
