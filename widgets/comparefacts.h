// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/histogrampair.h"
#include "model/items/comparemodel.h"
#include "widgets/sidebyside.h"

#include <optional>

namespace lens {

// The tensor that an entry is or refers to; null for every other.
const Tensor *tensorOf(const Checkpoint &checkpoint, std::uint32_t entry);
// What a row of a comparison is, in a line: its state, why, and the numbers.
QString statusFact(const CompareModel &model, std::size_t row);
// What is known of both sides of a row.
std::vector<SideFact> sideFacts(const CompareModel &model, std::size_t row,
                                const std::optional<HistogramPair> &pair);

} // namespace lens
