// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/file.h"

#include <sys/stat.h>

namespace lens {

// Of what lies at `path` now, links followed; nothing when no regular file does.
std::optional<FileIdentity> identityAt(const std::string &path);
FileIdentity identityOf(const struct stat &status);

} // namespace lens
