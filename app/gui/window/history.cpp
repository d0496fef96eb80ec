// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/history.h"

namespace lens {
namespace {

constexpr std::size_t remembered = 200;

} // namespace

void History::leave(PageSpot from)
{
    m_ahead.clear();
    if (!from.page || (!m_behind.empty() && m_behind.back() == from))
        return;
    if (m_behind.size() == remembered)
        m_behind.erase(m_behind.begin());
    m_behind.push_back(std::move(from));
}

std::optional<PageSpot> History::step(int by, PageSpot from)
{
    auto &there = by < 0 ? m_behind : m_ahead, &here = by < 0 ? m_ahead : m_behind;
    while (!there.empty()) {
        PageSpot place = std::move(there.back());
        there.pop_back();
        if (!place.page || place == from)
            continue;
        if (from.page)
            here.push_back(std::move(from));
        return place;
    }
    return {};
}

} // namespace lens
