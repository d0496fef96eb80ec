// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/jobs.h"
#include "model/document/plaintext.h"
#include "widgets/facts.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

// What was counted and computed, as facts.
namespace lens {
namespace {

QString tr(const char *text) { return QCoreApplication::translate("Facts", text); }

QString count(std::uint64_t number) { return plainText(grouped(number)); }

// "12.3 MiB in 48 tensors, 93.1 %".
FactSection shares(const QString &title, const std::vector<ContentsShare> &list,
                   const Contents &contents)
{
    FactSection section{title, {}};
    for (const ContentsShare &share : list) {
        const QString size = plainText(humanBytes(share.bytes));
        const QString in = share.tensors == 1
                               ? tr("%1 in 1 tensor").arg(size)
                               : tr("%1 in %2 tensors").arg(size, count(share.tensors));
        const QString part = plainText(percentText(share.bytes, contents.bytes));
        section.facts.push_back(
            {plainText(share.name, 40), list.size() == 1 ? in : u"%1, %2"_s.arg(in, part)});
    }
    return section;
}

QString bytes(std::uint64_t count) { return plainText(humanBytes(count)); }

QString optimizerText(const Report &report)
{
    if (report.optimizerBytes == 0)
        return tr("none");
    return tr("%1, %2 of the tensors' bytes")
        .arg(bytes(report.optimizerBytes),
             plainText(percentText(report.optimizerBytes, report.tensorBytes)));
}

} // namespace

QString numberText(const std::optional<double> &value, int digits)
{
    constexpr double wholeNumbers = 9'007'199'254'740'992; // so far each has a double of its own
    if (!value)
        return tr("none");
    const bool isWhole = std::abs(*value) <= wholeNumbers && std::trunc(*value) == *value;
    return plainText(shortDouble(*value, isWhole ? 16 : digits));
}

QString bytesText(std::uint64_t bytes)
{
    const auto exact = counted(bytes, tr("1 byte"), tr("%1 bytes"));
    return bytes < 1024 ? exact : u"%1 (%2)"_s.arg(plainText(humanBytes(bytes)), exact);
}

FactSection sizeFacts(std::uint64_t tensors, std::uint64_t elements, std::uint64_t bytes)
{
    FactSection section{tr("Contents"), {}};
    section.facts = {{tr("Tensors"), count(tensors)},
                     {tr("Elements"), count(elements)},
                     {tr("Bytes"), bytesText(bytes)}};
    return section;
}

std::vector<FactSection> shareFacts(const Contents &contents)
{
    std::vector sections{shares(tr("By dtype"), contents.dtypes, contents),
                         shares(tr("By device"), contents.devices, contents)};
    if (contents.sharedBytes > 0)
        sections.push_back({tr("Shared"),
                            {{tr("Counted again"), tr("%1: several tensors have the same bytes")
                                                       .arg(bytesText(contents.sharedBytes))}}});
    return sections;
}

std::vector<FactSection> pendingStatistics(const QString &title)
{
    engine::Quantiles none;
    none.values.resize(QuantilesJob::probabilities.size());
    std::vector sections{statisticsFacts(title, {}), quantilesFacts(none)};
    for (auto &section : sections)
        for (auto &fact : section.facts)
            fact.value = u"…"_s;
    return sections;
}

FactSection quantilesFacts(const engine::Quantiles &quantiles)
{
    const auto &v = quantiles.values;
    if (v.size() != QuantilesJob::probabilities.size())
        return {};
    const QString about = quantiles.exact ? QString() : tr("about ");
    const auto between = [&](std::size_t low, std::size_t high) {
        return about +
               tr("%1 to %2").arg(plainText(shortDouble(v[low])), plainText(shortDouble(v[high])));
    };
    FactSection section;
    section.facts = {{tr("Median"), about + plainText(shortDouble(v[2], 7))},
                     {tr("5 % to 95 %"), between(1, 3)},
                     {tr("1 % to 99 %"), between(0, 4)}};
    return section;
}

FactSection statisticsFacts(const QString &title, const engine::Statistics &statistics)
{
    FactSection section{title, {}};
    const bool leavesOut = statistics.finite < statistics.numel;
    const bool isAny = statistics.finite > 0;
    const auto ofFinite = [=](const std::optional<double> &value) {
        if (leavesOut && !isAny)
            return tr("none");
        return value && leavesOut ? tr("%1 of the finite values").arg(numberText(value))
                                  : numberText(value);
    };
    section.facts = {
        {tr("Minimum"), numberText(statistics.min)},
        {tr("Maximum"), numberText(statistics.max)},
        {tr("Mean"), ofFinite(statistics.mean)},
        {tr("Standard deviation"), ofFinite(statistics.std)},
        {tr("L1 norm"), ofFinite(statistics.l1)},
        {tr("L2 norm"), ofFinite(statistics.l2)},
        {tr("Zeros"), count(statistics.zeros)},
        {tr("NaN"), count(statistics.nan)},
        {tr("Infinite"), tr("%1 positive, %2 negative")
                             .arg(count(statistics.positiveInf), count(statistics.negativeInf))},
        {tr("Subnormal"), count(statistics.subnormal)},
    };
    return section;
}

FactSection structureFacts(const Report &report)
{
    const auto unused = report.storedBytes - std::min(report.usedBytes, report.storedBytes);
    FactSection section{tr("Structure"), {}};
    section.facts = {
        {tr("File"), bytes(report.fileBytes)},
        {tr("Tensors"), plainText(grouped(report.tensors))},
        {tr("Parameters"), plainText(grouped(report.parameters))},
        {tr("Stored"),
         tr("%1, of which tensors use %2").arg(bytes(report.storedBytes), bytes(report.usedBytes))},
        {tr("Unused"), unused ? bytes(unused) : tr("nothing")},
        {tr("Optimizer state"), optimizerText(report)},
        {tr("Values"), report.valuesChecked ? tr("checked") : tr("not checked")},
    };
    return section;
}

} // namespace lens
