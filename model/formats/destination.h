// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/formats/save.h"

#include <cstdint>
#include <optional>
#include <string>
#include <sys/stat.h>

namespace lens {

// Where a save will lie: symlinks followed, so that a link stays a link and its target is replaced.
struct Destination
{
    std::string path;
    std::string directory;
    std::string name;
    std::optional<struct stat> old; // what lies there now
};

// Follows symlinks, also dangling ones. Error for a directory or a device, for a link that goes in
// circles, and for a path that overwriteGuard refuses.
Result<Destination> resolveDestination(const std::string &path);

// Conflict when `destination` is the path of `origin`, or of what was saved from it last, and
// another file lies there by now.
Result<void> checkStillOrigin(const Destination &destination, const File &origin,
                              const std::optional<SavedFile> &lastSave);

// Conflict when what lies at the destination is not what resolveDestination saw.
Result<void> checkStillSame(const Destination &destination);

// Io when the file system has less room than `bytes` and a margin. Where it does not say, no error.
Result<void> checkSpace(const Destination &destination, std::uint64_t bytes);

} // namespace lens
