// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/shownvalue.h"

#include "model/document/plaintext.h"

namespace lens {

QString shownValue(const Checkpoint &checkpoint, std::uint32_t entry, std::size_t limit)
{
    return plainText(valueText(checkpoint, entry, limit), limit + sizeNoteBytes);
}

} // namespace lens
