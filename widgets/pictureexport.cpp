// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pictureexport.h"

#include "model/document/plaintext.h"
#include "widgets/prompts.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

// Nothing where it cannot be drawn.
std::optional<QByteArray> drawn(const QString &suffix, const PictureSource &source)
{
    if (suffix == "csv"_L1)
        return source.csv();
    const PictureFormat format = suffix == "svg"_L1   ? PictureFormat::Svg
                                 : suffix == "pdf"_L1 ? PictureFormat::Pdf
                                                      : PictureFormat::Png;
    QBuffer bytes;
    bytes.open(QIODevice::WriteOnly);
    return source.write(format, bytes) ? std::optional(bytes.data()) : std::nullopt;
}

// Why it was not; nothing where it was.
QString written(const QString &path, const QByteArray &bytes)
{
    QSaveFile file(path);
    const bool good =
        file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit();
    return good ? QString() : file.errorString();
}

// With an ending that says what to write.
QString complete(const QString &path)
{
    static const QStringList known{u"png"_s, u"svg"_s, u"pdf"_s, u"csv"_s};
    return known.contains(QFileInfo(path).suffix().toLower()) ? path : path + ".png"_L1;
}

} // namespace

PictureExportJob::PictureExportJob(const PanelContext &context, QObject *parent)
    : LatestJob(parent)
    , m_context(context)
    , m_question(context.prompts)
{}

void PictureExportJob::start(QWidget *parent, const PictureSource &source)
{
    const QString suggestion =
        QDir(m_context.settings.lastFolder()).filePath(source.name + ".png"_L1);
    const QString filter = tr("PNG picture (*.png);;SVG drawing (*.svg);;PDF page (*.pdf);;"
                              "Numbers as CSV (*.csv)");
    const QString chosen = m_context.prompts.fileToExport(parent, suggestion, filter);
    if (chosen.isEmpty())
        return;
    if (isRunning())
        return Q_EMIT finished(Tone::Note,
                               tr("Another picture is still being written. Export it after that."));
    const QString path = complete(chosen);
    const auto bytes = drawn(QFileInfo(path).suffix().toLower(), source);
    if (!bytes)
        return Q_EMIT finished(Tone::Error, tr("The picture could not be drawn."));
    m_question.ask(parent, path, {}, [this, path, bytes = *bytes](const auto &place) {
        if (place)
            write(path, bytes);
        else if (m_question.wasStopped())
            Q_EMIT finished(Tone::Note, tr("Stopped: nothing was exported."));
    });
}

void PictureExportJob::write(const QString &path, const QByteArray &bytes)
{
    LatestJob::start([this, path, bytes](Job &job) -> Report {
        if (!job.check())
            return [this] { Q_EMIT finished(Tone::Note, tr("Stopped: nothing was exported.")); };
        return [this, path, trouble = written(path, bytes)] {
            const QString shown = plainText(path.toStdString());
            if (trouble.isEmpty())
                Q_EMIT finished(Tone::Note, tr("Written: %1").arg(shown));
            else
                Q_EMIT finished(
                    Tone::Error,
                    tr("%1 could not be written: %2. Choose another folder.").arg(shown, trouble));
        };
    });
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
