// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/moments.h"
#include "widgets/panel.h"

class QComboBox;
class QLabel;
class QPushButton;

namespace lens {

class Divider;
class GroupsModel;
class OptimizerModel;
class RowTable;

// What the optimizers of a file remember: the settings of each group, and for each parameter its
// name, step, moments and bytes.
class OptimizerPage final : public Panel
{
    Q_OBJECT

public:
    explicit OptimizerPage(const PanelContext &context, QWidget *parent = nullptr);

    void showSelection(const Selection &selection) override;
    QWidget *mainPart() const override;
    bool hasChosenRows() const override;
    void resetLayout() override;
    const OptimizerModel &parameters() const { return *m_parameters; }

private:
    QWidget *makeHead();
    QWidget *makeGroups();
    QWidget *makeParameters();
    void showTables(const OptimizerTables &tables);
    void showTable(int index);
    void addRest(std::size_t count);
    QString pathText(const OptimizerTable &table) const;
    void sizeGroups();
    void sizeParameters();
    void hideEmptyColumns(const OptimizerTable &table);
    void showWarnings(const OptimizerTable &table);
    bool isUpToDate() const;
    void goTo(const QModelIndex &cell);

    OptimizerJob m_readJob;
    MomentsJob m_momentsJob;
    CheckpointPtr m_shown;    // or what is read to be shown
    CheckpointPtr m_tablesOf; // what the tables are of: while it is read again, the file as it was
    OptimizerTables m_tables;
    OptimizerModel *m_parameters;
    GroupsModel *m_groups;
    QComboBox *m_choice;
    QLabel *m_title, *m_reason, *m_warnings, *m_nothing;
    QPushButton *m_goTo;
    RowTable *m_groupsTable, *m_parametersTable;
    Divider *m_content;
};

} // namespace lens
