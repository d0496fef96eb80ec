// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/comparebar.h"
#include "widgets/comparepage.h"
#include "widgets/messagebar.h"

// What becomes of the tabs that a comparison was taken from.

using namespace Qt::StringLiterals;

namespace lens {
namespace {

// Edits that a document comes back to are the same object again, as long as somebody has it.
bool isSame(const CompareSource &a, const CompareSource &b)
{
    return a.checkpoint == b.checkpoint && a.edits == b.edits;
}

std::optional<CompareSource> shownOf(const CompareSource &source)
{
    return source.shown ? source.shown() : std::nullopt;
}

QString outdatedText(bool isStillA, bool isStillB)
{
    if (isStillA && isStillB)
        return {};
    if (isStillB)
        return ComparePage::tr("A has changed since it was compared.");
    return isStillA ? ComparePage::tr("B has changed since it was compared.")
                    : ComparePage::tr("A and B have changed since they were compared.");
}

} // namespace

QString CompareSource::name() const
{
    return state.isEmpty() ? title : u"%1, %2"_s.arg(title, state);
}

// What is still the same may have been saved: it goes by that name then. False: it is not.
bool ComparePage::follow(Side &side)
{
    const auto shown = shownOf(side);
    if (!shown)
        return true;
    if (!isSame(side, *shown))
        return false;
    if (side.path != shown->path) {
        side.path = shown->path;
        side.title = shown->title;
    }
    side.edits = shown->edits;
    side.state = shown->state;
    return true;
}

void ComparePage::followTabs()
{
    const bool isA = follow(m_a), isB = follow(m_b);
    m_bar->setSides(m_a.name(), m_a.path, m_b.name(), m_b.path);
    const QString text = outdatedText(isA, isB);
    if (text == std::exchange(m_outdatedText, text))
        return;
    if (text.isEmpty())
        return m_outdated->hide();
    m_outdated->say(Tone::Warning, text, {{tr("Compare &again"), [this] { compareAgain(); }}});
}

void ComparePage::compareAgain()
{
    if (m_bar->readTyped() == CompareBar::Typed::Refused)
        return;
    m_openA.abandon();
    m_openB.abandon();
    m_job.abandon();
    for (Side *side : {&m_a, &m_b}) {
        side->compared.reset();
        if (m_areParts)
            side->part = noIndex; // it may be another file
        if (const auto shown = shownOf(*side)) {
            side->checkpoint = shown->checkpoint;
            side->edits = shown->edits;
            follow(*side);
        }
    }
    startOpening();
}

} // namespace lens
