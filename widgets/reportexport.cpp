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

void ReportExportJob::start(QWidget *parent, lens::Report report)
{
    const QFileInfo file(QFile::decodeName(report.file.c_str()));
    const QString path = m_prompts.fileToExport(
        parent, file.path() + u'/' + file.completeBaseName() + u"_report.html"_s,
        tr("Web page (*.html);;Markdown (*.md);;JSON (*.json)"));
    if (path.isEmpty())
        return;
    m_asked.push_back({parent, path, std::move(report)});
    if (m_asked.size() == 1)
        begin();
}

void ReportExportJob::begin()
{
    const Asked &asked = m_asked.front();
    const QString own = QFile::decodeName(asked.report.file.c_str());
    m_question.ask(asked.parent, asked.path, {own, false}, [this](const auto &place) {
        if (place && place->isOwn)
            end(Tone::Error, tr("A report does not go into the checkpoint itself."));
        else if (place)
            write();
        else if (m_question.wasStopped())
            end(Tone::Note, outcome(makeError(ErrorCode::Cancelled, {}), {}));
        else
            end();
    });
}

void ReportExportJob::write()
{
    Asked &asked = m_asked.front();
    LatestJob::start(
        [this, path = asked.path, report = std::move(asked.report)](Job &job) -> Report {
            return [this, path, result = written(path, report, job)] {
                end(outcomeTone(result), outcome(result, path));
            };
        });
}

void ReportExportJob::end()
{
    m_asked.pop_front();
    if (!m_asked.empty())
        begin();
}

void ReportExportJob::end(Tone tone, const QString &text)
{
    Q_EMIT finished(tone, text);
    end();
}

} // namespace lens
