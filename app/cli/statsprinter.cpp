// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/statsprinter.h"

#include "app/cli/statsjson.h"
#include "app/cli/tensortext.h"
#include "model/base/text.h"
#include "model/json/entryjson.h"

#include <algorithm>
#include <cmath>

namespace lens::cli {

namespace {

using engine::Histogram;
using engine::Statistics;

constexpr std::size_t numberWidth = 11;

} // namespace

void StatsPrinter::begin()
{
    if (m_context.options.json) {
        m_context.beginJson(m_context.options.file);
        m_context.json.key("tensors");
        return m_context.json.beginArray();
    }
    for (const StatsRow &row : m_rows.rows) {
        const std::size_t columns = columnsOf(escaped(m_checkpoint.pathText(row.entry)));
        m_pathWidth = std::max(m_pathWidth, std::min<std::size_t>(columns, 56));
        m_dtypeWidth = std::max(m_dtypeWidth, name(row.tensor->dtype).size());
        m_shapeWidth = std::max(m_shapeWidth, shapeText(row.tensor->shape).size());
    }
    Output &out = m_context.out;
    if (m_rows.rows.empty()) {
        out << "There is no tensor in this file.\n";
        return;
    }
    printPadded(out, "path", m_pathWidth + 2);
    printPadded(out, "dtype", m_dtypeWidth + 2);
    printPadded(out, "shape", m_shapeWidth + 1);
    for (const std::string_view title : {"min", "max", "mean", "std", "L2"})
        printRight(out, title, numberWidth);
    for (const std::string_view title : {"zeros", "NaN", "Inf"})
        printRight(out, title, 9);
    out << '\n';
}

void StatsPrinter::add(Result<TensorNumbers> found)
{
    printRowsWithoutData();
    const StatsRow &row = m_rows.rows[m_next++];
    // A dtype without numbers (bits8) is no trouble.
    if (!found && found.error().code != ErrorCode::Unsupported)
        fail(row, found.error().text());
    print(row, found ? &*found : nullptr);
}

void StatsPrinter::end()
{
    printRowsWithoutData();
    if (!m_context.options.json)
        return;
    m_context.json.endArray();
    m_context.endJson();
}

void StatsPrinter::printRowsWithoutData()
{
    for (; m_next < m_rows.rows.size() && m_rows.rows[m_next].data == noIndex; ++m_next) {
        const StatsRow &row = m_rows.rows[m_next];
        if (!row.broken.empty())
            fail(row, row.broken);
        print(row, nullptr);
    }
}

void StatsPrinter::fail(const StatsRow &row, const std::string &why)
{
    ++m_failures;
    complain(makeError(ErrorCode::Corrupt, "no numbers: " + why)
                 .in(m_checkpoint.pathText(row.entry))
                 .in(m_context.options.file));
}

void StatsPrinter::print(const StatsRow &row, const TensorNumbers *found)
{
    if (m_context.options.json)
        return write(row, found);
    printLine(row, found ? &found->numbers.statistics : nullptr);
    if (found && found->quantiles)
        printQuantiles(*found->quantiles);
    if (found && found->numbers.histogram)
        printBars(*found->numbers.histogram);
}

void StatsPrinter::write(const StatsRow &row, const TensorNumbers *found)
{
    JsonWriter &json = m_context.json;
    json.newLine();
    json.beginObject();
    json.key("path");
    writePath(json, m_checkpoint, row.entry);
    json.field("dtype", name(row.tensor->dtype));
    json.countField("numel", found ? found->numbers.statistics.numel : row.tensor->numel());
    found ? writeStatistics(json, found->numbers.statistics) : writeNoNumbers(json);
    if (m_context.options.histogram > 0)
        writeHistogram(json, found ? found->numbers.histogram : std::nullopt);
    if (found && found->quantiles)
        writeQuantiles(*found->quantiles);
    json.endObject();
}

// Values by the probabilities that were asked for; none where nothing is finite.
void StatsPrinter::writeQuantiles(const engine::Quantiles &quantiles)
{
    JsonWriter &json = m_context.json;
    json.key("quantiles");
    json.beginObject();
    json.key("probabilities");
    json.beginArray();
    for (const double probability : m_context.options.quantiles)
        json.real(probability);
    json.endArray();
    json.key("values");
    json.beginArray();
    for (const double value : quantiles.values)
        json.real(value);
    json.endArray();
    json.key("exact");
    json.boolean(quantiles.exact);
    json.endObject();
}

void StatsPrinter::printQuantiles(const engine::Quantiles &quantiles)
{
    Output &out = m_context.out;
    out << (quantiles.exact ? "    quantiles" : "    quantiles (estimated)");
    for (std::size_t i = 0; i < quantiles.values.size(); ++i)
        out << "  " << shortDouble(100 * m_context.options.quantiles[i])
            << " %: " << shortDouble(quantiles.values[i]);
    out << '\n';
}

void StatsPrinter::printLine(const StatsRow &row, const Statistics *s)
{
    Output &out = m_context.out;
    printPadded(out, escaped(m_checkpoint.pathText(row.entry)), m_pathWidth + 2);
    printPadded(out, name(row.tensor->dtype), m_dtypeWidth + 2);
    printPadded(out, shapeText(row.tensor->shape), m_shapeWidth + 1);
    if (!s) {
        m_context.print(Color::Dim, row.tensor->meta ? " no values (meta)" : " no values");
        out << '\n';
        return;
    }
    const auto number = [&](const std::optional<double> &value) {
        printRight(out, value ? shortDouble(*value) : "-", numberWidth);
    };
    for (const std::optional<double> &value : {s->min, s->max, s->mean, s->std})
        number(value);
    number(s->l2);
    printRight(out, grouped(s->zeros), 9);
    for (const std::uint64_t count : {s->nan, s->positiveInf + s->negativeInf}) {
        const std::string text = grouped(count);
        out.pad(text.size() < 9 ? 9 - text.size() : 1);
        m_context.print(count > 0 ? Color::Red : Color::Plain, text);
    }
    out << '\n';
}

void StatsPrinter::printBars(const Histogram &histogram)
{
    constexpr double longestBar = 40;
    Output &out = m_context.out;
    std::uint64_t most = 1;
    for (const std::uint64_t count : histogram.counts)
        most = std::max(most, count);
    for (std::size_t i = 0; i < histogram.counts.size(); ++i) {
        const double share = static_cast<double>(histogram.counts[i]) / static_cast<double>(most);
        printRight(out, shortDouble(histogram.edges[i]), 13);
        out << " .. ";
        printPadded(out, shortDouble(histogram.edges[i + 1]), numberWidth);
        printRight(out, grouped(histogram.counts[i]), 13);
        out << "  " << std::string(static_cast<std::size_t>(std::ceil(share * longestBar)), '#');
        out << '\n';
    }
    if (histogram.below + histogram.above > 0)
        out << "    outside: " << grouped(histogram.below) << " below, " << grouped(histogram.above)
            << " above\n";
}

} // namespace lens::cli
