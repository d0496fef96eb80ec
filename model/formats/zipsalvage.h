// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/bytesource.h"

namespace lens {

// The error of an archive without an end, with the number of records that are complete.
Error missingEnd(const ByteSource &source);

} // namespace lens
