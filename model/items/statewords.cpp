// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/statewords.h"

#include "model/document/plaintext.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

QString tr(const char *text) { return QCoreApplication::translate("CompareState", text); }

// For which a container is not the same.
constexpr CompareState otherStates[] = {CompareState::Values,  CompareState::Structure,
                                        CompareState::OnlyA,   CompareState::OnlyB,
                                        CompareState::Unknown, CompareState::Tolerance};

} // namespace

QString stateSign(CompareState state)
{
    static const QString signs[] = {u"≠"_s, u"±"_s, u"−"_s, u"+"_s, u"?"_s,
                                    u"≈"_s, u"="_s, u"…"_s, u"⊃"_s};
    return signs[static_cast<std::size_t>(state)];
}

QString countText(CompareState state, std::uint64_t count)
{
    return stateSign(state) + u' ' + plainText(grouped(count));
}

QString stateWord(CompareState state)
{
    switch (state) {
    case CompareState::Values: return tr("changed");
    case CompareState::Structure: return tr("other structure");
    case CompareState::OnlyA: return tr("only in A");
    case CompareState::OnlyB: return tr("only in B");
    case CompareState::Unknown: return tr("not readable");
    case CompareState::Tolerance: return tr("within tolerance");
    case CompareState::Same: return tr("same");
    case CompareState::Inside: return tr("different inside");
    case CompareState::Pending: break;
    }
    return tr("not compared yet");
}

QString stateText(CompareState state, const QStringList &what)
{
    return stateSign(state) + u' ' +
           (state == CompareState::Structure ? what.join(", "_L1) : stateWord(state));
}

QString stateWords(CompareState state, const QStringList &what)
{
    return state == CompareState::Structure ? tr("other %1").arg(what.join(", "_L1))
                                            : stateWord(state);
}

QString specialText(unsigned sides)
{
    const auto in = [](const QString &what, bool a, bool b) {
        if (!a && !b)
            return QString();
        return what + (a && b ? tr(" in A and B") : a ? tr(" in A") : tr(" in B"));
    };
    const bool nanA = sides & NanInA, nanB = sides & NanInB, infA = sides & InfInA,
               infB = sides & InfInB;
    QStringList parts{in(tr("NaN"), nanA, nanB), in(tr("Inf"), infA, infB)};
    if (nanA == infA && nanB == infB)
        parts = {in(tr("NaN, Inf"), nanA, nanB)};
    parts.removeAll(QString());
    return parts.isEmpty() ? QString() : u"⚠ "_s + parts.join(", "_L1);
}

bool isToldByInside(CompareState state, const std::optional<StateCounts> &inside)
{
    if (!inside || state == CompareState::Same)
        return inside.has_value();
    // Where what differs is hidden the others tell nothing of it.
    const auto isTold = [&inside](CompareState of) {
        return (*inside)[static_cast<std::size_t>(of)] > 0;
    };
    return state == CompareState::Inside && std::ranges::any_of(otherStates, isTold);
}

QString countsText(const StateCounts &counts)
{
    QStringList parts;
    for (std::size_t i = 0; i < compareStates; ++i)
        if (counts[i] > 0)
            parts << plainText(grouped(counts[i])) + u' ' + stateWord(static_cast<CompareState>(i));
    return parts.join(", "_L1);
}

QString insideText(const StateCounts &counts, std::size_t words)
{
    QStringList parts;
    for (std::size_t i = 0; i < compareStates; ++i) {
        if (counts[i] == 0)
            continue;
        const auto state = static_cast<CompareState>(i);
        const bool hasWord = static_cast<std::size_t>(parts.size()) < words;
        parts << countText(state, counts[i]) + (hasWord ? u' ' + stateWord(state) : QString());
    }
    return parts.join(", "_L1);
}

QString rowText(CompareState state, const QStringList &what, unsigned specialSides,
                const std::optional<StateCounts> &inside, std::size_t words)
{
    QStringList parts;
    if (!isToldByInside(state, inside))
        parts << stateText(state, what);
    if (specialSides)
        parts << specialText(specialSides);
    if (inside)
        parts << insideText(*inside, words);
    return parts.join(u" · "_s);
}

QString rowWords(CompareState state, const QStringList &what, unsigned specialSides,
                 const std::optional<StateCounts> &inside)
{
    QStringList parts;
    if (!isToldByInside(state, inside))
        parts << stateWords(state, what);
    if (specialSides)
        parts << specialText(specialSides);
    if (inside)
        parts << tr("inside: %1").arg(countsText(*inside));
    return parts.join("; "_L1);
}

QString stateMeaning(CompareState state)
{
    switch (state) {
    case CompareState::Values: return tr("Same shape and dtype, other values");
    case CompareState::Structure:
        return tr("Another type, dtype, shape, device, order or requires grad; the row says which");
    case CompareState::OnlyA: return tr("A has it and B does not");
    case CompareState::OnlyB: return tr("B has it and A does not");
    case CompareState::Unknown:
        return tr("The values of one side cannot be read, so nothing is said of them");
    case CompareState::Tolerance: return tr("Other values, none by more than the tolerance");
    case CompareState::Same: return tr("Equal in every respect; NaN equals NaN");
    case CompareState::Inside:
        return tr("Equal itself, but not all that it holds is; listed with what is the same");
    case CompareState::Pending: break;
    }
    return tr("Its values have not been looked at");
}

} // namespace lens
