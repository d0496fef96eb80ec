// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/compareexport.h"

#include "model/document/plaintext.h"
#include "model/json/comparisonjson.h"
#include "widgets/statechips.h"

#include <QCoreApplication>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

constexpr double engine::Difference::*members[] = {
    &engine::Difference::maxAbs, &engine::Difference::meanAbs, &engine::Difference::relL2,
    &engine::Difference::cosine, &engine::Difference::changed};

QByteArray asJson(const CompareListing &listing)
{
    StringSink text;
    JsonWriter json(text);
    writeComparison(json, {*listing.all.a, *listing.all.b, listing.all.rows, listing.isSameShown});
    return QByteArray::fromStdString(text.text()) + '\n';
}

QStringList cells(const CompareListing &listing, std::size_t row)
{
    const auto &numbers = listing.all.rows[row].numbers;
    QStringList result{stateWord(listing.states[row]), listing.all.names[row],
                       listing.all.textsA[row], listing.all.textsB[row]};
    for (const auto member : members)
        result << (numbers ? plainText(reprDouble((*numbers).*member)) : QString());
    return result;
}

QStringList headings()
{
    QStringList result;
    for (int column = 0; column < CompareModel::ColumnCount; ++column)
        result << CompareModel::columnName(column);
    return result;
}

// A cell that begins as a formula is one for a spreadsheet, unless it is a number.
QString csvCell(QString cell)
{
    bool isNumber = false;
    cell.toDouble(&isNumber);
    if (!isNumber && !cell.isEmpty() && u"=+-@"_s.contains(cell.front()))
        cell.prepend(u'\'');
    return u'"' + cell.replace(u'"', "\"\""_L1) + u'"';
}

QByteArray asCsv(const CompareListing &listing)
{
    const auto line = [](const QStringList &texts) {
        QStringList quoted;
        for (const QString &cell : texts)
            quoted << csvCell(cell);
        return quoted.join(u',') + "\r\n"_L1;
    };
    QString csv = line(headings());
    for (const std::size_t row : listing.listed)
        csv += line(cells(listing, row));
    return csv.toUtf8();
}

QString htmlLine(const QStringList &texts, const QString &tag)
{
    QString html = u"<tr>"_s;
    for (const QString &cell : texts)
        html += u"<%1>%2</%1>"_s.arg(tag, cell.toHtmlEscaped());
    return html + u"</tr>\n"_s;
}

QByteArray asHtml(const CompareListing &listing)
{
    const QString title =
        QCoreApplication::translate("CompareExport", "%1 compared with %2")
            .arg(plainText(fileName(listing.all.a->path)), plainText(fileName(listing.all.b->path)))
            .toHtmlEscaped();
    QString html = u"<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>%1</title>\n"
                   "<style>body{font-family:sans-serif}table{border-collapse:collapse}"
                   "td,th{padding:.2em .8em;text-align:left;border-bottom:1px solid #ccc}</style>"
                   "</head>\n<body><h1>%1</h1>\n<table>\n"_s.arg(title);
    html += htmlLine(headings(), u"th"_s);
    for (const std::size_t row : listing.listed)
        html += htmlLine(cells(listing, row), u"td"_s);
    return (html + u"</table></body></html>\n"_s).toUtf8();
}

QByteArray asFile(const CompareListing &listing, const QString &path)
{
    const auto endsIn = [&path](QLatin1StringView ending) {
        return path.endsWith(ending, Qt::CaseInsensitive);
    };
    if (endsIn(".csv"_L1))
        return asCsv(listing);
    return endsIn(".html"_L1) || endsIn(".htm"_L1) ? asHtml(listing) : asJson(listing);
}

Result<void> write(const QByteArray &bytes, const QString &path)
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
        return {};
    return makeError(ErrorCode::Io, "it could not be written: " + file.errorString().toStdString())
        .in(path.toStdString());
}

} // namespace

void CompareExportJob::start(CompareListing listing, const QString &path)
{
    LatestJob::start([this, listing = std::move(listing), path](Job &) -> Report {
        return [this, path, result = write(asFile(listing, path), path)] {
            Q_EMIT finished(result, path);
        };
    });
}

} // namespace lens
