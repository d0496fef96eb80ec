// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/valuesjob.h"

#include <QString>

namespace lens {

enum class NumberFormat {
    Automatic,   // six significant digits
    Exact,       // the shortest text that gives the same number in the tensor's precision
    Fixed,       // six digits behind the point
    Scientific,  // six digits and an exponent
    Hexadecimal, // the bytes as stored, most significant first
};

// What the cell `at` of a tile of `tensor` says.
QString cellText(const TensorData &tensor, const ValueTile &tile, std::size_t at,
                 NumberFormat format);
// The same for another program: exact, however few digits are shown, and spelled as programs read
// numbers. Bytes are as they are shown.
QString copiedText(const TensorData &tensor, const ValueTile &tile, std::size_t at,
                   NumberFormat format);

} // namespace lens
