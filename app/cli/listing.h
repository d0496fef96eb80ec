// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/context.h"

#include <string>
#include <vector>

namespace lens::cli {

struct ListedEntry
{
    std::uint32_t entry = 0;
    std::string name; // of the state dict; empty: the entry's own path
};

// The hash of an entry's elements, empty when it has none of its own.
using HashFunction = Result<std::string> (*)(const Checkpoint &, std::uint32_t entry, Job &);

// Entries as lines for people: a tree, or with --flat and --state-dict one full name a line.
// Columns are name, type, shape or value, bytes, device and what else is to say.
Result<void> printListing(Context &context, const Checkpoint &checkpoint,
                          const std::vector<ListedEntry> &entries, HashFunction hash);

} // namespace lens::cli
