// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/deltasjob.h"

#include <QAbstractTableModel>

namespace lens {

// The elements of two tensors that differ most, a row each, the largest difference first.
class DeltasModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { IndexColumn, AColumn, BColumn, DeltaColumn, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;
    // Complex numbers have distances and no other difference.
    void setElements(std::vector<TensorDeltas::Element> elements, bool areDistances = false);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(const TensorDeltas::Element &element, int column) const;

    std::vector<TensorDeltas::Element> m_elements;
    bool m_areDistances = false;
};

} // namespace lens
