// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/shownpath.h"
#include "widgets/comparebar.h"
#include "widgets/comparepage.h"
#include "widgets/messagebar.h"

#include <QCoreApplication>

// The state dicts of both files that alone are compared, where a person asked for that.

using namespace Qt::StringLiterals;

namespace lens {
namespace {

// "generator of A", or the whole side.
QString sideName(const QString &side, const QString &part)
{
    return part.isEmpty()
               ? side
               : QCoreApplication::translate("ComparePage", "“%1” of %2").arg(part, side);
}

// Empty for all of a file.
QString partName(const std::string &path, std::size_t limit)
{
    return path.empty() ? QString() : shownPath(path, limit);
}

} // namespace

void ComparePage::offerParts(const PartRule &rule)
{
    const QString a = sideName(tr("A"), partOf(m_a, rule.a, 60)),
                  b = sideName(tr("B"), partOf(m_b, rule.b, 60)),
                  matched = plainText(grouped(rule.matched)), of = plainText(grouped(rule.of));
    const QString text =
        rule.prefix.empty()
            ? tr("Compare just %1 with %2: %3 of %4 names then match.").arg(a, b, matched, of)
            : tr("Compare just %1 with %2, their names without “%3”: %4 of %5 names then match.")
                  .arg(a, b, plainText(rule.prefix, 60), matched, of);
    m_messages->add(Tone::Note, text,
                    {{tr("Compare &just these"), [this, rule] { compareParts(rule); }}});
}

void ComparePage::compareParts(const PartRule &rule)
{
    m_areParts = true;
    for (const auto &[side, entry] : {std::pair(&m_a, rule.a), std::pair(&m_b, rule.b)}) {
        side->part = entry;
        side->partPath = side->compared->pathText(entry);
    }
    m_bar->setPrefix(rule.prefix);
    showParts();
    restart();
}

void ComparePage::leaveParts()
{
    m_areParts = false;
    m_a.part = m_b.part = 0;
    showParts();
}

void ComparePage::askForParts()
{
    if (!m_areParts)
        return;
    CompareOptions &options = m_request.options;
    m_request.isStateDictOfAll = std::exchange(options.stateDict, true);
    const auto ask = [](const Side &side, std::uint32_t &entry, auto &path) {
        if (side.part == noIndex)
            path = side.partPath;
        else
            entry = side.part;
    };
    ask(m_a, options.entryA, m_request.partA);
    ask(m_b, options.entryB, m_request.partB);
}

// In files that were read anew, else what is left of both is compared.
void ComparePage::partsFound(const CompareRows &rows)
{
    m_a.part = rows.entryA;
    m_b.part = rows.entryB;
    if (!rows.isPartOfAGone && !rows.isPartOfBGone)
        return;
    const QString gone = rows.isPartOfAGone ? sideName(tr("A"), partName(m_a.partPath, 60))
                                            : sideName(tr("B"), partName(m_b.partPath, 60));
    leaveParts();
    m_messages->add(
        Tone::Warning,
        tr("%1 has no state dict any more, so all of both files is compared.").arg(gone), {});
}

void ComparePage::showParts()
{
    if (m_areParts)
        m_bar->setParts(partsText(16), partsText(400));
    else
        m_bar->setParts({}, {});
}

QString ComparePage::partsText(std::size_t limit) const
{
    return u"%1 ⇄ %2"_s.arg(sideName(tr("A"), partName(m_a.partPath, limit)),
                            sideName(tr("B"), partName(m_b.partPath, limit)));
}

// Of a file of which all is compared there is nothing to be said.
QString ComparePage::partOf(const Side &side, std::uint32_t entry, std::size_t limit) const
{
    return entry == 0 ? QString() : partName(side.compared->pathText(entry), limit);
}

QString ComparePage::sideTitle(const Side &side) const
{
    const QString part = partOf(side, side.part, 400);
    return part.isEmpty() ? side.name() : u"%1: %2"_s.arg(side.name(), part);
}

QString ComparePage::rowsTitle() const
{
    return tr("%1 compared with %2").arg(sideTitle(m_a), sideTitle(m_b));
}

} // namespace lens
