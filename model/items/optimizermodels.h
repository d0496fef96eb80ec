// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/moments.h"
#include "model/items/columnsmodel.h"

namespace lens {

// The parameters of an optimizer, a row each. The last column has no text: FlagsRole says it.
class OptimizerModel final : public ColumnsModel
{
    Q_OBJECT

public:
    enum Column {
        IndexColumn,
        GroupColumn, // number of the group; nothing for state without a place in one
        NameColumn,
        ShapeColumn,
        StepColumn,
        FirstColumn,  // norm of the first moment
        SecondColumn, // largest value of the second
        BytesColumn,
        FlagsColumn,
    };

    explicit OptimizerModel(QObject *parent = nullptr);
    void setTable(OptimizerTablePtr table);
    void fill(const std::vector<MomentNumbers> &numbers);
    // No more numbers come: those that are missing cannot be read.
    void finish();
    // Why no parameter at all has a name; empty when one has, or when the reasons differ.
    const std::string &commonReason() const { return m_table->commonReason; }
    // What a cell leads to: a moment, or the state of the parameter.
    std::uint32_t entryAt(int row, int column) const;

    int rowCount(const QModelIndex &parent = {}) const override;

protected:
    QString text(int row, int column) const override;
    QVariant value(int row, int column, int role) const override;
    std::string sortText(int row, int column) const override;

private:
    // What was read of the moments of a row.
    struct Numbers
    {
        std::optional<double> firstNorm, secondMax;
        unsigned flags = 0;
    };
    const OptimizerRow &tableRow(int row) const
    {
        return m_table->rows[static_cast<std::size_t>(row)];
    }
    const Numbers &numbersOf(int row) const { return m_numbers[static_cast<std::size_t>(row)]; }
    unsigned flags(int row) const { return tableRow(row).flags | numbersOf(row).flags; }
    QVariant sortValue(int row, int column) const;
    QString nameText(const OptimizerRow &row) const;
    QString momentText(std::uint32_t entry, const std::optional<double> &value) const;

    OptimizerTablePtr m_table;
    std::vector<Numbers> m_numbers; // a row each
    bool m_complete = false;
};

// The hyper-parameters of every group: a row each, a column each group; of many groups, a row each
// group and a column each of the first settings.
class GroupsModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;
    void setTable(OptimizerTablePtr table);
    // Settings of many groups that have no column.
    int hiddenSettings() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void collectNames();
    int groupCount() const { return m_table ? static_cast<int>(m_table->groups.size()) : 0; }
    QString settingName(int setting) const;
    QString cell(int group, int setting) const;

    OptimizerTablePtr m_table;
    std::vector<std::string> m_names; // of the settings of all groups, in order of appearance
    bool m_byGroup = false;           // a row each
};

} // namespace lens
