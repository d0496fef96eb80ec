// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/checkpoint/checkpoint.h"

// What can be said of an archive whose directory is missing or broken.
namespace lens {

// The error of an archive without an end, with the number of records that are complete.
Error missingEnd(const ByteSource &source);

// Reads the first record as a pickle, for a safety report, when it is named as one: torch makes it
// data.pkl. Adds a stream, which carries its error when it is broken.
void salvageFirstRecord(Checkpoint &checkpoint, const Job *job);

} // namespace lens
