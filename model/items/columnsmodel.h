// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>

#include <vector>

namespace lens {

struct TableColumn
{
    QString title;
    bool numeric = false;
    bool path = false;
};

// A flat table that is only read: a subclass says its columns, its rows and the text of a cell. It
// sorts its rows by SortRole; rows that come later stay where they came until the next sort.
class ColumnsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    // Column -1: the order they came in.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

    // The row of a subclass that is shown at `row`.
    int sourceRow(int row) const;

protected:
    explicit ColumnsModel(std::vector<TableColumn> columns, QObject *parent = nullptr);
    void setColumnTitle(int column, const QString &title);
    // Cells of the rows of the subclass from `first` to `last` have other data.
    void cellsChanged(int first, int last, int firstColumn, int lastColumn);

    // Of the subclass's own rows, as they came.
    virtual QString text(int row, int column) const = 0;
    // Every other role; SortRole by the text unless said otherwise here.
    virtual QVariant value(int row, int column, int role) const;

private:
    std::vector<int> sortedRows() const;
    QVariant sortKey(int row) const;

    std::vector<TableColumn> m_columns;
    std::vector<int> m_order; // rows of the subclass as they are shown; empty: as they came
    int m_sortColumn = -1;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
};

} // namespace lens
