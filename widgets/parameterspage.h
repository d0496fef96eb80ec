// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/rows.h"
#include "model/document/statisticsjob.h"
#include "widgets/page.h"
#include "widgets/panel.h"
#include "widgets/treememory.h"

#include <optional>

namespace lens {

class Divider;
class EntryTree;
class FilterLine;
class ModelViewBox;
class PanelTabs;
class TreeModel;

// The tree of a checkpoint with its filter and, beside it, the details of what is selected.
class ParametersPage final : public Panel
{
    Q_OBJECT

public:
    explicit ParametersPage(const PanelContext &context, QWidget *parent = nullptr);

    // After a load: opens the first levels and selects `selection`.
    void showSelection(const Selection &selection) override;
    void forgetSelection() override;
    QWidget *mainPart() const override;
    bool hasChosenRows() const override { return true; }
    ChosenRows chosenRows() const override;
    bool isSettled() const override;
    void resetLayout() override;
    // Gives up a filter that hides it.
    void selectEntry(std::uint32_t entry);
    // Of the current row; its part is whoever's that asks.
    Spot spot() const;
    void goTo(const Spot &spot);
    bool startFilter() override;
    bool isExportable() const override;
    void exportView() override;
    void setFilter(const QString &text);
    bool isFlat() const { return m_flat; }
    void setFlat(bool flat);
    // After a load of nearly the same file, in rows as they were remembered.
    void restore(const TreeMemory &memory);
    // Asks for whole models to be shown so; what is selected stays so.
    void setModelView(ModelView view);
    // What was asked for is shown, or was stopped.
    void viewShown();
    // Reads all values, once, and shows the columns for them.
    void startStatistics();
    void copyTable();
    EntryTree &tree() { return *m_tree; }
    PanelTabs &details() { return *m_details; }

Q_SIGNALS:
    // Something beside the tree, or a reference in it, leads to another row.
    void leaving();
    void modelViewRequested(lens::ModelView view);

private:
    void follow(std::uint32_t entry);
    void showView(ModelView view, std::uint32_t entry);
    void readStatistics();
    QWidget *makeLeft();
    void connectFilter();
    void connectTree();
    void showMenu(const QModelIndex &index, const QPoint &at);
    void reveal(std::uint32_t node);
    void currentMoved(const QModelIndex &now);
    void sayPartly(int levels);
    void filterMoved(const QString &text);
    void sort(int column, Qt::SortOrder order);
    RowsRequest request() const;
    void requestRows();
    void refuseFilter(const Error &why);
    void rowsMade(const Result<std::shared_ptr<const ShownRows>> &rows);
    void showRows(std::shared_ptr<const ShownRows> rows);
    void loaded();
    void statisticsRead(const Result<std::uint64_t> &withoutNumbers);
    void documentChanged(const DocumentChange &change);

    TreeModel *m_model;
    FilterLine *m_line;
    ModelViewBox *m_modelViews;
    EntryTree *m_tree;
    PanelTabs *m_details;
    Divider *m_splitter;
    RowsJob m_job;
    StatisticsJob m_statisticsJob;
    std::uint32_t m_wantedEntry = 0; // in the view that is asked for
    std::uint32_t m_currentNode = 0; // where a person is, while rows come and go
    Filter m_filter;                 // the last valid one
    Filter m_shownFilter;            // of the rows that are shown
    RowOrder m_order = RowOrder::Natural;
    bool m_descending = false, m_flat = false;
    bool m_selectFound = false;         // once the rows that are asked for are there
    std::optional<TreeMemory> m_memory; // the same
};

} // namespace lens
