// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/checkpoint.h"
#include "model/formats/saveplan.h"

#include <string>
#include <vector>

namespace lens {

// The archive of `checkpoint` again with stream i replaced by patchedStreams[i]; an empty or absent
// text leaves the stream as it is. Without changes a copy byte for byte. With some, every other
// record keeps its bytes, order, names, checksums or their absence; records move, padding is made
// anew so that payloads stay aligned as they were, and offsets are counted again, with 64 bits
// where they now need them. Undoing the change gives the first bytes again for what torch wrote.
// Unsupported when records overlap or a changed stream lies in an archive inside the archive.
Result<SavePlan> planZipSave(const Checkpoint &checkpoint,
                             const std::vector<std::string> &patchedStreams);

} // namespace lens
