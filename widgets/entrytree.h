// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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

Q_SIGNALS:
    void nodeSelected(std::uint32_t node);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;

private:
    void sizeColumns();
    QModelIndex expandWrappers(QModelIndex index);

    TreeModel &m_model;
};

} // namespace lens
