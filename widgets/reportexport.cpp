// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/reportexport.h"

#include "model/document/plaintext.h"
#include "widgets/prompts.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

QString tr(const char *text) { return QCoreApplication::translate("ReportExport", text); }

ReportFormat formatFor(const QString &path)
{
    const QString suffix = QFileInfo(path).suffix().toLower();
    if (suffix == "html"_L1 || suffix == "htm"_L1)
        return ReportFormat::Html;
    return suffix == "json"_L1 ? ReportFormat::Json : ReportFormat::Markdown;
}

Result<void> written(const QString &path, const Report &report, Job &job)
{
    QSaveFile out(path);
    const auto text = QByteArray::fromStdString(reportText(report, formatFor(path), job));
    LENS_CHECK(job.check());
    if (out.open(QIODevice::WriteOnly) && out.write(text) == text.size() && out.commit())
        return {};
    return makeError(ErrorCode::Io, out.errorString().toStdString());
}

Tone outcomeTone(const Result<void> &result)
{
    if (result)
        return Tone::Changed;
    return result.error().code == ErrorCode::Cancelled ? Tone::Note : Tone::Error;
}

QString outcome(const Result<void> &result, const QString &path)
{
    const QString shown = plainText(QFile::encodeName(path).toStdString());
    if (result)
        return tr("Saved the report as %1.").arg(shown);
    if (result.error().code == ErrorCode::Cancelled)
        return tr("Stopped: the report was not saved.");
    return tr("%1 could not be written: %2").arg(shown, plainText(result.error().message));
}

} // namespace

ReportExportJob::ReportExportJob(const PanelContext &context, QObject *parent)
    : LatestJob(parent)
    , m_prompts(context.prompts)
    , m_question(context.prompts)
{}

void ReportExportJob::start(QWidget *parent, const lens::Report &report)
{
    const QString own = QFile::decodeName(report.file.c_str());
    const QFileInfo file(own);
    const QString path = m_prompts.fileToExport(
        parent, file.path() + u'/' + file.completeBaseName() + u"_report.html"_s,
        tr("Web page (*.html);;Markdown (*.md);;JSON (*.json)"));
    if (path.isEmpty())
        return;
    m_question.ask(parent, path, {own, false}, [this, path, report](const auto &place) {
        if (place && place->isOwn)
            Q_EMIT finished(Tone::Error, tr("A report does not go into the checkpoint itself."));
        else if (place)
            write(path, report);
        else if (m_question.wasStopped())
            Q_EMIT finished(Tone::Note, outcome(makeError(ErrorCode::Cancelled, {}), path));
    });
}

void ReportExportJob::write(const QString &path, const lens::Report &report)
{
    LatestJob::start([this, path, report](Job &job) -> Report {
        return [this, path, result = written(path, report, job)] {
            Q_EMIT finished(outcomeTone(result), outcome(result, path));
        };
    });
}

} // namespace lens
