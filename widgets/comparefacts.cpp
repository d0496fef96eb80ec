// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/comparefacts.h"

#include "model/document/magnitudes.h"
#include "model/document/shownpath.h"
#include "model/items/treemodel.h"
#include "widgets/facts.h"
#include "widgets/messagebar.h"
#include "widgets/statechips.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

constexpr std::size_t valueBytes = 2000;

QString tr(const char *text) { return QCoreApplication::translate("CompareDetails", text); }

QString number(const std::optional<double> &value) { return numberText(value, 6); }

QString count(std::uint64_t value) { return plainText(grouped(value)); }

QString yesNo(bool on) { return on ? tr("yes") : tr("no"); }

QStringList sizeFacts(const engine::Difference &found)
{
    return {
        tr("largest |Δ| %1").arg(number(found.maxAbs)),
        tr("mean |Δ| %1").arg(number(found.meanAbs)),
        tr("relative L2 %1").arg(number(found.relL2)),
        tr("cosine %1").arg(number(found.cosine)),
    };
}

// Where values differ that are no finite numbers, the rest is said of the others.
QStringList unlikeFacts(const engine::Difference &found)
{
    QStringList parts{tr("largest |Δ| inf")};
    if (found.unlike == found.changedCount)
        return parts << tr("no finite value differs");
    QStringList sizes = sizeFacts(found);
    sizes.front().prepend(tr("of the finite values: "));
    return parts + sizes;
}

// Of equal values; that another dtype has other bytes is nothing new.
QStringList equalFacts(const engine::Difference &found, const QStringList &what)
{
    QStringList parts{tr("all %1 values are equal").arg(count(found.numel))};
    if (found.bitwiseEqual)
        parts << tr("bytes as well");
    else if (!what.contains("dtype"_L1))
        parts << tr("some bytes are not (NaN, −0)");
    return parts;
}

QString numbersFact(const engine::Difference &found, const QStringList &what)
{
    QStringList parts{tr("%1 of %2 values differ (%3 %)")
                          .arg(count(found.changedCount), count(found.numel),
                               plainText(percentOf(found.changedCount, found.numel)))};
    parts += found.unlike ? unlikeFacts(found) : sizeFacts(found);
    if (found.changedCount == 0)
        parts = equalFacts(found, what);
    else if (found.outsideTolerance != found.changedCount)
        parts << tr("%1 past the tolerance").arg(count(found.outsideTolerance));
    const std::pair<std::uint64_t, QString> specials[] = {
        {found.onlyNanA, tr("⚠ %1 NaN only in A")},
        {found.onlyNanB, tr("⚠ %1 NaN only in B")},
        {found.onlyInfA, tr("⚠ %1 Inf only in A")},
        {found.onlyInfB, tr("⚠ %1 Inf only in B")},
    };
    for (const auto &[amount, text] : specials)
        if (amount > 0)
            parts << text.arg(count(amount));
    return parts.join(u" · "_s);
}

// What `fact` says of each side that there is.
template <typename Side, typename Say>
SideFact factOf(const QString &name, const Side *a, const Side *b, Say fact)
{
    return {name, a ? fact(*a) : QString(), b ? fact(*b) : QString()};
}

void addTensors(std::vector<SideFact> &facts, const Tensor *a, const Tensor *b)
{
    const auto add = [&](const QString &name, auto fact) {
        facts.push_back(factOf(name, a, b, fact));
    };
    add(tr("Shape"), [](const Tensor &side) { return shapeText(side.shape); });
    add(tr("Dtype"), [](const Tensor &side) { return plainText(name(side.dtype)); });
    add(tr("Device"), [](const Tensor &side) { return plainText(side.device, valueBytes); });
    add(tr("Bytes"), [](const Tensor &side) { return plainText(humanBytes(side.nbytes())); });
    add(tr("Requires grad"), [](const Tensor &side) { return yesNo(side.requiresGrad); });
    add(tr("Python type"), [](const Tensor &side) { return plainText(side.type, valueBytes); });
}

void addStatistics(std::vector<SideFact> &facts, const engine::Statistics *a,
                   const engine::Statistics *b, bool ofMagnitudes)
{
    using Side = engine::Statistics;
    const auto add = [&](const QString &name, auto fact) {
        facts.push_back(factOf(name, a, b, fact));
    };
    const auto addOf = [&](const QString &name, auto fact) {
        add(ofMagnitudes ? tr("%1 of |z|").arg(name) : name, fact);
    };
    addOf(tr("Minimum"), [](const Side &side) { return number(side.min); });
    addOf(tr("Maximum"), [](const Side &side) { return number(side.max); });
    addOf(tr("Mean"), [](const Side &side) { return number(side.mean); });
    addOf(tr("Std"), [](const Side &side) { return number(side.std); });
    add(tr("L2 norm"), [](const Side &side) { return number(side.l2); });
    add(tr("Zeros"), [](const Side &side) { return count(side.zeros); });
    add(tr("NaN"), [](const Side &side) { return count(side.nan); });
    add(tr("Infinite"),
        [](const Side &side) { return count(side.positiveInf + side.negativeInf); });
}

QString typeFact(const Checkpoint &checkpoint, std::uint32_t entry)
{
    return entry == noIndex
               ? QString()
               : plainText(checkpoint.typeName(checkpoint.resolved(entry)), valueBytes);
}

QString entryFact(const Checkpoint &checkpoint, const CompareRow &row, std::uint32_t entry)
{
    return entry == noIndex ? tr("not there") : sideText(checkpoint, entry, row.what, valueBytes);
}

} // namespace

const Tensor *tensorOf(const Checkpoint &checkpoint, std::uint32_t entry)
{
    return entry == noIndex ? nullptr
                            : checkpoint.tensor(checkpoint.entry(checkpoint.resolved(entry)));
}

QString statusFact(const CompareModel &model, std::size_t index)
{
    const engine::ComparedRow &compared = model.row(index);
    const CompareState state = model.state(index);
    const auto inside = model.inside(index);
    const QStringList what = whatDiffers(compared.row);
    QStringList parts;
    if (!isToldByInside(state, inside))
        parts << stateSign(state) + u' ' + stateWords(state, what);
    if (compared.numbers)
        parts << numbersFact(*compared.numbers, what);
    if (compared.unread)
        parts << errorText(*compared.unread);
    if (inside)
        parts << tr("inside: %1").arg(countsText(*inside));
    if (const unsigned sides = model.specials(index); sides && !compared.numbers)
        parts << specialText(sides);
    return parts.join(u" · "_s);
}

std::vector<SideFact> sideFacts(const CompareModel &model, std::size_t index,
                                const std::optional<HistogramPair> &pair)
{
    const CompareRow &row = model.row(index).row;
    const Checkpoint &a = *model.a(), &b = *model.b();
    std::vector<SideFact> facts;
    if (row.a != noIndex && row.b != noIndex && row.pathA != row.pathB)
        facts.push_back(
            {tr("Name"), shownPath(row.pathA, valueBytes), shownPath(row.pathB, valueBytes)});
    const Tensor *tensorA = tensorOf(a, row.a), *tensorB = tensorOf(b, row.b);
    const bool areTensors = (tensorA || row.a == noIndex) && (tensorB || row.b == noIndex);
    if (areTensors) {
        addTensors(facts, tensorA, tensorB);
        if (pair)
            addStatistics(facts, tensorA ? &pair->a.statistics : nullptr,
                          tensorB ? &pair->b.statistics : nullptr,
                          (tensorA && isComplex(tensorA->dtype)) ||
                              (tensorB && isComplex(tensorB->dtype)));
        return facts;
    }
    facts.push_back({tr("Content"), entryFact(a, row, row.a), entryFact(b, row, row.b)});
    facts.push_back({tr("Python type"), typeFact(a, row.a), typeFact(b, row.b)});
    return facts;
}

} // namespace lens
