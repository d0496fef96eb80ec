// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/grouppaths.h"

#include <QItemSelection>
#include <QStringList>

#include <vector>

namespace lens {

class EntryTree;

// One more row; one that follows the last makes no further range, which is what a selection takes
// its time over.
void addRow(QItemSelection &rows, const QModelIndex &row);

// Which rows of a tree are open and selected, by their names, so that another tree of nearly the
// same names can look the same. A name that is gone is left out.
class TreeMemory
{
public:
    explicit TreeMemory(const EntryTree &tree);
    void restore(EntryTree &tree) const;
    // That are open where they are seen.
    const GroupPaths &groups() const { return m_groups; }

private:
    struct Row
    {
        int parent = -1; // the row above it, by its place in the list; -1: none
        QString name;
        int place = 0; // below its parent, where it may still be
        bool expanded = false, selected = false, current = false;
    };

    std::vector<Row> m_rows; // those of one parent together, after it
    GroupPaths m_groups;
    int m_scroll = 0;
};

} // namespace lens
