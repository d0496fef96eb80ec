// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"

#include <algorithm>
#include <cstddef>

namespace lens {

// As std::stable_sort, which nothing can stop half way. All are there afterwards; stopped, in any
// order.
template <typename Iterator, typename Less>
void sortUnlessStopped(Iterator first, Iterator last, Less less, const Job &job)
{
    constexpr std::ptrdiff_t piece = 4096;
    const std::ptrdiff_t count = last - first;
    const auto at = [&](std::ptrdiff_t place) { return first + std::min(place, count); };
    for (std::ptrdiff_t i = 0; i < count && !job.cancelled(); i += piece)
        std::stable_sort(at(i), at(i + piece), less);
    for (std::ptrdiff_t width = piece; width < count; width *= 2)
        for (std::ptrdiff_t i = 0; i + width < count && !job.cancelled(); i += 2 * width)
            std::inplace_merge(at(i), at(i + width), at(i + 2 * width), less);
}

} // namespace lens
