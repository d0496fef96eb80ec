// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/plaintext.h"
#include "model/document/report.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <functional>

using namespace Qt::StringLiterals;

// Reports as files. They are English and independent of the locale, so that scripts can read them.
namespace lens {
namespace {

QString severityWord(Severity severity)
{
    switch (severity) {
    case Severity::Note: return u"note"_s;
    case Severity::Warning: return u"warning"_s;
    case Severity::Error: return u"error"_s;
    }
    return {};
}

QString placeOf(const ReportItem &item)
{
    const Finding &finding = item.finding;
    QString place = plainText(!finding.path.empty() ? finding.path : finding.member);
    if (finding.offset)
        place += (place.isEmpty() ? u"byte %1"_s : u", byte %1"_s).arg(*finding.offset);
    return place.isEmpty() ? u"the file"_s : place;
}

// Name and value of what is said of the file as a whole.
std::vector<std::pair<QString, QString>> factsOf(const Report &report)
{
    if (!report.isOpened())
        return {{u"Safety"_s, plainText(report.verdict.text)},
                {u"File"_s, plainText(humanBytes(report.fileBytes))},
                {u"Format"_s, plainText(report.format)},
                {u"Coverage"_s, plainText(report.coverage)}};
    return {
        {u"Safety"_s, plainText(report.verdict.text)},
        {u"File"_s, plainText(humanBytes(report.fileBytes))},
        {u"Format"_s, plainText(report.format)},
        {u"Tensors"_s, plainText(grouped(report.tensors))},
        {u"Parameters"_s, plainText(grouped(report.parameters))},
        {u"Stored"_s,
         u"%1, of which tensors use %2"_s.arg(plainText(humanBytes(report.storedBytes)),
                                              plainText(humanBytes(report.usedBytes)))},
        {u"Optimizer state"_s, plainText(humanBytes(report.optimizerBytes))},
        {u"Values"_s, report.valuesChecked ? u"checked"_s : u"not checked"_s},
    };
}

// A cell of a Markdown table: nothing in it may end the cell, start markup or become HTML.
QString markdownCell(const QString &text)
{
    QString out;
    for (const QChar character : text) {
        if (u"\\`*_{}[]<>#|"_s.contains(character))
            out += u'\\';
        out += character;
    }
    return out;
}

// Calls `write` for each finding until the job is stopped.
void forEachItem(const Report &report, Job &job,
                 const std::function<void(const ReportItem &)> &write)
{
    job.setTotal(report.items.size());
    for (const ReportItemPtr &item : report.items) {
        if (job.cancelled())
            return;
        write(*item);
        job.advance(1);
    }
}

QString markdown(const Report &report, Job &job)
{
    QString text = u"# Report on %1\n\n"_s.arg(markdownCell(plainText(fileName(report.file))));
    for (const auto &[name, value] : factsOf(report))
        text += u"* %1: %2\n"_s.arg(name, markdownCell(value));
    text += u"\n## Findings\n\n"_s;
    if (report.items.empty())
        text += u"None.\n"_s;
    else
        text += u"| Severity | Where | Finding | What to do |\n|---|---|---|---|\n"_s;
    forEachItem(report, job, [&text](const ReportItem &item) {
        text += u"| %1 | %2 | %3 | %4 |\n"_s.arg(
            severityWord(item.finding.severity), markdownCell(placeOf(item)),
            markdownCell(plainText(item.finding.text)), markdownCell(plainText(item.advice)));
    });
    if (!report.globals.empty())
        text += u"\n## What Python would import\n\n| Rating | Name | Use | Count |\n"
                "|---|---|---|---:|\n"_s;
    for (const RatedGlobal &global : report.globals)
        text += u"| %1 | %2 | %3 | %4 |\n"_s.arg(
            plainText(name(global.rating)), markdownCell(plainText(global.name)),
            plainText(global.use), QString::number(global.count));
    return text;
}

QString row(const QStringList &cells)
{
    QString text = u"<tr>"_s;
    for (const QString &cell : cells)
        text += u"<td>"_s + cell.toHtmlEscaped() + u"</td>"_s;
    return text + u"</tr>\n"_s;
}

QString tableHead(const QStringList &titles)
{
    QString text = u"<table>\n<tr>"_s;
    for (const QString &title : titles)
        text += u"<th>"_s + title + u"</th>"_s;
    return text + u"</tr>\n"_s;
}

QString findingRows(const Report &report, Job &job)
{
    if (report.items.empty())
        return u"<p>None.</p>\n"_s;
    QString text = tableHead({u"Severity"_s, u"Where"_s, u"Finding"_s, u"What to do"_s});
    forEachItem(report, job, [&text](const ReportItem &item) {
        text += row({severityWord(item.finding.severity), placeOf(item),
                     plainText(item.finding.text), plainText(item.advice)});
    });
    return text + u"</table>\n"_s;
}

QString globalRows(const Report &report)
{
    if (report.globals.empty())
        return u"<p>Nothing.</p>\n"_s;
    QString text = tableHead({u"Rating"_s, u"Name"_s, u"Use"_s, u"Places"_s});
    for (const RatedGlobal &global : report.globals)
        text += row({plainText(name(global.rating)), plainText(global.name), plainText(global.use),
                     QString::number(global.count)});
    return text + u"</table>\n"_s;
}

QString html(const Report &report, Job &job)
{
    const QString title = plainText(fileName(report.file)).toHtmlEscaped();
    QString text =
        u"<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">"
        "<title>Report on %1</title>\n<style>:root{color-scheme:light dark}"
        "body{font-family:sans-serif;margin:2em}table{border-collapse:collapse;margin:1em 0}"
        "th,td{border:1px solid #999;padding:.3em .6em;text-align:left;"
        "vertical-align:top}</style></head>\n<body>\n<h1>Report on %1</h1>\n"_s.arg(title);
    text += tableHead({u"Fact"_s, u"Value"_s});
    for (const auto &[name, value] : factsOf(report))
        text += row({name, value});
    text += u"</table>\n<h2>Findings</h2>\n"_s + findingRows(report, job);
    text += u"<h2>What Python would import</h2>\n"_s + globalRows(report);
    return text + u"</body>\n</html>\n"_s;
}

QJsonObject itemObject(const ReportItem &item)
{
    const Finding &finding = item.finding;
    QJsonObject object{{u"id"_s, QString::fromStdString(finding.id)},
                       {u"severity"_s, severityWord(finding.severity)},
                       {u"text"_s, QString::fromStdString(finding.text)},
                       {u"advice"_s, QString::fromStdString(item.advice)},
                       {u"member"_s, QString::fromStdString(finding.member)},
                       {u"path"_s, QString::fromStdString(finding.path)}};
    object[u"offset"_s] =
        finding.offset ? QJsonValue(static_cast<qint64>(*finding.offset)) : QJsonValue();
    return object;
}

QString json(const Report &report, Job &job)
{
    QJsonArray findings, globals;
    forEachItem(report, job, [&](const ReportItem &item) { findings.append(itemObject(item)); });
    for (const RatedGlobal &global : report.globals)
        globals.append(QJsonObject{{u"name"_s, QString::fromStdString(global.name)},
                                   {u"rating"_s, plainText(name(global.rating))},
                                   {u"use"_s, QString::fromStdString(global.use)},
                                   {u"count"_s, static_cast<qint64>(global.count)},
                                   {u"member"_s, QString::fromStdString(global.member)},
                                   {u"offset"_s, static_cast<qint64>(global.offset)}});
    QJsonObject object{
        {u"schema"_s, 1},
        {u"file"_s, QString::fromStdString(report.file)},
        {u"format"_s, QString::fromStdString(report.format)},
        {u"verdict"_s, QString::fromStdString(report.verdict.text)},
        {u"size"_s, static_cast<qint64>(report.fileBytes)},
        {u"tensors"_s, static_cast<qint64>(report.tensors)},
        {u"parameters"_s, static_cast<qint64>(report.parameters)},
        {u"stored_bytes"_s, static_cast<qint64>(report.storedBytes)},
        {u"used_bytes"_s, static_cast<qint64>(report.usedBytes)},
        {u"optimizer_bytes"_s, static_cast<qint64>(report.optimizerBytes)},
        {u"values_checked"_s, report.valuesChecked},
        {u"findings"_s, findings},
        {u"globals"_s, globals},
    };
    if (report.isOpened())
        return QString::fromUtf8(QJsonDocument(object).toJson());
    // Nobody knows what more it would have held.
    for (const auto &unknown :
         {u"tensors"_s, u"parameters"_s, u"stored_bytes"_s, u"used_bytes"_s, u"optimizer_bytes"_s})
        object[unknown] = QJsonValue();
    object[u"coverage"_s] = QString::fromStdString(report.coverage);
    return QString::fromUtf8(QJsonDocument(object).toJson());
}

} // namespace

std::string reportText(const Report &report, ReportFormat format, Job &job)
{
    switch (format) {
    case ReportFormat::Markdown: return markdown(report, job).toStdString();
    case ReportFormat::Json: return json(report, job).toStdString();
    case ReportFormat::Html: return html(report, job).toStdString();
    }
    return {};
}

} // namespace lens
