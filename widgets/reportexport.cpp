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

ReportOutcome write(const QString &path, const Report &report)
{
    QSaveFile out(path);
    const auto text = QByteArray::fromStdString(reportText(report, formatFor(path)));
    const bool written =
        out.open(QIODevice::WriteOnly) && out.write(text) == text.size() && out.commit();
    const QString shown = plainText(QFile::encodeName(path).toStdString());
    if (written)
        return {Tone::Changed, tr("Saved the report as %1.").arg(shown)};
    return {Tone::Error, tr("%1 could not be written: %2").arg(shown, out.errorString())};
}

} // namespace

std::optional<ReportOutcome> exportReport(const PanelContext &context, QWidget *parent,
                                          const Report &report)
{
    const QFileInfo file(QFile::decodeName(report.file.c_str()));
    const QString path = context.prompts.fileToExport(
        parent, file.path() + u'/' + file.completeBaseName() + u"_report.html"_s,
        tr("Web page (*.html);;Markdown (*.md);;JSON (*.json)"));
    if (path.isEmpty())
        return std::nullopt;
    if (QFileInfo(path) == file)
        return ReportOutcome{Tone::Error, tr("A report does not go into the checkpoint itself.")};
    if (QFileInfo::exists(path) && !context.prompts.mayReplace(parent, path))
        return std::nullopt;
    return write(path, report);
}

} // namespace lens
