// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/histogram.h"

#include <QString>
#include <QStringList>

namespace lens {

// What a histogram shows and what it has no place for, in a sentence.
QString histogramCaption(const std::vector<engine::Numbers> &numbers, std::size_t unreadable,
                         bool magnitudes);
// Why there is nothing to draw of a tensor that was read.
QString whyNotDrawn(const engine::Statistics &statistics);
// One bin of each: "0.1 to 0.2: 5 values".
QString binReadout(const std::vector<engine::Numbers> &numbers, const QStringList &names,
                   std::size_t bin);
// "not drawn: 2 NaN, 1 below the range"
QString undrawn(const std::vector<engine::Numbers> &numbers, bool magnitudes);
// Names without the beginning that all of them share up to a slash or a dot.
QStringList withoutCommonBeginning(const QStringList &names);

} // namespace lens
