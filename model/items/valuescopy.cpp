// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/valuescopy.h"

#include <algorithm>
#include <map>

namespace lens {
namespace {

using Lines = std::map<std::int64_t, QStringList>; // by row

// A vector lies in rows of which the last may end early.
Result<void> addWrapped(const TensorData &tensor, const Plane &plane, const CellRange &cells,
                        NumberFormat format, Job &job, Lines &lines)
{
    LENS_ASSIGN(const ValueTile tile,
                readTile(tensor, plane, {cells.row, 0, cells.rows, wrap}, job));
    const std::int64_t end =
        tensor.shape[static_cast<std::size_t>(plane.columns)] - cells.row * wrap;
    for (std::int64_t row = 0; row < cells.rows; ++row)
        for (auto at = row * wrap + cells.column;
             at < std::min(end, row * wrap + cells.column + cells.columns); ++at)
            lines[cells.row + row]
                << copiedText(tensor, tile, static_cast<std::size_t>(at), format);
    return {};
}

Result<void> addCells(const TensorData &tensor, const Plane &plane, const CellRange &cells,
                      NumberFormat format, Job &job, Lines &lines)
{
    if (isWrapped(plane))
        return addWrapped(tensor, plane, cells, format, job, lines);
    LENS_ASSIGN(const ValueTile tile, readTile(tensor, plane, cells, job));
    std::size_t at = 0;
    for (std::int64_t row = cells.row; row < cells.row + cells.rows; ++row) {
        LENS_CHECK(job.check());
        QStringList &line = lines[row];
        for (std::int64_t column = 0; column < cells.columns; ++column)
            line << copiedText(tensor, tile, at++, format);
    }
    return {};
}

Result<TableTexts> textsOf(const TensorData &tensor, const Plane &plane,
                           std::vector<CellRange> cells, NumberFormat format, Job &job)
{
    std::ranges::sort(cells, {}, &CellRange::column);
    Lines lines;
    for (const CellRange &range : cells)
        LENS_CHECK(addCells(tensor, plane, range, format, job, lines));
    TableTexts texts;
    for (const auto &[row, line] : lines) {
        LENS_CHECK(job.check());
        texts.add(line);
    }
    return texts;
}

} // namespace

void ValuesCopyJob::start(const TensorData &tensor, const Plane &plane,
                          std::vector<CellRange> cells, NumberFormat format)
{
    LatestJob::start([=, this](Job &job) -> Report {
        return [this, result = textsOf(tensor, plane, cells, format, job)] {
            Q_EMIT finished(result);
        };
    });
}

} // namespace lens
