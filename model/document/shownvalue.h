// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"

#include <QString>

namespace lens {

constexpr std::size_t sizeNoteBytes = 24; // at most, of "… 1023.9 MiB" and quotes

// A plain value as plainText(). Of a long str or bytes only about `limit` bytes are written; its
// size follows.
QString shownValue(const Checkpoint &checkpoint, std::uint32_t entry, std::size_t limit);

} // namespace lens
