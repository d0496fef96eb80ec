// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/job.h"
#include "model/checkpoint/checkpoint.h"

#include <memory>
#include <string>

namespace lens {

// The pickles of a file that cannot be opened, as far as each can be read, for a safety report:
// streams and graph are filled, everything else is empty. No stream where none was found.
std::shared_ptr<const Checkpoint> salvagePickles(const std::string &path, const Job *job);

} // namespace lens
