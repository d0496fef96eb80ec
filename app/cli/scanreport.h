// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/context.h"
#include "model/checkpoint/safety.h"

#include <optional>
#include <string>
#include <vector>

namespace lens::cli {

// The safety report of a file: structure first, verdict second, and anything that stops the
// analysis makes the verdict say so (security.md 6).
struct ScanReport
{
    CheckpointPtr opened;          // null when it cannot be opened
    std::optional<Error> error;    // what stopped the analysis; names the file
    std::vector<Finding> findings; // of the file, and one for each unknown or dangerous global
    std::vector<RatedGlobal> globals;
    std::string coverage; // what was looked at

    bool complete() const { return !error; }
    Rating worst() const;
    std::string_view outcome() const; // as the contract names it
    std::string verdictText() const;
    std::string message() const; // the error, else the verdict
};

ScanReport scanned(Context &context);

} // namespace lens::cli
