// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/valuesmodel.h"
#include "model/engine/numbers.h"

#include "model/items/roles.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

constexpr std::int64_t tileRows = 64, tileColumns = 32;
constexpr int tilesKept = 256;

quint64 keyOf(std::int64_t row, std::int64_t column)
{
    return static_cast<quint64>(row / tileRows) << 32 | static_cast<quint64>(column / tileColumns);
}

} // namespace

ValuesModel::ValuesModel(QObject *parent)
    : QAbstractTableModel(parent)
    , m_tiles(tilesKept)
{
    connect(&m_job, &ValuesJob::finished, this, &ValuesModel::tilesRead);
}

void ValuesModel::show(const TensorData &tensor, const Plane &plane)
{
    beginResetModel();
    m_job.abandon();
    m_tiles.clear();
    m_tensor = tensor;
    m_plane = plane;
    m_size = sizeOf(plane, tensor.shape);
    m_window = {0, 0, std::min(m_size.rows, mostRows), std::min(m_size.columns, mostColumns)};
    m_visible = {};
    endResetModel();
}

void ValuesModel::clear()
{
    beginResetModel();
    m_job.abandon();
    m_tiles.clear();
    m_tensor.reset();
    m_size = {0, 0};
    m_window = m_visible = {};
    endResetModel();
}

void ValuesModel::setFormat(NumberFormat format)
{
    m_format = format;
    if (rowCount() > 0 && columnCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

void ValuesModel::setVisible(const CellRange &cells)
{
    m_visible = {cells.row + m_window.row, cells.column + m_window.column, cells.rows,
                 cells.columns};
    readMissing();
}

// One job for all that is missing; scrolling on replaces it.
void ValuesModel::readMissing()
{
    if (!m_tensor)
        return;
    std::vector<CellRange> missing;
    const std::int64_t endRow = std::min(m_visible.row + m_visible.rows, m_size.rows);
    const std::int64_t endColumn = std::min(m_visible.column + m_visible.columns, m_size.columns);
    for (auto row = m_visible.row / tileRows * tileRows; row < endRow; row += tileRows) {
        for (auto column = m_visible.column / tileColumns * tileColumns; column < endColumn;
             column += tileColumns) {
            if (!m_tiles.contains(keyOf(row, column)))
                missing.push_back({row, column, std::min(tileRows, m_size.rows - row),
                                   std::min(tileColumns, m_size.columns - column)});
        }
    }
    if (!missing.empty())
        m_job.start(*m_tensor, m_plane, missing);
}

void ValuesModel::tilesRead(const Result<std::vector<ValueTile>> &result)
{
    if (!result) {
        if (result.error().code != ErrorCode::Cancelled)
            Q_EMIT failed(result.error());
        return;
    }
    for (const ValueTile &tile : *result) {
        const CellRange &cells = tile.cells;
        m_tiles.insert(keyOf(cells.row, cells.column), new ValueTile(tile));
        const auto row = static_cast<int>(std::max<std::int64_t>(cells.row - m_window.row, 0));
        const auto column =
            static_cast<int>(std::max<std::int64_t>(cells.column - m_window.column, 0));
        const auto lastRow =
            static_cast<int>(std::min(cells.row + cells.rows - m_window.row, m_window.rows)) - 1;
        const auto lastColumn =
            static_cast<int>(
                std::min(cells.column + cells.columns - m_window.column, m_window.columns)) -
            1;
        if (lastRow >= row && lastColumn >= column)
            Q_EMIT dataChanged(index(row, column), index(lastRow, lastColumn));
    }
}

QModelIndex ValuesModel::cellOf(const std::vector<std::int64_t> &index)
{
    const auto along = [&index](int axis) {
        return axis < 0 ? 0 : index[static_cast<std::size_t>(axis)];
    };
    std::int64_t row = along(m_plane.rows), column = along(m_plane.columns);
    if (isWrapped(m_plane)) {
        row = column / wrap;
        column %= wrap;
    }
    const auto isInside = [](std::int64_t at, std::int64_t first, std::int64_t count) {
        return at >= first && at < first + count;
    };
    if (!isInside(row, m_window.row, m_window.rows) ||
        !isInside(column, m_window.column, m_window.columns)) {
        beginResetModel();
        m_window.row = std::clamp<std::int64_t>(row - mostRows / 2, 0, m_size.rows - m_window.rows);
        m_window.column = std::clamp<std::int64_t>(column - mostColumns / 2, 0,
                                                   m_size.columns - m_window.columns);
        endResetModel();
    }
    return QAbstractTableModel::index(static_cast<int>(row - m_window.row),
                                      static_cast<int>(column - m_window.column));
}

std::vector<std::int64_t> ValuesModel::indexAt(const QModelIndex &cell) const
{
    const std::int64_t row = m_window.row + cell.row(), column = m_window.column + cell.column();
    auto index = m_plane.at;
    if (m_plane.rows >= 0)
        index[static_cast<std::size_t>(m_plane.rows)] = row;
    if (m_plane.columns >= 0) {
        const auto axis = static_cast<std::size_t>(m_plane.columns);
        index[axis] = isWrapped(m_plane) ? row * wrap + column : column;
        if (index[axis] >= m_tensor->shape[axis])
            return {};
    }
    return index;
}

int ValuesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_window.rows);
}

int ValuesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_window.columns);
}

ValuesModel::Cell ValuesModel::cellAt(const QModelIndex &index) const
{
    const std::int64_t row = m_window.row + index.row(), column = m_window.column + index.column();
    const ValueTile *tile = m_tiles.object(keyOf(row, column));
    if (!tile)
        return {};
    const auto at = (row - tile->cells.row) * tile->cells.columns + column - tile->cells.column;
    return {tile, static_cast<std::size_t>(at)};
}

QVariant ValuesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || !m_tensor)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole && role != SpecialRole)
        return {};
    if (isWrapped(m_plane) && indexAt(index).empty())
        return {};
    const Cell cell = cellAt(index);
    if (!cell.tile)
        return role == SpecialRole ? QVariant(false) : QVariant(u"…"_s);
    if (role == SpecialRole)
        return special(cell);
    if (role == Qt::DisplayRole)
        return cellText(*m_tensor, *cell.tile, cell.at, m_format);
    QStringList place;
    for (const std::int64_t at : indexAt(index))
        place << QString::number(at);
    return u"[%1]: %2"_s.arg(place.join(", "_L1),
                             cellText(*m_tensor, *cell.tile, cell.at, m_format));
}

QVariant ValuesModel::special(const Cell &cell) const
{
    const std::size_t parts = engine::numbersPerElement(m_tensor->dtype);
    const auto *first = cell.tile->values.data() + cell.at * parts;
    return std::any_of(first, first + parts, [](double part) { return !std::isfinite(part); });
}

QVariant ValuesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole)
        return {};
    if (orientation == Qt::Horizontal)
        return QString::number(m_window.column + section);
    const std::int64_t row = m_window.row + section;
    return QString::number(isWrapped(m_plane) ? row * wrap : row);
}

} // namespace lens
