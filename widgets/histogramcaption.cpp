// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/histogramcaption.h"

#include "model/document/plaintext.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

constexpr std::size_t mostRead = 4; // tensors in the readout of a bin

QString tr(const char *text) { return QCoreApplication::translate("lens::HistogramCaption", text); }

QString number(double value) { return plainText(shortDouble(value)); }

QString count(std::uint64_t value) { return plainText(grouped(value)); }

QString values(std::uint64_t amount) { return counted(amount, tr("1 value"), tr("%1 values")); }

struct Sums
{
    std::uint64_t finite = 0, zeros = 0, nan = 0, positiveInf = 0, negativeInf = 0, below = 0,
                  above = 0;
    double largest = 0; // |x|
};

Sums sumsOf(const std::vector<engine::Numbers> &all)
{
    Sums sums;
    for (const engine::Numbers &numbers : all) {
        sums.finite += numbers.statistics.finite;
        sums.zeros += numbers.statistics.zeros;
        sums.nan += numbers.statistics.nan;
        sums.positiveInf += numbers.statistics.positiveInf;
        sums.negativeInf += numbers.statistics.negativeInf;
        sums.below += numbers.histogram ? numbers.histogram->below : 0;
        sums.above += numbers.histogram ? numbers.histogram->above : 0;
        for (const auto &end : {numbers.statistics.finiteMin, numbers.statistics.finiteMax})
            sums.largest = std::max(sums.largest, std::abs(end.value_or(0)));
    }
    return sums;
}

// "1,536 values", "16,960 of 18,429 values"
QString drawn(const Sums &sums, bool magnitudes)
{
    const auto all = sums.finite + sums.nan + sums.positiveInf + sums.negativeInf;
    const auto seen = sums.finite - sums.below - sums.above - (magnitudes ? sums.zeros : 0);
    return seen == all ? values(all) : tr("%1 of %2").arg(count(seen), values(all));
}

QString undrawn(const Sums &sums, bool magnitudes)
{
    QStringList parts;
    const auto say = [&parts](std::uint64_t amount, const QString &what) {
        if (amount)
            parts << u"%1 %2"_s.arg(count(amount), what);
    };
    if (magnitudes) // a logarithmic axis has no place for them
        say(sums.zeros, sums.zeros == 1 ? tr("zero") : tr("zeros"));
    say(sums.nan, u"NaN"_s);
    say(sums.positiveInf, u"+Inf"_s);
    say(sums.negativeInf, u"−Inf"_s);
    say(sums.below, tr("below the range"));
    say(sums.above, tr("above the range"));
    return parts.isEmpty() ? tr("every value is drawn")
                           : tr("not drawn: %1").arg(parts.join(", "_L1));
}

} // namespace

QString undrawn(const std::vector<engine::Numbers> &numbers, bool magnitudes)
{
    return undrawn(sumsOf(numbers), magnitudes);
}

QString whyNotDrawn(const engine::Statistics &statistics)
{
    if (statistics.numel == 0)
        return tr("The tensor has no elements.");
    return statistics.finite > 0 ? tr("Nothing but zeros, which a logarithmic axis cannot show.")
                                 : tr("No finite value to draw.");
}

QString histogramCaption(const std::vector<engine::Numbers> &numbers, std::size_t unreadable,
                         bool magnitudes)
{
    const Sums sums = sumsOf(numbers);
    const auto &histogram = *numbers.front().histogram;
    QString text = magnitudes ? tr("%1 in %2 bins of |x| from %3 to %4; %5")
                              : tr("%1 in %2 bins from %3 to %4; %5");
    // The last bin of equal ratio may end beyond the largest value.
    const auto &edges = histogram.edges;
    const bool endsWithin = magnitudes && edges[edges.size() - 2] <= sums.largest;
    const double end = endsWithin ? std::min(edges.back(), sums.largest) : edges.back();
    text = text.arg(drawn(sums, magnitudes), count(histogram.counts.size()), number(edges.front()),
                    number(end), undrawn(sums, magnitudes));
    if (numbers.size() > 1)
        text = tr("%1 tensors: %2").arg(numbers.size()).arg(text);
    if (unreadable)
        text += tr("; %1 without values to draw").arg(unreadable);
    return text;
}

QString binReadout(const std::vector<engine::Numbers> &numbers, const QStringList &names,
                   std::size_t bin)
{
    const auto &edges = numbers.front().histogram->edges;
    QStringList counts;
    for (std::size_t i = 0; i < std::min(numbers.size(), mostRead); ++i) {
        const std::uint64_t amount = numbers[i].histogram->counts[bin];
        counts << (numbers.size() == 1
                       ? values(amount)
                       : u"%1 %2"_s.arg(names.value(static_cast<qsizetype>(i)), count(amount)));
    }
    if (numbers.size() > mostRead)
        counts << u"…"_s;
    return tr("%1 to %2: %3").arg(number(edges[bin]), number(edges[bin + 1]), counts.join(u" · "));
}

QStringList withoutCommonBeginning(const QStringList &names)
{
    if (names.size() < 2)
        return names;
    qsizetype shared = names.front().size();
    for (const QString &name : names) {
        const auto here =
            std::mismatch(names.front().begin(), names.front().end(), name.begin(), name.end())
                .first;
        shared = std::min(shared, qsizetype(here - names.front().begin()));
    }
    while (shared > 0 && names.front()[shared - 1] != u'/' && names.front()[shared - 1] != u'.')
        --shared;
    QStringList rest;
    for (const QString &name : names)
        rest << name.mid(shared);
    return rest;
}

} // namespace lens
