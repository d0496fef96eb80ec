// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/comparestates.h"

#include <utility>

namespace lens {

CompareStates::CompareStates(CompareRowsPtr all)
    : m_all(std::move(all))
    , m_own(m_all->states)
    , m_states(m_own)
    , m_below(m_all->containers)
{
    // A parent stands before its children: from the end on, what is below a row is complete.
    for (std::size_t row = size(); row-- > 0;) {
        m_states[row] = rolledUp(row);
        if (isCounted(row, m_states[row]))
            ++m_counts[static_cast<std::size_t>(m_states[row])];
        count(row, m_states[row], 1);
    }
}

void CompareStates::set(std::size_t row, CompareState own)
{
    m_own[row] = own;
    // As far up as it makes a difference.
    for (std::size_t at = row; at != noIndex; at = m_all->parents[at]) {
        const CompareState before = m_states[at], now = rolledUp(at);
        if (now == before)
            return;
        if (isCounted(at, before))
            --m_counts[static_cast<std::size_t>(before)];
        if (isCounted(at, now))
            ++m_counts[static_cast<std::size_t>(now)];
        count(at, before, -1);
        count(at, now, 1);
        m_states[at] = now;
    }
}

// What waits in a container are the rows in it.
bool CompareStates::isCounted(std::size_t row, CompareState state) const
{
    return state != CompareState::Pending || m_all->containerNumbers[row] == noIndex;
}

CompareState CompareStates::rolledUp(std::size_t row) const
{
    const std::uint32_t number = m_all->containerNumbers[row];
    if (m_own[row] != CompareState::Same || number == noIndex)
        return m_own[row];
    const Below &below = m_below[number];
    if (below.other > 0)
        return CompareState::Inside;
    return below.pending > 0 ? CompareState::Pending : CompareState::Same;
}

// Added to, or with -1 taken from, what its container holds.
void CompareStates::count(std::size_t row, CompareState state, int by)
{
    const std::uint32_t parent = m_all->parents[row];
    if (parent == noIndex || state == CompareState::Same)
        return;
    Below &below = m_below[m_all->containerNumbers[parent]];
    (state == CompareState::Pending ? below.pending : below.other) += by;
}

} // namespace lens
