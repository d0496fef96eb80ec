// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/valuetext.h"

#include <QAbstractTableModel>
#include <QCache>

namespace lens {

// The cells of a plane through a tensor. Holds nothing but the tiles around what is looked at: a
// cell that was not read yet is "…" until its tile arrives. Of a plane with more lines than a view
// can head, a window is shown.
class ValuesModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    // Lines that a header of Qt can hold without being felt.
    static constexpr std::int64_t mostRows = 1'000'000, mostColumns = 100'000;

    explicit ValuesModel(QObject *parent = nullptr);

    void show(const TensorData &tensor, const Plane &plane);
    void clear();
    bool isEmpty() const { return !m_tensor; }
    const TensorData &tensor() const { return *m_tensor; }
    const Plane &plane() const { return m_plane; }
    // The part of the plane that has rows and columns here.
    const CellRange &window() const { return m_window; }
    PlaneSize size() const { return m_size; }
    NumberFormat format() const { return m_format; }
    void setFormat(NumberFormat format);
    // Reads what is missing of these cells of the model.
    void setVisible(const CellRange &cells);
    // The cell of an element of this plane; moves the window where needed.
    QModelIndex cellOf(const std::vector<std::int64_t> &index);
    // The whole index of a cell; empty past the end of a wrapped tensor.
    std::vector<std::int64_t> indexAt(const QModelIndex &cell) const;
    ValuesJob &job() { return m_job; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void failed(const lens::Error &error);

private:
    struct Cell
    {
        const ValueTile *tile = nullptr; // null: not read yet
        std::size_t at = 0;
    };
    Cell cellAt(const QModelIndex &index) const;
    QVariant special(const Cell &cell) const;
    void tilesRead(const Result<std::vector<ValueTile>> &result);
    void readMissing();

    std::optional<TensorData> m_tensor;
    Plane m_plane;
    PlaneSize m_size;
    CellRange m_window, m_visible;
    NumberFormat m_format = NumberFormat::Automatic;
    mutable QCache<quint64, ValueTile> m_tiles; // asking makes a tile recent
    ValuesJob m_job;
};

} // namespace lens
