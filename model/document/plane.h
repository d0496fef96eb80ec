// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/tensor.h"

#include <string>
#include <string_view>
#include <vector>

namespace lens {

// Two axes of a tensor to look at as rows and columns, and where the other axes stand.
struct Plane
{
    int rows = -1, columns = -1;  // axes; -1 where the tensor has fewer
    std::vector<std::int64_t> at; // by axis; 0 for those shown

    bool operator==(const Plane &) const = default;
};

// The last two axes, or longer ones where those have a single element; the others at their
// beginning.
Plane firstPlane(const std::vector<std::int64_t> &shape);
// The plane that shows one element, with the axes of `plane`.
Plane planeAt(const Plane &plane, const std::vector<std::int64_t> &index);
// "[3, :, :, 0]", rows before columns; " transposed" where they are the other way round.
std::string planeText(const Plane &plane);
// "3, :, :, 0", with or without brackets; negative indices count from the end. InvalidEdit with
// what is wrong: axes, index out of range, more than two colons.
Result<Plane> planeFromText(std::string_view text, const std::vector<std::int64_t> &shape);
// One that such a tensor has, to show how it is written.
std::string exampleSlice(const std::vector<std::int64_t> &shape);
// "[3, 1, 0, 2]" or a flat row-major index as one index an axis.
Result<std::vector<std::int64_t>> indexFromText(std::string_view text,
                                                const std::vector<std::int64_t> &shape);
std::vector<std::int64_t> indexOfElement(std::uint64_t element,
                                         const std::vector<std::int64_t> &shape);

// How much of a plane there is: rows, columns. A tensor of one axis lies in rows of `wrap`.
struct PlaneSize
{
    std::int64_t rows = 1, columns = 1;
};
inline constexpr std::int64_t wrap = 16;
bool isWrapped(const Plane &plane);
PlaneSize sizeOf(const Plane &plane, const std::vector<std::int64_t> &shape);

// Cells of a plane.
struct CellRange
{
    std::int64_t row = 0, column = 0, rows = 0, columns = 0;
    bool operator==(const CellRange &) const = default;
};
// Those cells as a tensor whose row-major order is that of the cells; a wrapped one ends where the
// values do. `cells` lies inside the plane.
Result<TensorData> cellsOf(const TensorData &tensor, const Plane &plane, const CellRange &cells);

} // namespace lens
