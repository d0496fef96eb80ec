// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/latestjob.h"

#include <QAbstractTableModel>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lens {

struct TableColumn
{
    QString title;
    bool numeric = false;
    bool path = false;
};

// What rows are sorted by: texts, or numbers where there are no texts.
struct SortKeys
{
    std::vector<std::string_view> texts; // of `held`, or of what their maker holds
    std::vector<double> numbers;
    std::shared_ptr<const std::vector<std::string>> held = {};
    static SortKeys of(std::vector<std::string> texts);
    std::size_t size() const { return texts.empty() ? numbers.size() : texts.size(); }
};

// Makes them on whichever thread sorts, from what it holds.
using MakeSortKeys = std::function<SortKeys()>;

// The rows in the order of their keys; of equals the first first.
std::vector<int> sortedRows(const SortKeys &keys, Qt::SortOrder order, const Job &job = {});

class SortJob final : public LatestJob
{
    Q_OBJECT

public:
    using LatestJob::LatestJob;
    void start(MakeSortKeys keys, Qt::SortOrder order);

Q_SIGNALS:
    void finished(const std::vector<int> &rows);
};

// A flat table that is only read: a subclass says its columns, its rows and the text of a cell. It
// sorts its rows by SortRole; rows that come later stay where they came until the next sort. Many
// rows are sorted by a job: until it ends they are as they were.
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
    LatestJob &sortJob() { return m_sortJob; }

protected:
    explicit ColumnsModel(std::vector<TableColumn> columns, QObject *parent = nullptr);
    void setColumnTitle(int column, const QString &title);
    // Cells of the rows of the subclass from `first` to `last` have other data.
    void cellsChanged(int first, int last, int firstColumn, int lastColumn);

    // Of the subclass's own rows, as they came.
    virtual QString text(int row, int column) const = 0;
    // Every other role. SortRole is a number; a column without one is sorted by its sort texts.
    virtual QVariant value(int row, int column, int role) const;
    // The text unless said otherwise here: all of it, and cheaper to make.
    virtual std::string sortText(int row, int column) const;
    // What all rows are sorted by. Unless said otherwise here, it is asked for row by row and at
    // once: not for very many rows.
    virtual MakeSortKeys sortKeys(int column) const;

private:
    bool isSortedAtOnce() const;
    std::vector<int> sortedNow() const;
    void sortAfterReset();
    void takeOrder(std::vector<int> order);

    std::vector<TableColumn> m_columns;
    std::vector<int> m_order; // rows of the subclass as they are shown; empty: as they came
    SortJob m_sortJob;
    int m_sortColumn = -1;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
};

} // namespace lens
