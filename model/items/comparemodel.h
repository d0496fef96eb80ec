// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/comparejob.h"
#include "model/items/roles.h"

#include <QAbstractTableModel>
#include <QRegularExpression>
#include <QStringList>

#include <array>
#include <set>

namespace lens {

// Where a row of a comparison stands, in the order in which they are offered.
enum class CompareState { Values, Structure, OnlyA, OnlyB, Unknown, Tolerance, Same, Pending };
inline constexpr std::size_t compareStates = 8;

// Counts of the states.
using StateCounts = std::array<std::uint64_t, compareStates>;

// A comparison as it is listed at this moment, for work on another thread.
struct CompareListing
{
    CompareRows all;
    std::vector<CompareState> states;
    std::vector<std::size_t> listed;
    bool isSameShown = false;
};

// The aligned rows of a comparison as one list: those whose state is shown and whose name matches
// the filter, in file order or sorted by a column. In file order a container stands above what it
// holds, even if nothing but that differs, counts it and can be folded. Rows come in as their
// values are compared.
class CompareModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        StatusColumn,
        NameColumn,
        AColumn,
        BColumn,
        MaxColumn,
        MeanColumn,
        RelativeColumn,
        CosineColumn,
        ChangedColumn,
        ColumnCount
    };
    enum Role {
        StateRole = Qt::UserRole + 100, // int: CompareState
        WhatRole,                       // QStringList: "dtype", "shape", … as CompareRow::what
        ReasonRole,                     // QString: why the values could not be read
        InsideRole, // StateCounts of the matching rows below; invalid where there are none
        FoldedRole, // bool; invalid for a row that cannot be folded
    };

    using QAbstractTableModel::QAbstractTableModel;

    // Takes what a CompareJob delivers. What only one side has is folded at first.
    void setRows(std::shared_ptr<CompareRows> rows);
    void update(const std::vector<CompareJob::Row> &rows);

    const std::vector<engine::ComparedRow> &rows() const { return m_all->rows; }
    const CheckpointPtr &a() const { return m_all->a; }
    const CheckpointPtr &b() const { return m_all->b; }
    const std::optional<PrefixRule> &prefix() const { return m_all->prefix; }
    // Of all rows, hidden ones too.
    const StateCounts &counts() const { return m_counts; }
    std::uint64_t count(CompareState state) const
    {
        return m_counts[static_cast<std::size_t>(state)];
    }
    CompareState state(std::size_t row) const { return m_states[row]; }
    const QString &name(std::size_t row) const { return m_all->names[row]; }
    // Of the matching rows below a container, where there are any.
    std::optional<StateCounts> inside(std::size_t row) const;

    CompareListing listing() const;
    static QString columnName(int column);

    void setShown(CompareState state, bool shown);
    bool isShown(CompareState state) const { return !m_hidden.contains(state); }
    // Words that all stand in the name, in any order and case; with `*` or `?` a glob; between
    // slashes a regular expression. False where that is none: the filter stays as it was.
    bool setFilter(const QString &text);
    void setFolded(int row, bool folded);
    // Opens every container that an aligned row lies in.
    void unfold(std::size_t row);

    // The aligned row behind a row of the list, and back: -1 where it is not listed.
    std::size_t source(int row) const { return m_visible[static_cast<std::size_t>(row)]; }
    int rowOf(std::size_t source) const;
    int rowOf(const QString &name) const;
    // The next row below (or above) that differs; -1 when there is none.
    int differenceFrom(int row, int step) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    // Column -1 is the order of the files.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

private:
    // The number that a column shows; null for columns of text.
    static double engine::Difference::*memberOf(int column);
    static QString numberText(const engine::Difference &numbers, int column);
    QString text(std::size_t row, int column) const;
    QString accessibleText(std::size_t row) const;
    bool hasInside(std::size_t row) const;
    QVariant foldedValue(std::size_t row) const;
    CompareState stateOf(const engine::ComparedRow &row) const;
    bool isBefore(std::size_t x, std::size_t y) const;
    bool isHit(std::size_t row) const { return m_matches[row] && isShown(m_states[row]); }
    bool isFoldable(std::size_t row) const { return m_slots[row] != noIndex && row > 0; }
    void findContainers();
    void match();
    void countInside();
    std::vector<std::size_t> inFileOrder() const;
    std::vector<std::size_t> sorted() const;
    void refresh();
    bool insertNew(const std::vector<std::size_t> &wanted);

    std::shared_ptr<CompareRows> m_all = std::make_shared<CompareRows>();
    std::vector<CompareState> m_states; // by row, as all but m_visible and m_inside
    std::vector<bool> m_matches, m_folded;
    std::vector<std::uint32_t> m_slots; // of a container, into m_inside; noIndex for all others
    std::vector<StateCounts> m_inside;
    StateCounts m_counts{};
    std::set<CompareState> m_hidden{CompareState::Same, CompareState::Pending};
    std::vector<QRegularExpression> m_filter;
    std::vector<std::size_t> m_visible;
    int m_sortColumn = -1;
    Qt::SortOrder m_order = Qt::AscendingOrder;
};

} // namespace lens
