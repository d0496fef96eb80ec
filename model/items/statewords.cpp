// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/statewords.h"

#include "model/document/plaintext.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

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
    case CompareState::Values: return u"changed"_s;
    case CompareState::Structure: return u"other structure"_s;
    case CompareState::OnlyA: return u"only in A"_s;
    case CompareState::OnlyB: return u"only in B"_s;
    case CompareState::Unknown: return u"not readable"_s;
    case CompareState::Tolerance: return u"within tolerance"_s;
    case CompareState::Same: return u"same"_s;
    case CompareState::Inside: return u"different inside"_s;
    case CompareState::Pending: break;
    }
    return u"not compared yet"_s;
}

QString stateText(CompareState state, const QStringList &what)
{
    return stateSign(state) + u' ' +
           (state == CompareState::Structure ? what.join(", "_L1) : stateWord(state));
}

QString stateWords(CompareState state, const QStringList &what)
{
    return state == CompareState::Structure ? u"other %1"_s.arg(what.join(", "_L1))
                                            : stateWord(state);
}

QString specialText(unsigned sides)
{
    const auto in = [](const QString &what, bool a, bool b) {
        if (!a && !b)
            return QString();
        return what + (a && b ? u" in A and B"_s : a ? u" in A"_s : u" in B"_s);
    };
    const bool nanA = sides & NanInA, nanB = sides & NanInB, infA = sides & InfInA,
               infB = sides & InfInB;
    QStringList parts{in(u"NaN"_s, nanA, nanB), in(u"Inf"_s, infA, infB)};
    if (nanA == infA && nanB == infB)
        parts = {in(u"NaN, Inf"_s, nanA, nanB)};
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
        parts << u"inside: %1"_s.arg(countsText(*inside));
    return parts.join("; "_L1);
}

QString stateMeaning(CompareState state)
{
    switch (state) {
    case CompareState::Values: return u"Same shape and dtype, other values"_s;
    case CompareState::Structure:
        return u"Another type, dtype, shape, device, order or requires grad; the row says which"_s;
    case CompareState::OnlyA: return u"A has it and B does not"_s;
    case CompareState::OnlyB: return u"B has it and A does not"_s;
    case CompareState::Unknown:
        return u"The values of one side cannot be read, so nothing is said of them"_s;
    case CompareState::Tolerance: return u"Other values, none by more than the tolerance"_s;
    case CompareState::Same: return u"Equal in every respect; NaN equals NaN"_s;
    case CompareState::Inside:
        return u"Equal itself, but not all that it holds is; listed with what is the same"_s;
    case CompareState::Pending: break;
    }
    return u"Its values have not been looked at"_s;
}

} // namespace lens
