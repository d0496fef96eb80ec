// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"

namespace lens::cli {

// Ctrl+C, hang-up and SIGTERM cancel the job, so that a save removes its temporary file. A closed
// pipe and a file-size limit become errors of the write instead of killing the program.
void installSignals(Job &job);
// 128 + the signal that cancelled the job, as shells report it: 130 for Ctrl+C.
int cancelledExitCode();

} // namespace lens::cli
