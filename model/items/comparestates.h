// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/comparerows.h"

namespace lens {

// The states of the rows of a comparison with all that they hold: a container that is equal itself
// is the same where everything below it is, and else different inside or, while nothing there is
// known to differ, not compared yet.
class CompareStates
{
public:
    CompareStates() = default;
    explicit CompareStates(CompareRowsPtr all);

    // What a row is by itself is another now.
    void set(std::size_t row, CompareState own);
    const std::vector<CompareState> &byRow() const { return m_states; }
    CompareState operator[](std::size_t row) const { return m_states[row]; }
    std::size_t size() const { return m_states.size(); }
    const StateCounts &counts() const { return m_counts; }

private:
    // How many of the rows right below a container are not the same.
    struct Below
    {
        int pending = 0, other = 0;
    };

    bool isCounted(std::size_t row, CompareState state) const;
    CompareState rolledUp(std::size_t row) const;
    void count(std::size_t row, CompareState state, int by);

    CompareRowsPtr m_all;
    std::vector<CompareState> m_own, m_states; // by row
    std::vector<Below> m_below;                // by the number of a container
    StateCounts m_counts{};
};

} // namespace lens
