// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panel.h"

class QSplitter;

namespace lens {

class EntryTree;
class PanelTabs;
class TreeModel;

// The tree of a checkpoint and, beside it, the details of what is selected.
class ParametersPage final : public Panel
{
    Q_OBJECT

public:
    explicit ParametersPage(const PanelContext &context, QWidget *parent = nullptr);

    // After a load: opens the first levels and selects `selection`.
    void showSelection(const Selection &selection) override;
    bool isSettled() const override;
    void resetLayout() override;
    void selectEntry(std::uint32_t entry);
    EntryTree &tree() { return *m_tree; }
    PanelTabs &details() { return *m_details; }

private:
    void shareWidth();

    TreeModel *m_model;
    EntryTree *m_tree;
    PanelTabs *m_details;
    QSplitter *m_splitter;
};

} // namespace lens
