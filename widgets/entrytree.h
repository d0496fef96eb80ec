// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panel.h"

#include <QTimer>
#include <QTreeView>

namespace lens {

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
    // Everything below the current row, or a few levels where that would be too much to look at.
    void expandBelow();
    void select(const QModelIndex &index);
    std::uint32_t currentNode() const;
    Selection selection() const;
    // The selection moved and was not told yet.
    bool isMoving() const { return m_announcement.isActive(); }

Q_SIGNALS:
    // Once for each change, however many rows it selects.
    void selectionMoved(const lens::Selection &selection);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void selectionChanged(const QItemSelection &now, const QItemSelection &before) override;

private:
    void sizeColumns();
    QModelIndex expandWrappers(QModelIndex index);

    TreeModel &m_model;
    QTimer m_announcement;
};

} // namespace lens
