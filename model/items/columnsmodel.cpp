// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/columnsmodel.h"

#include "model/base/text.h"
#include "model/items/roles.h"
#include "model/items/stoppablesort.h"

#include <QStringList>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

// What is no number stands behind all that are.
bool numberLess(double a, double b) { return a < b || (std::isnan(b) && !std::isnan(a)); }

constexpr int sortedAtOnce = 2000; // rows

template <typename Key, typename Less>
void sortBy(std::vector<int> &rows, const std::vector<Key> &keys, Qt::SortOrder order, Less less,
            const Job &job)
{
    const auto before = [&](int a, int b) {
        const Key &left = keys[static_cast<std::size_t>(a)];
        const Key &right = keys[static_cast<std::size_t>(b)];
        return order == Qt::AscendingOrder ? less(left, right) : less(right, left);
    };
    sortUnlessStopped(rows.begin(), rows.end(), before, job);
}

} // namespace

SortKeys SortKeys::of(std::vector<std::string> texts)
{
    SortKeys keys;
    keys.held = std::make_shared<const std::vector<std::string>>(std::move(texts));
    keys.texts.assign(keys.held->begin(), keys.held->end());
    return keys;
}

std::vector<int> sortedRows(const SortKeys &keys, Qt::SortOrder order, const Job &job)
{
    std::vector<int> rows(keys.size());
    std::iota(rows.begin(), rows.end(), 0);
    if (keys.texts.empty())
        sortBy(rows, keys.numbers, order, numberLess, job);
    else
        sortBy(rows, keys.texts, order, naturalLess, job);
    return rows;
}

void SortJob::start(MakeSortKeys keys, Qt::SortOrder order)
{
    LatestJob::start([this, order, keys = std::move(keys)](Job &job) -> Report {
        auto rows = sortedRows(keys(), order, job);
        if (!job.check())
            return [] {};
        return [this, rows = std::move(rows)] { Q_EMIT finished(rows); };
    });
}

ColumnsModel::ColumnsModel(std::vector<TableColumn> columns, QObject *parent)
    : QAbstractTableModel(parent)
    , m_columns(std::move(columns))
{
    // This is the first to be connected.
    connect(this, &QAbstractItemModel::modelReset, this, &ColumnsModel::sortAfterReset);
    connect(&m_sortJob, &SortJob::finished, this, &ColumnsModel::takeOrder);
}

void ColumnsModel::setColumnTitle(int column, const QString &title)
{
    m_columns[static_cast<std::size_t>(column)].title = title;
    Q_EMIT headerDataChanged(Qt::Horizontal, column, column);
}

void ColumnsModel::cellsChanged(int first, int last, int firstColumn, int lastColumn)
{
    if (m_order.empty())
        Q_EMIT dataChanged(index(first, firstColumn), index(last, lastColumn));
    else
        Q_EMIT dataChanged(index(0, firstColumn), index(rowCount() - 1, lastColumn));
}

int ColumnsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

int ColumnsModel::sourceRow(int row) const
{
    const auto at = static_cast<std::size_t>(row);
    return row >= 0 && at < m_order.size() ? m_order[at] : row;
}

QVariant ColumnsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const int row = sourceRow(index.row());
    const TableColumn &shown = m_columns[static_cast<std::size_t>(index.column())];
    if (role == Qt::DisplayRole)
        return text(row, index.column());
    if (role == NumericRole)
        return shown.numeric;
    if (role == IsPathRole)
        return shown.path;
    const QVariant said = value(row, index.column(), role);
    if (said.isValid() || role != Qt::AccessibleTextRole)
        return said;
    QStringList cells;
    for (int column = 0; column < columnCount(); ++column)
        if (const QString cell = text(row, column); !cell.isEmpty())
            cells << cell;
    return cells.join(u", "_s);
}

QVariant ColumnsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    const TableColumn &column = m_columns[static_cast<std::size_t>(section)];
    if (role == Qt::DisplayRole)
        return column.title;
    if (role == Qt::InitialSortOrderRole) // of numbers the largest are looked for
        return column.numeric ? Qt::DescendingOrder : Qt::AscendingOrder;
    return role == NumericRole ? QVariant(column.numeric) : QVariant();
}

QVariant ColumnsModel::value(int, int, int) const { return {}; }

std::string ColumnsModel::sortText(int row, int column) const
{
    return text(row, column).toStdString();
}

MakeSortKeys ColumnsModel::sortKeys(int column) const
{
    std::vector<std::string> texts;
    std::vector<double> numbers;
    const int rows = rowCount();
    const bool areNumbers = rows > 0 && value(0, column, SortRole).isValid();
    for (int row = 0; row < rows; ++row)
        if (areNumbers)
            numbers.push_back(value(row, column, SortRole).toDouble());
        else
            texts.push_back(sortText(row, column));
    const auto keys =
        areNumbers ? SortKeys{{}, std::move(numbers)} : SortKeys::of(std::move(texts));
    return [keys] { return keys; };
}

// In less than a frame, or there is nothing to do.
bool ColumnsModel::isSortedAtOnce() const { return m_sortColumn < 0 || rowCount() <= sortedAtOnce; }

std::vector<int> ColumnsModel::sortedNow() const
{
    return m_sortColumn < 0 ? std::vector<int>()
                            : sortedRows(sortKeys(m_sortColumn)(), m_sortOrder);
}

void ColumnsModel::sort(int column, Qt::SortOrder order)
{
    m_sortColumn = column;
    m_sortOrder = order;
    m_sortJob.abandon();
    if (isSortedAtOnce())
        takeOrder(sortedNow());
    else
        m_sortJob.start(sortKeys(column), order);
}

// Before any view looks, where that is quick.
void ColumnsModel::sortAfterReset()
{
    m_order.clear();
    m_sortJob.abandon();
    if (isSortedAtOnce())
        m_order = sortedNow();
    else
        m_sortJob.start(sortKeys(m_sortColumn), m_sortOrder);
}

void ColumnsModel::takeOrder(std::vector<int> order)
{
    Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    std::vector<int> rows;
    for (const QModelIndex &index : before)
        rows.push_back(sourceRow(index.row()));
    m_order = std::move(order);
    std::vector<int> shownAt(m_order.size());
    for (std::size_t at = 0; at < m_order.size(); ++at)
        shownAt[static_cast<std::size_t>(m_order[at])] = static_cast<int>(at);
    QModelIndexList after;
    for (qsizetype i = 0; i < before.size(); ++i) {
        const auto row = static_cast<std::size_t>(rows[static_cast<std::size_t>(i)]);
        after << index(row < shownAt.size() ? shownAt[row] : static_cast<int>(row),
                       before[i].column());
    }
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged({}, VerticalSortHint);
}

} // namespace lens
