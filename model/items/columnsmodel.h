// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

#include <vector>

namespace lens {

struct TableColumn
{
    QString title;
    bool numeric = false;
};

// A flat table that is only read: a subclass says its columns, its rows and the text of a cell.
class ColumnsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    explicit ColumnsModel(std::vector<TableColumn> columns, QObject *parent = nullptr);
    void setColumnTitle(int column, const QString &title);

    virtual QString text(int row, int column) const = 0;
    // Every other role; SortRole by the text unless said otherwise here.
    virtual QVariant value(int row, int column, int role) const;

private:
    std::vector<TableColumn> m_columns;
};

// Sorts a small table by SortRole, numbers in texts as numbers.
class SortedRows final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit SortedRows(QAbstractItemModel &source, QObject *parent = nullptr);

protected:
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;
};

} // namespace lens
