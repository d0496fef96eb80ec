// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/comparejob.h"
#include "model/items/comparelisting.h"
#include "model/items/comparestates.h"
#include "model/items/roles.h"

#include <QAbstractTableModel>

namespace lens {

// A comparison as it is shown at this moment, for work on another thread.
struct CompareTable
{
    CompareRowsPtr all;
    ComparedRows rows;
    std::vector<CompareState> states;
    CompareListing list;
    bool isSameShown = false;
    QString title = {}; // of a page that is made of it

    // What a cell says.
    QString text(std::size_t row, int column) const;
    std::optional<StateCounts> inside(std::size_t row) const { return list.insideOf(*all, row); }
    // Bits of SpecialSide, of what is inside too.
    unsigned specials(std::size_t row) const
    {
        return specialSides(*rows[row]) | list.specialsInsideOf(*all, row);
    }
};

// The aligned rows of a comparison as one list: those whose state is shown and whose name matches
// the filter, in file order or sorted by a column. In file order a container counts what it holds
// and can be folded. Rows come in as their values are compared. Few rows are listed at once; where
// they are many a worker does it and the list stays as it was until it is done.
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
        SpecialSidesRole,               // uint: bits of SpecialSide, of what is inside too
        InsideRole, // StateCounts of the matching rows below; invalid where there are none
        FoldedRole, // bool; invalid for a row that cannot be folded
    };
    // More rows than this are listed by a worker.
    static constexpr std::size_t listedAtOnce = 4000;

    explicit CompareModel(QObject *parent = nullptr);
    ~CompareModel() override;

    // Takes what a CompareJob delivers. What only one side has is folded at first.
    void setRows(CompareRowsPtr rows);
    void update(const std::vector<CompareJob::Row> &rows);

    const ComparedRows &rows() const { return m_rows; }
    const engine::ComparedRow &row(std::size_t row) const { return *m_rows[row]; }
    const CompareRowsPtr &aligned() const { return m_all; }
    const CheckpointPtr &a() const { return m_all->a; }
    const CheckpointPtr &b() const { return m_all->b; }
    const std::optional<PrefixRule> &prefix() const { return m_all->prefix; }
    const std::optional<PartRule> &parts() const { return m_all->parts; }
    bool isModelOnOneSide() const { return m_all->isModelOnOneSide; }
    // Of all rows, hidden ones too.
    const StateCounts &counts() const { return m_states.counts(); }
    std::uint64_t count(CompareState state) const
    {
        return counts()[static_cast<std::size_t>(state)];
    }
    CompareState state(std::size_t row) const { return m_states[row]; }
    const QString &name(std::size_t row) const { return m_all->names[row]; }
    // Of the matching rows below a container, where there are any.
    std::optional<StateCounts> inside(std::size_t row) const
    {
        return m_list.insideOf(*m_all, row);
    }
    unsigned specials(std::size_t row) const
    {
        return m_specials[row] | m_list.specialsInsideOf(*m_all, row);
    }

    CompareTable table() const;
    static QString columnName(int column);
    // The number that a column shows; null for columns of text.
    static DifferenceMember numberOf(int column);
    // The list is about to be another.
    bool isListing() const { return m_listing.isRunning() || m_isOutdated; }

    void setShown(CompareState state, bool shown);
    bool isShown(CompareState state) const { return !m_hidden.contains(state); }
    // Words that all stand in the name, in any order and case; with `*` or `?` a glob; between
    // slashes a regular expression. False where that is none, or not ended yet: the filter stays as
    // it was.
    bool setFilter(const QString &text);
    bool fitsFilter(std::size_t row) const { return fitsAll(name(row), m_filter); }
    void setFolded(int row, bool folded);
    // Opens every container that an aligned row lies in.
    void unfold(std::size_t row);

    // The aligned row behind a row of the list, and back: -1 where it is not listed.
    std::size_t source(int row) const { return m_list.rows[static_cast<std::size_t>(row)]; }
    int rowOf(std::size_t source) const;
    int rowOf(const QString &name) const;
    // Of all aligned rows; none where no row has this name.
    std::optional<std::size_t> sourceOf(const QString &name) const;
    // Listed rows: among them, for each column of texts, the one with the most letters.
    const std::vector<int> &longest() const { return m_list.longest; }
    // The next row below (or above) that differs; -1 when there is none.
    int differenceFrom(int row, int step) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    // Column -1 is the order of the files.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

Q_SIGNALS:
    // As it was asked for last.
    void listed();

private:
    void takeRows(ComparedRows rows);
    QString cellText(std::size_t row, int column) const;
    QString accessibleText(std::size_t row) const;
    QVariant foldedValue(std::size_t row) const;
    CompareOrder order() const;
    void list();
    void show(CompareListing listing);
    bool insertNew(const std::vector<std::size_t> &wanted);

    CompareRowsPtr m_all = std::make_shared<CompareRows>();
    ComparedRows m_rows; // by row, as the next three
    CompareStates m_states;
    std::vector<std::uint8_t> m_specials;
    std::vector<bool> m_folded;
    std::set<CompareState> m_hidden{CompareState::Same, CompareState::Pending};
    std::vector<QRegularExpression> m_filter;
    int m_sortColumn = -1;
    Qt::SortOrder m_order = Qt::AscendingOrder;
    CompareListing m_list; // as it is shown
    CompareListingJob m_listing;
    bool m_isOutdated = false; // more rows came while it is made
};

} // namespace lens
