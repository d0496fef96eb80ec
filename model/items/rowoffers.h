// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/document.h"

#include <QStringList>

namespace lens {

class TreeModel;

// Parts of a filter line ("dtype:float32", "in:model.layer1") that find a row and those like it;
// first what a cell of `column` (TreeModel::Column) says.
QStringList filterOffers(const Document &document, std::uint32_t node, int column);

// The keys of a filter, and what this file has for them.
QStringList filterCompletions(const TreeModel &tree, const Document &document);

// The line with the part in it: instead of one with the same key, else behind the others.
QString withPart(const QString &line, const QString &part);

} // namespace lens
