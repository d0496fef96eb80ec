// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/valuescopy.h"

#include "model/engine/numbers.h"

#include <algorithm>
#include <map>

namespace lens {
namespace {

using Lines = std::map<std::int64_t, QStringList>; // by row

// A vector lies in rows of which the last may end early. A column of it is a step through all of
// them: only what is copied is read.
Result<void> addWrapped(const TensorData &tensor, const Plane &plane, const CellRange &cells,
                        NumberFormat format, Job &job, Lines &lines)
{
    LENS_ASSIGN(const TensorData rows, cellsOf(tensor, plane, {cells.row, 0, cells.rows, wrap}));
    for (auto column = cells.column; column < cells.column + cells.columns; ++column) {
        LENS_ASSIGN(
            const TensorData part,
            engine::sliced(rows, '[' + std::to_string(column) + "::" + std::to_string(wrap) + ']'));
        const Plane all = firstPlane(part.shape);
        LENS_ASSIGN(const ValueTile tile,
                    readTile(part, all, {0, 0, sizeOf(all, part.shape).rows, wrap}, job));
        for (std::int64_t row = 0; row < part.shape.front(); ++row)
            lines[cells.row + row] << copiedText(part, tile, static_cast<std::size_t>(row), format);
    }
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
