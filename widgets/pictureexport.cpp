// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pictureexport.h"

#include "model/document/plaintext.h"
#include "widgets/prompts.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

QString tr(const char *text) { return QCoreApplication::translate("lens::PictureExport", text); }

bool writeAs(const QString &suffix, const PictureSource &source, QIODevice &device)
{
    if (suffix == "csv"_L1) {
        const QByteArray text = source.csv();
        return device.write(text) == text.size();
    }
    if (suffix == "svg"_L1)
        return source.write(PictureFormat::Svg, device);
    if (suffix == "pdf"_L1)
        return source.write(PictureFormat::Pdf, device);
    return source.write(PictureFormat::Png, device);
}

// With an ending that says what to write.
QString complete(const QString &path)
{
    static const QStringList known{u"png"_s, u"svg"_s, u"pdf"_s, u"csv"_s};
    return known.contains(QFileInfo(path).suffix().toLower()) ? path : path + ".png"_L1;
}

} // namespace

std::optional<ExportOutcome> exportPicture(const PanelContext &context, QWidget *parent,
                                           const PictureSource &source)
{
    const QString suggestion =
        QDir(context.settings.lastFolder()).filePath(source.name + ".png"_L1);
    const QString filter = tr("PNG picture (*.png);;SVG drawing (*.svg);;PDF page (*.pdf);;"
                              "Numbers as CSV (*.csv)");
    const QString chosen = context.prompts.fileToExport(parent, suggestion, filter);
    if (chosen.isEmpty())
        return std::nullopt;
    const QString path = complete(chosen);
    if (QFileInfo::exists(path) && !context.prompts.mayReplace(parent, path))
        return std::nullopt;
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) ||
        !writeAs(QFileInfo(path).suffix().toLower(), source, file) || !file.commit())
        return ExportOutcome{Tone::Error,
                             tr("%1 could not be written: %2. Choose another folder.")
                                 .arg(plainText(path.toStdString()), file.errorString())};
    return ExportOutcome{Tone::Note, tr("Written: %1").arg(plainText(path.toStdString()))};
}

QString fileNameFrom(const QString &path)
{
    QString name;
    for (const QChar letter : path)
        name += letter.isLetterOrNumber() || letter == u'.' || letter == u'-' ? letter : u'_';
    while (name.startsWith(u'.') || name.startsWith(u'_'))
        name.remove(0, 1);
    return name.isEmpty() ? u"picture"_s : name.right(120);
}

} // namespace lens
