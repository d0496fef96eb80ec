// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/outline.h"

namespace lens {

// The tensor that a row of the tree is or refers to; noIndex for every other row.
std::uint32_t tensorOfRow(const Checkpoint &checkpoint, const Outline &outline, std::uint32_t node);
// The rows of tensors at and below `nodes`, in the order of the tree, each once; the first `limit`.
std::vector<std::uint32_t> tensorRows(const Checkpoint &checkpoint, const Outline &outline,
                                      const std::vector<std::uint32_t> &nodes, std::size_t limit);

} // namespace lens
