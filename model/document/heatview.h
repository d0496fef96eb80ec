// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/plane.h"

namespace lens {

// The part of a plane that is seen, in elements from its top left corner: never outside the plane,
// never less than a few elements.
class HeatView
{
public:
    struct Side
    {
        double from = 0, length = 1;
        bool operator==(const Side &) const = default;
    };

    HeatView() = default;
    HeatView(std::int64_t rows, std::int64_t columns);

    const Side &rows() const { return m_rows; }
    const Side &columns() const { return m_columns; }
    // The first element that all of is seen.
    std::pair<std::int64_t, std::int64_t> first() const;
    // So many times as much; what is at this place stays there.
    void zoom(double factor, double row, double column);
    void move(double rows, double columns);
    // Moves as little as it takes to see these elements.
    void reveal(Side rows, Side columns);
    void reveal(const CellRange &elements);
    void showAll();

    bool operator==(const HeatView &) const = default;

private:
    double m_height = 1, m_width = 1; // of the plane
    Side m_rows, m_columns;
};

} // namespace lens
