// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/findinglist.h"
#include "model/base/job.h"
#include "model/checkpoint/checkpoint.h"

namespace lens {

// Of archives in a row only the first is shown. This reads the pickles of the others into
// checkpoint.streams, so that a safety report knows what they would import. What cannot be read
// becomes a finding; an Error when cancelled.
Result<void> readFollowers(Checkpoint &checkpoint, FindingList &findings, const Job *job);

} // namespace lens
