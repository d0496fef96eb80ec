// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/heattiles.h"

#include <algorithm>
#include <cmath>

namespace lens {
namespace {

// The axes that the plane does not show and that have more than one index.
std::vector<int> outerAxes(const Plane &plane, const std::vector<std::int64_t> &shape)
{
    std::vector<int> axes;
    for (int axis = 0; axis < static_cast<int>(shape.size()); ++axis)
        if (axis != plane.rows && axis != plane.columns &&
            shape[static_cast<std::size_t>(axis)] > 1)
            axes.push_back(axis);
    return axes;
}

// As many lines beside each other as make the picture about square.
std::int64_t foldsFor(const HeatTiles &tiles, std::int64_t left, std::int64_t most)
{
    const auto height = static_cast<double>(left * (tiles.height + 1));
    const auto width = static_cast<double>(tiles.across * (tiles.width + 1));
    return std::clamp<std::int64_t>(std::llround(std::sqrt(height / width)), 1,
                                    std::max<std::int64_t>(most, 1));
}

} // namespace

std::optional<HeatTiles> tilesFor(const Plane &plane, const std::vector<std::int64_t> &shape,
                                  std::int64_t limit)
{
    const auto outer = outerAxes(plane, shape);
    if (plane.rows < 0 || outer.empty())
        return std::nullopt;
    const auto extent = [&shape](int axis) { return shape[static_cast<std::size_t>(axis)]; };
    const auto from = [&plane](int axis) { return plane.at[static_cast<std::size_t>(axis)]; };
    HeatTiles tiles;
    tiles.height = extent(plane.rows);
    tiles.width = extent(plane.columns);
    const std::int64_t largest = std::min(largestTile, limit - 1);
    if (std::min(tiles.height, tiles.width) < 1 || std::max(tiles.height, tiles.width) > largest)
        return std::nullopt;
    const std::int64_t mostAcross = limit / (tiles.width + 1);
    tiles.downAxis = outer[0];
    tiles.firstDown = from(tiles.downAxis);
    if (outer.size() > 1) {
        tiles.acrossAxis = outer[1];
        tiles.firstAcross = from(tiles.acrossAxis);
        tiles.across = std::min(extent(tiles.acrossAxis) - tiles.firstAcross, mostAcross);
    }
    const std::int64_t left = extent(tiles.downAxis) - tiles.firstDown;
    tiles.folds = foldsFor(tiles, left, limit / (tiles.across * (tiles.width + 1) + 1));
    tiles.lines = std::min((left + tiles.folds - 1) / tiles.folds, limit / (tiles.height + 1));
    tiles.down = std::min(left, tiles.lines * tiles.folds);
    return tiles;
}

std::optional<TileCell> tileAt(const HeatTiles &tiles, std::int64_t row, std::int64_t column)
{
    const std::int64_t inFold = column % tiles.foldWidth();
    TileCell cell;
    cell.row = row % (tiles.height + 1);
    cell.column = inFold % (tiles.width + 1);
    cell.across = inFold / (tiles.width + 1);
    cell.down = column / tiles.foldWidth() * tiles.lines + row / (tiles.height + 1);
    const bool isGap = cell.row == tiles.height || cell.column == tiles.width;
    if (isGap || cell.across >= tiles.across || cell.down >= tiles.down)
        return std::nullopt;
    return cell;
}

std::pair<std::int64_t, std::int64_t> cornerOf(const HeatTiles &tiles, std::int64_t down,
                                               std::int64_t across)
{
    return {down % tiles.lines * (tiles.height + 1),
            down / tiles.lines * tiles.foldWidth() + across * (tiles.width + 1)};
}

std::vector<int> wholeAxes(const HeatTiles &tiles, const std::vector<std::int64_t> &shape)
{
    std::vector<int> axes;
    for (const auto &[axis, count] :
         {std::pair(tiles.downAxis, tiles.down), std::pair(tiles.acrossAxis, tiles.across)})
        if (axis >= 0 && shape[static_cast<std::size_t>(axis)] == count)
            axes.push_back(axis);
    return axes;
}

Plane planeOf(const HeatTiles &tiles, const Plane &plane, std::int64_t down, std::int64_t across)
{
    Plane inside = plane;
    inside.at[static_cast<std::size_t>(tiles.downAxis)] = tiles.firstDown + down;
    if (tiles.acrossAxis >= 0)
        inside.at[static_cast<std::size_t>(tiles.acrossAxis)] = tiles.firstAcross + across;
    return inside;
}

} // namespace lens
