// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/plane.h"

#include <optional>

namespace lens {

// The kernels of a convolution side by side: the plane once for each index on the first axes that
// are not shown, from where the plane stands on them. Tiles have a cell's width between them; lines
// of few tiles go on beside each other (folds).
struct HeatTiles
{
    int downAxis = -1, acrossAxis = -1; // -1: the tensor has three axes
    std::int64_t height = 0, width = 0; // elements of a tile
    std::int64_t down = 0, across = 1;  // tiles
    std::int64_t firstDown = 0, firstAcross = 0;
    std::int64_t lines = 0, folds = 1;

    std::int64_t rows() const { return lines * (height + 1) - 1; }
    std::int64_t columns() const { return folds * foldWidth() - 1 - foldGap(); }
    std::int64_t foldWidth() const { return across * (width + 1) + foldGap(); }
    std::int64_t foldGap() const { return folds > 1 && across > 1 ? 1 : 0; }
};

// None for planes with larger sides than those of kernels, and where no axis is left. At most
// `limit` cells on a side.
inline constexpr std::int64_t largestTile = 64;
std::optional<HeatTiles> tilesFor(const Plane &plane, const std::vector<std::int64_t> &shape,
                                  std::int64_t limit);

// A cell of the picture.
struct TileCell
{
    std::int64_t down = 0, across = 0; // the tile, from the first one shown
    std::int64_t row = 0, column = 0;  // inside it
};
std::optional<TileCell> tileAt(const HeatTiles &tiles, std::int64_t row, std::int64_t column);
// Where the first element of a tile lies in the picture.
std::pair<std::int64_t, std::int64_t> cornerOf(const HeatTiles &tiles, std::int64_t down,
                                               std::int64_t across);
// The axes of which every index has a tile.
std::vector<int> wholeAxes(const HeatTiles &tiles, const std::vector<std::int64_t> &shape);
// The plane inside a tile.
Plane planeOf(const HeatTiles &tiles, const Plane &plane, std::int64_t down, std::int64_t across);

} // namespace lens
