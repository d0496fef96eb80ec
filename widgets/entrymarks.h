// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme.h"

#include <QModelIndex>
#include <QString>

#include <vector>

namespace lens {

// A glyph and the word beside it: what a person should notice about a row of the tree.
struct EntryMark
{
    QString icon; // of resources/icons
    QString word;
    Tone tone = Tone::Note;
    bool inside = false; // of rows below it
};

// The marks of a row, and, where `closed`, those of the rows below that nobody sees.
std::vector<EntryMark> entryMarks(const QModelIndex &index, bool closed);
// What the tree has no room for: the whole name, the marks with their reasons. Plain text.
QString entryTip(const QModelIndex &index);

} // namespace lens
