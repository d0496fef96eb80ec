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
    void setTable(OptimizerTable table);
    void fill(const std::vector<MomentNumbers> &numbers);
    const OptimizerTable &table() const { return m_table; }
    // What a cell leads to: a moment, or the state of the parameter.
    std::uint32_t entryAt(int row, int column) const;

    int rowCount(const QModelIndex &parent = {}) const override;

protected:
    QString text(int row, int column) const override;
    QVariant value(int row, int column, int role) const override;

private:
    QVariant sortValue(const OptimizerRow &row, int column) const;

    OptimizerTable m_table;
};

// The hyper-parameters of every group: a row each, a column each group.
class GroupsModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;
    void setTable(const OptimizerTable &table);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString cell(int row, int column) const;

    std::vector<OptimizerGroupTable> m_groups;
    std::vector<std::string> m_names; // of the settings of all groups, in order of appearance
};

} // namespace lens
