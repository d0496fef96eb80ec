// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/file.h"
#include "model/base/job.h"
#include "model/formats/saveplan.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace lens {

enum class Overwrite { No, Yes };

// A file as a save left it.
struct SavedFile
{
    std::string path; // where it lies, symlinks resolved
    FileIdentity identity;
};

struct SaveRequest
{
    std::string destination;
    Overwrite overwrite = Overwrite::No;
    // The file the plan copies from: saving fails with Conflict when it changed since it was
    // opened, or when `destination` is its path and another file lies there now. May be null.
    std::shared_ptr<const File> origin;
    // Opens and checks the finished temporary file before it takes the old one's place.
    std::function<Result<void>(const std::string &path)> check;
    // What an earlier save from this origin left: at that path nothing else may be replaced, and it
    // may, although it took the place of the origin.
    std::optional<SavedFile> lastSave = {};
};

struct SaveOutcome
{
    std::string path; // where it lies now, symlinks resolved
    std::uint64_t bytes = 0;
    std::vector<std::string> warnings; // "hard link split", "extended attributes lost", …
    FileIdentity identity;             // what lies at `path` now
};

// The save protocol (security.md 5.1): preflight, temporary file in the destination's directory,
// copy_file_range for unchanged bytes, fsync, check, rename, fsync of the directory. Whatever goes
// wrong or is cancelled, the old file is whole and no partial file is left.
Result<SaveOutcome> save(const SavePlan &plan, const SaveRequest &request, Job &job);

// Why saving over `path` would be wrong, or nothing: the Hugging Face cache's content-addressed
// blobs are shared by every snapshot that links to them.
std::optional<std::string> overwriteGuard(const std::string &path);

} // namespace lens
