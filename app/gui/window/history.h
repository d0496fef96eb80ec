// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/page.h"

#include <QPointer>

#include <optional>
#include <vector>

namespace lens {

// Where a person is: a tab and a spot in it.
struct PageSpot
{
    QPointer<Page> page;
    Spot spot;
    bool operator==(const PageSpot &) const = default;
};

// The places that a person came from, as in a browser. Those in tabs that are closed do not count.
class History
{
public:
    // To go somewhere new: nothing lies ahead any more.
    void leave(PageSpot from);
    // -1: back, +1: forward. The place that lies there, if it is another than `from`, which lies in
    // the other direction then.
    std::optional<PageSpot> step(int by, PageSpot from);

private:
    std::vector<PageSpot> m_behind, m_ahead; // the nearest one last
};

} // namespace lens
