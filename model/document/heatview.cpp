// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/heatview.h"

#include <algorithm>
#include <cmath>

namespace lens {
namespace {

constexpr double fewest = 4; // elements on a side

void keepInside(HeatView::Side &side, double whole)
{
    side.length = std::clamp(side.length, std::min(fewest, whole), whole);
    side.from = std::clamp(side.from, 0.0, whole - side.length);
}

void zoomSide(HeatView::Side &side, double factor, double at, double whole)
{
    const double share = (at - side.from) / side.length;
    side.length = std::clamp(side.length * factor, std::min(fewest, whole), whole);
    side.from = at - share * side.length;
    keepInside(side, whole);
}

void revealSide(HeatView::Side &side, const HeatView::Side &wanted, double whole)
{
    side.from = std::max(side.from, wanted.from + wanted.length - side.length);
    side.from = std::min(side.from, wanted.from);
    keepInside(side, whole);
}

} // namespace

HeatView::HeatView(std::int64_t rows, std::int64_t columns)
    : m_height(static_cast<double>(std::max<std::int64_t>(rows, 1)))
    , m_width(static_cast<double>(std::max<std::int64_t>(columns, 1)))
{
    showAll();
}

std::pair<std::int64_t, std::int64_t> HeatView::first() const
{
    return {static_cast<std::int64_t>(std::ceil(m_rows.from)),
            static_cast<std::int64_t>(std::ceil(m_columns.from))};
}

void HeatView::zoom(double factor, double row, double column)
{
    zoomSide(m_rows, factor, row, m_height);
    zoomSide(m_columns, factor, column, m_width);
}

void HeatView::move(double rows, double columns)
{
    m_rows.from += rows;
    m_columns.from += columns;
    keepInside(m_rows, m_height);
    keepInside(m_columns, m_width);
}

void HeatView::reveal(Side rows, Side columns)
{
    revealSide(m_rows, rows, m_height);
    revealSide(m_columns, columns, m_width);
}

void HeatView::reveal(const CellRange &elements)
{
    const auto side = [](std::int64_t from, std::int64_t length) {
        return Side{static_cast<double>(from), static_cast<double>(length)};
    };
    reveal(side(elements.row, elements.rows), side(elements.column, elements.columns));
}

void HeatView::showAll()
{
    m_rows = {0, m_height};
    m_columns = {0, m_width};
}

} // namespace lens
