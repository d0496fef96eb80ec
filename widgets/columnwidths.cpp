// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/columnwidths.h"

#include <algorithm>
#include <numeric>

namespace lens {
namespace {

int sum(const QList<int> &widths) { return std::accumulate(widths.begin(), widths.end(), 0); }

QList<int> paired(const QList<int> &a, const QList<int> &b,
                  const int &(*choice)(const int &, const int &))
{
    QList<int> chosen;
    std::ranges::transform(a, b, std::back_inserter(chosen), choice);
    return chosen;
}

QList<int> grown(QList<int> widths, const QList<int> &needs, int spare)
{
    for (qsizetype i = 0; i < widths.size(); ++i) {
        const int more = std::clamp(needs[i] - widths[i], 0, std::max(spare, 0));
        widths[i] += more;
        spare -= more;
    }
    return widths;
}

} // namespace

QList<int> columnWidths(const QList<int> &usual, const QList<int> &needs, int wide, int room)
{
    QList<int> others = usual, wanted = needs;
    others[wide] = wanted[wide] = 0;
    QList<int> widths = paired(others, wanted, std::max<int>);
    if (sum(widths) + needs[wide] > room)
        widths = wanted;
    if (sum(widths) + needs[wide] > room) {
        widths = paired(others, wanted, std::min<int>);
        widths = grown(widths, wanted, room - sum(widths) - std::min(needs[wide], room / 2));
    }
    widths[wide] = std::max(room - sum(widths), usual[wide]);
    return widths;
}

} // namespace lens
