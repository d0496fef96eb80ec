// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/compareexport.h"

#include "model/document/shownpath.h"
#include "model/items/statewords.h"
#include "model/json/comparisonjson.h"

#include <QCoreApplication>
#include <QSaveFile>

#include <cmath>
#include <functional>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

QString tr(const char *text) { return QCoreApplication::translate("CompareExport", text); }

QByteArray asJson(const CompareTable &table, Job &job)
{
    std::vector<engine::ComparedRow> rows;
    rows.reserve(table.rows.size());
    for (const ComparedRowPtr &row : table.rows)
        rows.push_back(*row);
    StringSink text;
    JsonWriter json(text);
    ComparisonJson comparison{*table.all->a, *table.all->b, rows, table.isSameShown};
    comparison.nanCounts = true;
    comparison.entryA = table.all->entryA;
    comparison.entryB = table.all->entryB;
    comparison.job = &job;
    writeComparison(json, comparison);
    return QByteArray::fromStdString(text.text()) + '\n';
}

// What the list shows of the state of a row, in words.
QString statusWords(const CompareTable &table, std::size_t row)
{
    return rowWords(table.states[row], whatDiffers(table.rows[row]->row), table.specials(row),
                    table.inside(row));
}

// Empty for what is no number.
QString numberCell(const engine::Difference &numbers, int column)
{
    const double number = listedNumber(numbers, CompareModel::numberOf(column));
    return std::isnan(number) ? QString() : plainText(reprDouble(number));
}

QStringList cells(const CompareTable &table, std::size_t row)
{
    const auto &numbers = table.rows[row]->numbers;
    QStringList result{statusWords(table, row), table.all->names[row], table.all->textsA[row],
                       table.all->textsB[row]};
    for (int column = CompareModel::MaxColumn; column < CompareModel::ColumnCount; ++column)
        result << (numbers ? numberCell(*numbers, column) : QString());
    for (const auto count : {&engine::Difference::onlyNanA, &engine::Difference::onlyNanB,
                             &engine::Difference::onlyInfA, &engine::Difference::onlyInfB})
        result << (numbers ? QString::number((*numbers).*count) : QString());
    return result;
}

// Calls `write` for each row that is listed until the job is stopped.
void forEachRow(const CompareTable &table, Job &job, const std::function<void(std::size_t)> &write)
{
    job.setTotal(table.list.rows.size());
    for (const std::size_t row : table.list.rows) {
        if (job.cancelled())
            return;
        write(row);
        job.advance(1);
    }
}

QStringList headings()
{
    QStringList result;
    for (int column = 0; column < CompareModel::ColumnCount; ++column)
        result << CompareModel::columnName(column);
    return result << tr("NaN only in A") << tr("NaN only in B") << tr("Inf only in A")
                  << tr("Inf only in B");
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

QString pathCell(const Checkpoint &checkpoint, std::uint32_t entry)
{
    return entry == noIndex ? QString() : shownPath(checkpoint.pathText(entry));
}

// What a name leaves out of where a row lies.
QStringList paths(const CompareTable &table, std::size_t row)
{
    const CompareRow &of = table.rows[row]->row;
    return {pathCell(*table.all->a, of.a), pathCell(*table.all->b, of.b)};
}

QByteArray asCsv(const CompareTable &table, Job &job)
{
    const auto line = [](const QStringList &texts) {
        QStringList quoted;
        for (const QString &cell : texts)
            quoted << csvCell(cell);
        return quoted.join(u',') + "\r\n"_L1;
    };
    QString csv = line(headings() << tr("Path in A") << tr("Path in B"));
    forEachRow(table, job,
               [&](std::size_t row) { csv += line(cells(table, row) + paths(table, row)); });
    return csv.toUtf8();
}

QString htmlLine(const QStringList &texts, const QString &tag)
{
    QString html = u"<tr>"_s;
    for (const QString &cell : texts)
        html += u"<%1>%2</%1>"_s.arg(tag, cell.toHtmlEscaped());
    return html + u"</tr>\n"_s;
}

QByteArray asHtml(const CompareTable &table, Job &job)
{
    QString html = u"<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>%1</title>\n"
                   "<style>body{font-family:sans-serif}table{border-collapse:collapse}"
                   "td,th{padding:.2em .8em;text-align:left;border-bottom:1px solid #ccc}</style>"
                   "</head>\n<body><h1>%1</h1>\n<table>\n"_s.arg(table.title.toHtmlEscaped());
    html += htmlLine(headings(), u"th"_s);
    forEachRow(table, job, [&](std::size_t row) { html += htmlLine(cells(table, row), u"td"_s); });
    return (html + u"</table></body></html>\n"_s).toUtf8();
}

using Writer = QByteArray (*)(const CompareTable &, Job &);

Writer writerFor(const QString &path)
{
    const auto endsIn = [&path](QLatin1StringView ending) {
        return path.endsWith(ending, Qt::CaseInsensitive);
    };
    if (endsIn(".csv"_L1))
        return asCsv;
    return endsIn(".html"_L1) || endsIn(".htm"_L1) ? asHtml : asJson;
}

Result<void> write(Writer writer, const CompareTable &table, const QString &path, Job &job)
{
    const QByteArray bytes = writer(table, job);
    LENS_CHECK(job.check());
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
        return {};
    return makeError(ErrorCode::Io, "it could not be written: " + file.errorString().toStdString())
        .in(path.toStdString());
}

TableTexts asTable(const CompareTable &table, const std::vector<std::size_t> &rows)
{
    TableTexts texts;
    for (const std::size_t row : rows) {
        const engine::ComparedRow &compared = *table.rows[row];
        QStringList cells{rowText(table.states[row], whatDiffers(compared.row), table.specials(row),
                                  table.inside(row))};
        for (int column = CompareModel::NameColumn; column < CompareModel::ColumnCount; ++column)
            cells << table.text(row, column);
        texts.add(cells);
    }
    return texts;
}

} // namespace

void CompareExportJob::start(CompareTable table, const QString &path)
{
    LatestJob::start([this, table = std::move(table), path](Job &job) -> Report {
        const Writer writer = writerFor(path);
        const std::size_t all = table.rows.size();
        const std::size_t rows = writer == asJson ? all : table.list.rows.size();
        return [this, path, rows, all, result = write(writer, table, path, job)] {
            Q_EMIT finished(result, path, rows, all);
        };
    });
}

void CompareCopyJob::start(CompareTable table, std::vector<std::size_t> rows)
{
    LatestJob::start([this, table = std::move(table), rows = std::move(rows)](Job &) -> Report {
        return [this, texts = asTable(table, rows)] { Q_EMIT finished(texts); };
    });
}

} // namespace lens
