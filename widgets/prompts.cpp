// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/prompts.h"

#include "model/document/plaintext.h"

#include <QCoreApplication>
#include <QDesktopServices>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QUrl>

namespace lens {
namespace {

QString tr(const char *text) { return QCoreApplication::translate("Prompts", text); }

QString fileFilter()
{
    return tr("Checkpoints (*.pth *.pt *.ckpt *.bin *.pkl *.pt2 *.distcp *.safetensors *.tar)") +
           QStringLiteral(";;") + tr("All files (*)");
}

// What a question is about, a line each: names of files, which may look like markup. The box has
// the label only now, and no word of its format.
void showNames(QMessageBox &box, const QStringList &names)
{
    QStringList lines;
    for (const QString &name : names)
        lines << plainText(name.toStdString());
    box.setInformativeText(lines.join(QLatin1Char('\n')));
    for (auto *label : box.findChildren<QLabel *>()) {
        label->setTextFormat(Qt::PlainText);
        label->setOpenExternalLinks(false);
    }
}

} // namespace

QStringList PlatformPrompts::filesToOpen(QWidget *parent, const QString &folder)
{
    return QFileDialog::getOpenFileNames(parent, tr("Open checkpoints"), folder, fileFilter());
}

QString PlatformPrompts::fileFor(QWidget *parent, const QString &title, const QString &folder)
{
    return QFileDialog::getOpenFileName(parent, title, folder, fileFilter());
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

Dropped PlatformPrompts::openOrCompare(QWidget *parent, const QStringList &names)
{
    QMessageBox box(QMessageBox::Question, tr("Two files"),
                    tr("Open the two files, or compare the first with the second?"),
                    QMessageBox::Cancel, parent);
    showNames(box, names);
    auto *open = box.addButton(tr("&Open both"), QMessageBox::AcceptRole);
    auto *compare = box.addButton(tr("&Compare"), QMessageBox::AcceptRole);
    box.setDefaultButton(compare);
    box.exec();
    if (box.clickedButton() == open)
        return Dropped::Open;
    return box.clickedButton() == compare ? Dropped::Compare : Dropped::Cancel;
}

bool PlatformPrompts::mayReplace(QWidget *parent, const QString &path)
{
    QMessageBox box(
        QMessageBox::Warning, tr("Replace the file?"),
        tr("A file of this name exists. It stays whole until the new one is complete and "
           "checked, and is replaced then."),
        QMessageBox::Cancel, parent);
    showNames(box, {path});
    auto *replace = box.addButton(tr("&Replace"), QMessageBox::AcceptRole);
    box.setDefaultButton(QMessageBox::Cancel);
    box.exec();
    return box.clickedButton() == replace;
}

Unsaved PlatformPrompts::closing(QWidget *parent, const QStringList &names)
{
    QMessageBox box(QMessageBox::Warning, tr("Save the changes?"),
                    names.size() == 1
                        ? tr("The changes of one checkpoint are not saved.")
                        : tr("The changes of %1 checkpoints are not saved.").arg(names.size()),
                    QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, parent);
    showNames(box, names);
    box.setDefaultButton(QMessageBox::Save);
    // Where no desktop gives them keys they have none.
    box.button(QMessageBox::Save)->setText(tr("&Save"));
    box.button(QMessageBox::Discard)->setText(tr("&Discard"));
    switch (box.exec()) {
    case QMessageBox::Save: return Unsaved::Save;
    case QMessageBox::Discard: return Unsaved::Discard;
    default: return Unsaved::Cancel;
    }
}

bool PlatformPrompts::mayReload(QWidget *parent, const QString &name)
{
    QMessageBox box(QMessageBox::Warning, tr("Give up the changes?"),
                    tr("Reading the file again loses the changes that are not saved, and their "
                       "undo."),
                    QMessageBox::Cancel, parent);
    showNames(box, {name});
    auto *reload = box.addButton(tr("&Reload"), QMessageBox::DestructiveRole);
    box.setDefaultButton(QMessageBox::Cancel);
    box.exec();
    return box.clickedButton() == reload;
}

void PlatformPrompts::showFile(const QString &path)
{
    QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(path).absolutePath()));
}

} // namespace lens
