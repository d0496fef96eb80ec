// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/grouppaths.h"
#include "widgets/panel.h"

#include <QTimer>
#include <QTreeView>

#include <memory>

namespace lens {

struct ShownRows;
class TreeHeader;
class TreeModel;

// The tree of a checkpoint: looks only; what a row means comes from the model's roles.
class EntryTree final : public QTreeView
{
    Q_OBJECT

public:
    explicit EntryTree(TreeModel &model, QWidget *parent = nullptr);
    // Opens the root, and small checkpoints further, so that the first look shows something.
    void expandFirst();
    void collapseToFirst();
    // Everything, or a few levels where that would be too much to look at.
    void expandAll();
    void select(const QModelIndex &index);
    void selectAll() override;
    void copyRows(bool withHeaders);
    // Other rows of the same file: what was open and chosen stays so. What a filter found is opened
    // as far as it can be looked at; without the filter all is as it was before.
    void showRows(std::shared_ptr<const ShownRows> rows, bool filtered);
    // What is remembered of rows means nothing any more: their nodes are others.
    void forget();
    // The groups that are open without a filter and without the list, and to open those where the
    // rows that come first are of such a kind.
    GroupPaths openGroups() const;
    void keepOpen(const GroupPaths &groups);
    // Rows that are opened and closed from here on are laid out together: each by itself takes a
    // time that grows with all of them.
    void layOutOnce() { scheduleDelayedItemsLayout(); }
    // The first row that the filter found, unless one is chosen.
    void selectFound();
    TreeHeader &columns() { return *m_header; }
    std::uint32_t currentNode() const;
    Selection selection() const;
    // The selection moved and was not told yet.
    bool isMoving() const { return m_announcement.isActive(); }

Q_SIGNALS:
    // Once for each change, however many rows it selects.
    void selectionMoved(const lens::Selection &selection);
    // What moved was told, or was no more than a beginning.
    void rested();
    // All rows would have been too many: only so many levels were expanded.
    void expandedPartly(int levels);
    // Texts were so long that only their beginnings were copied.
    void copiedPartly();
    // Rows in so many groups cannot be selected at once.
    void selectionRefused();
    // Column -1: natural order.
    void sortRequested(int column, Qt::SortOrder order);
    // For the row that was clicked or, by key, the current one.
    void menuRequested(const QModelIndex &index, const QPoint &at);

protected:
    void setSelection(const QRect &chosen, QItemSelectionModel::SelectionFlags command) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void selectionChanged(const QItemSelection &now, const QItemSelection &before) override;

private:
    void selectFoundRows();
    void expandBelow(const QModelIndex &top); // as expandAll
    std::vector<QModelIndex> expandLevel(const std::vector<QModelIndex> &level);
    void announce();
    std::vector<std::uint32_t> openNodes() const;
    void reopen(bool filtered);
    void reselect();
    QModelIndex expandWrappers(QModelIndex index);

    TreeModel &m_model;
    TreeHeader *m_header;
    QTimer m_announcement;
    Selection m_told;                  // last
    Selection m_kept;                  // while other rows come
    QPersistentModelIndex m_goneTo;    // and where Shift selects from
    std::vector<std::uint32_t> m_open; // rows without a filter
    bool m_filtered = false, m_resetting = false;
    bool m_keepsOpen = false; // what is seen says nothing of them
};

} // namespace lens
