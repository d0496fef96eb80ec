// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/prompts.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>

namespace lens {
namespace {

QString tr(const char *text) { return QCoreApplication::translate("Prompts", text); }

QString fileFilter()
{
    return tr("Checkpoints (*.pth *.pt *.ckpt *.bin *.pkl *.safetensors *.tar)") +
           QStringLiteral(";;") + tr("All files (*)");
}

} // namespace

QStringList PlatformPrompts::filesToOpen(QWidget *parent, const QString &folder)
{
    return QFileDialog::getOpenFileNames(parent, tr("Open checkpoints"), folder, fileFilter());
}

QString PlatformPrompts::fileToSave(QWidget *parent, const QString &suggestion)
{
    // The question about an existing file comes when saving, for typed names as well.
    return QFileDialog::getSaveFileName(parent, tr("Save the checkpoint as"), suggestion,
                                        fileFilter(), nullptr, QFileDialog::DontConfirmOverwrite);
}

QString PlatformPrompts::fileToExport(QWidget *parent, const QString &suggestion,
                                      const QString &filter)
{
    return QFileDialog::getSaveFileName(parent, tr("Export"), suggestion, filter, nullptr,
                                        QFileDialog::DontConfirmOverwrite);
}

bool PlatformPrompts::mayReplace(QWidget *parent, const QString &path)
{
    QMessageBox box(
        QMessageBox::Warning, tr("Replace the file?"),
        tr("A file of this name exists. It stays whole until the new one is complete and "
           "checked, and is replaced then."),
        QMessageBox::Cancel, parent);
    box.setTextFormat(Qt::PlainText);
    box.setInformativeText(path);
    auto *replace = box.addButton(tr("&Replace"), QMessageBox::AcceptRole);
    box.setDefaultButton(QMessageBox::Cancel);
    box.exec();
    return box.clickedButton() == replace;
}

} // namespace lens
